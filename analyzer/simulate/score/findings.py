"""Questions about policy: which findings there were, and whether what passed was sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analyzer.simulate.score.counts import Counts
from analyzer.simulate.score.pairs import Json

Fault = tuple[str, str | None]
"""A rule and the zone it was broken in."""

KEY_PLACE = 2
"""Where an assessment's subject names a key: after its zone and role."""


def of_findings(truth: Json, audit: Json) -> Iterator[tuple[str, Counts]]:
    """Findings by rule, each once a zone; what only some profiles forbid counts neither for nor against.

    A fault that these logs do not show is not missed where it is not found.
    """
    broken = {(v["rule"], v["zone"]) for v in truth["violations"]}
    visible = {(v["rule"], v["zone"]) for v in truth["violations"] if v["visible"]}
    debatable = {(v["rule"], v["zone"]) for v in truth["debatable"]} - broken
    found = {(f["rule"], f["zone"]) for f in audit["findings"]} - debatable
    true = visible | broken & found
    for rule in sorted({rule for rule, _ in true | found}):
        mine, theirs = {f for f in found if f[0] == rule}, {t for t in true if t[0] == rule}
        yield f"finding {rule}", Counts(len(mine & theirs), len(mine), len(theirs))


def of_passes(truth: Json, audit: Json) -> Iterator[tuple[str, Counts]]:
    """By family of rules, how often `passed` was said of what was truly sound.

    Where logs have holes the right answer is `not assessed`, so there is no recall.
    """
    broken: dict[Fault, set[str | None]] = defaultdict(set)
    for fault in truth["violations"]:
        broken[fault["rule"], fault["zone"]].add(fault["key_guid"])
    families: dict[str, Counts] = {}
    zones = {zone["zone"] for zone in truth["zones"]}
    for one in audit["assessments"]:
        zone, *rest = one["subject"].split()
        if one["outcome"] == "passed" and zone in zones:
            keys = broken.get((one["rule"], zone), set())
            sound = rest[KEY_PLACE - 1] not in keys if len(rest) >= KEY_PLACE else not keys
            family = one["rule"].partition("-")[0]
            families[family] = families.get(family, Counts()) + Counts(int(sound), 1, 0)
    yield from ((f"passed {family}", counts) for family, counts in sorted(families.items()))
