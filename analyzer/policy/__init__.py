"""Rules that judge what was rebuilt, one class a rule."""
