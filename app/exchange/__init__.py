"""The directory's doors: offers come in from files and go out in open formats."""
