"""Rules about rollovers themselves."""
