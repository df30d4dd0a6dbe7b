"""What every feature leans on; it knows no feature."""
