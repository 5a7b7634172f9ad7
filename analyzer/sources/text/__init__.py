"""Logs that people read: copies of events, sessions of consoles, logs of scripts, the DNS debug log."""
