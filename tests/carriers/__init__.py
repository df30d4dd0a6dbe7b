"""What carriers say of themselves."""
