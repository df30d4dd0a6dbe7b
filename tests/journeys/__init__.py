"""Whole stories in real browsers."""
