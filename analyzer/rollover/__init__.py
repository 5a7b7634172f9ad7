"""Rollovers rebuilt from events: coverage, windows, timing, diagnosis."""
