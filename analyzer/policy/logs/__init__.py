"""Rules about the logs that all else rests on."""
