"""Rules that judge what was rebuilt, one class a rule."""

from analyzer.policy.assess import assess
from analyzer.policy.case import Case
from analyzer.policy.errors import PolicyError
from analyzer.policy.page import rule_page
from analyzer.policy.profile import DEFAULT, Profile, profile_names, profile_of
from analyzer.policy.waivers import Waiver, waivers_of

__all__ = [
    "DEFAULT",
    "Case",
    "PolicyError",
    "Profile",
    "Waiver",
    "assess",
    "profile_names",
    "profile_of",
    "rule_page",
    "waivers_of",
]
