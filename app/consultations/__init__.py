"""What was talked about, what was noted, and where else a client may find help."""
