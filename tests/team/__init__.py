"""The team lead's pages."""
