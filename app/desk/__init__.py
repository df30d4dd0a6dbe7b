"""The manager's linked view across a caseload. No models."""
