"""The database's history; written files never import the application."""
