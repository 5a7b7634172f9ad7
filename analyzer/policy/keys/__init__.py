"""Rules about the settings of keys and zones."""
