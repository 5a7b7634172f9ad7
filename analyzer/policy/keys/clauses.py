"""The rules about single settings; what each asks for stands in `requirements.csv`."""

from __future__ import annotations

from analyzer.policy.keys.clause import Clause


class Algorithm(Clause):
    """KEY-ALGORITHM."""

    id = "KEY-ALGORITHM"
    severity = "high"


class Length(Clause):
    """KEY-LENGTH."""

    id = "KEY-LENGTH"
    severity = "medium"


class DsDigest(Clause):
    """KEY-DS-DIGEST."""

    id = "KEY-DS-DIGEST"
    severity = "low"


class Denial(Clause):
    """KEY-DENIAL."""

    id = "KEY-DENIAL"
    severity = "medium"


class Nsec3Iterations(Clause):
    """KEY-NSEC3-ITERATIONS."""

    id = "KEY-NSEC3-ITERATIONS"
    severity = "low"


class Nsec3Salt(Clause):
    """KEY-NSEC3-SALT."""

    id = "KEY-NSEC3-SALT"
    severity = "low"


class SignatureValidity(Clause):
    """KEY-SIGNATURE-VALIDITY."""

    id = "KEY-SIGNATURE-VALIDITY"
    severity = "medium"


class Period(Clause):
    """KEY-PERIOD."""

    id = "KEY-PERIOD"
    severity = "medium"
