"""Push services of our own on loopback: for the worker alone, for Firefox, for Chromium."""
