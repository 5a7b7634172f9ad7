"""rollaudit reads Windows DNS Server logs and explains what 9116 says of key management."""

__version__ = "0.1.0"
