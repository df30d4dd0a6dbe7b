"""The team lead's pages: managers, who stands in, who gets which case. No content of a record."""
