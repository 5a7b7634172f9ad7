"""What Windows writes down of what happens: one file a log."""
