"""What the table of backups says of people: nothing."""

from app.core.personal import plain

PERSONAL = (plain("backup_run", "made_at rows"),)
