"""What an operator keeps safe: new keys, backups, the way back. Commands alone; no pages."""
