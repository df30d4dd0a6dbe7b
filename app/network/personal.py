"""What the network keeps of people: nothing of those who tell a need."""

from app.core.personal import plain

PERSONAL = (plain("need_signal", "municipality_ags topic text told_on"),)
