"""When the last good signatures run out, so that the zone turns bogus, as far as logs tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.knowledge.timing import default_seconds, seconds
from analyzer.model import Action, Rollover
from analyzer.policy.case import Case

SIGNINGS = (Action.ZONE_SIGNED, Action.ZONE_RESIGNED)
VALIDITY = {"ZSK": "ZoneSignatureValidityPeriod", "KSK": "DnsKeySignatureValidityPeriod"}
SIGNS_ANEW = "ZskWaitingForMaxZoneTtl"
"""The stage that a ZSK enters when its new key has signed the zone."""


@dataclass(frozen=True, slots=True)
class RunOut:
    """From when to when signatures made at one time run out."""

    signed: datetime
    earliest: datetime
    latest: datetime

    @property
    def numbers(self) -> dict[str, str]:
        """The bounds as ISO 8601."""
        return {
            "signatures run out from": f"{self.earliest:%Y-%m-%dT%H:%M:%SZ}",
            "signatures run out until": f"{self.latest:%Y-%m-%dT%H:%M:%SZ}",
        }

    @property
    def words(self) -> str:
        """The bounds in a sentence, with what is not known."""
        return (
            f"The signatures made at {self.signed:%Y-%m-%d %H:%M} UTC run out between "
            f"{self.earliest:%Y-%m-%d %H:%M} and {self.latest:%Y-%m-%d %H:%M} UTC; validators then "
            "refuse the zone, unless the server has signed it anew since, which it does not log."
        )


def run_out(case: Case, rollover: Rollover) -> RunOut | None:
    """When what the last logged signing of a rollover's zone made runs out; None where that is not known.

    Needs the validity of the key's signatures as logged, and a signing at a logged time.
    Whether validity counts from the signing or from the inception, an offset before it,
    is not documented: that is the uncertainty.
    """
    name = VALIDITY.get(rollover.key_role or "")
    told = case.book.at(rollover.zone, rollover.key_guid, name, case.as_of) if name else None
    validity = seconds(told.value) if told else None
    times = [
        e.time
        for e in case.events_by_zone.get(rollover.zone, ())
        if e.action in SIGNINGS and e.time <= case.as_of
    ]
    times += [s.start for s in rollover.stages if s.name == SIGNS_ANEW and s.basis == "observed"]
    if validity is None or not times:
        return None
    offset = case.book.at(rollover.zone, None, "SignatureInceptionOffset", case.as_of)
    before = seconds(offset.value) if offset else default_seconds("SignatureInceptionOffset")
    signed = max(times)
    latest = signed + timedelta(seconds=validity)
    return RunOut(signed, latest - timedelta(seconds=before or 0), latest)
