"""The integration plan both sides own: versions, goals, steps, the catalogue of step templates."""
