"""What is wrong with a policy's configuration."""

from __future__ import annotations


class PolicyError(Exception):
    """A profile, parameter, rule or waiver that cannot be used; the text says which, and the cure."""
