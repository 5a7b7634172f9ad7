"""Records in common form: identity, fields, codes, operations."""
