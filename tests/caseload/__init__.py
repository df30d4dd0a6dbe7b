"""Mirror of app/caseload."""
