"""The trail: who did or read what, when. It follows; nobody calls it."""
