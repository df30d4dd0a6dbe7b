"""Mirror of app/people."""
