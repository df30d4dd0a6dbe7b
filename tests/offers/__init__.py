"""The shared directory."""
