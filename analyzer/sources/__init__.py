"""Bytes to values: what a file is, what it holds, what of it is lost."""
