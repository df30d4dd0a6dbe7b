"""Appointments: when, where, with whom, what to bring, and the client's one-tap replies."""
