"""Attempts, how they relate to rollovers, and the episodes they form."""
