"""Clients, their cases and managers: the one source of "who may see whom"."""
