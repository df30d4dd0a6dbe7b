"""Files come in and go out."""
