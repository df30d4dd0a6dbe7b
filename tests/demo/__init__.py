"""The demo town and its ways in."""
