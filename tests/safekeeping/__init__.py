"""Mirror of app/safekeeping."""
