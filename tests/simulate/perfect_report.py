"""The report that a perfect reader of a simulation's logs would write, as far as the score looks at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from analyzer.knowledge import AUDIT_CHANNEL

Json = dict[str, Any]
ENDS = ("completed", "failed")
VOIDS = ("zone-unsigned", "zone-deleted", "key-deleted", "key-master-moved")
NEAR = timedelta(minutes=5)


def perfect(truth: Json) -> Json:
    """All that the truth says, in the words of audit.json; what no log shows is left out."""
    tries = [a for a in truth["attempts"] if a["traces"]]
    return {
        "detections": [dict(d) for d in truth["detections"]],
        "attempts": [_attempt(a) for a in tries],
        "episodes": [{"id": f"E-{a['id']}", "cause": a["cause"]} for a in tries],
        "rollovers": [_rollover(r, truth) for r in truth["rollovers"] if r["visible"]],
        "recurrences": [
            {"zone": s["zone"], "kind": s["kind"], "phase": s["phase"]}
            for s in truth["schedules"]
            if s["hits"] >= 6 and s["hits"] >= 0.6 * s["slots"]
        ],
        "findings": [{"rule": v["rule"], "zone": v["zone"]} for v in truth["violations"]],
        "assessments": [
            {"rule": "ROLL-STUCK", "subject": z["zone"], "outcome": "passed"}
            for z in truth["zones"]
            if not any((v["rule"], v["zone"]) == ("ROLL-STUCK", z["zone"]) for v in truth["violations"])
        ],
    }


def _attempt(true: Json) -> Json:
    coded = [t for t in true["traces"] if t["code"]]
    audited = [t for t in true["traces"] if t["channel"] == AUDIT_CHANNEL]
    first = min(coded or audited or true["traces"], key=_time)
    return {
        "id": true["id"],
        "time": first["time"],
        "host": first["host"],
        "zone": true["zone"],
        "key_guid": true["key_guid"],
        "operation": true["operation"],
        "outcome": true["outcome"],
        "relation": true["relation"],
        "episode_id": f"E-{true['id']}" if true["relation"] != "not applicable" else None,
    }


def _rollover(true: Json, truth: Json) -> Json:
    stepped = any(o["action"] == "stepped" for o in true["observed"])
    forced_unseen = true["outcome"] == "forced" and not stepped
    kinds = [d for d in true["diagnoses"] if d["kind"] != "forced-early"]
    made = {
        "id": true["id"],
        "zone": true["zone"],
        "key_guid": true["key_guid"],
        "outcome": "completed" if forced_unseen else true["outcome"],
        "trigger": true["trigger"],
        "diagnoses": kinds,
    }
    events = {
        "start": [o for o in true["observed"] if o["action"] == "started"],
        "end": _voids(true, truth)
        if true["outcome"] == "aborted"
        else [o for o in true["observed"] if o["action"] in ENDS],
    }
    for edge, logged in events.items():
        when = min(map(_time, logged), default=true[edge])
        basis = "observed" if logged else "derived"
        made |= {edge: when, f"{edge}_basis": basis, f"{edge}_min": when, f"{edge}_max": when}
    return made


def _voids(true: Json, truth: Json) -> list[Json]:
    end = datetime.fromisoformat(true["end"])
    return [
        e
        for e in truth["events"]
        if (e["zone"], e["action"] in VOIDS) == (true["zone"], True)
        and abs(datetime.fromisoformat(e["time"]) - end) <= NEAR
    ]


def _time(place: Json) -> str:
    return str(place["time"])
