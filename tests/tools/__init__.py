"""What runs before or beside the application."""
