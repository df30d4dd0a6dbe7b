"""The plan: catalogue, state machine, what the client sees, what the desk changes."""
