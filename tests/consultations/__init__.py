"""Consultations and notes."""
