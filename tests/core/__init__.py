"""Mirror of app/core."""
