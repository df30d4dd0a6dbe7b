"""Persons, their roles, passkeys, sessions and the in-person ceremony that lets them in."""
