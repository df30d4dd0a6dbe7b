"""Reminders, push subscriptions, the call list and the worker. It follows; nobody calls it."""
