"""Reminders: planning, claiming, sending, the ledger, the call list, the pages."""
