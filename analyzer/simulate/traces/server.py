"""What a DNS server logs of its zones' keys: the audit channel and the classic one.

The same roll is told in both, within a second or so.  The audit channel knows only
what succeeded, and who did it; the classic one has no actor, and the stages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL, EventKind, event_kinds, statuses
from analyzer.model import Action
from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import DNS_AUDIT, DNS_CLASSIC, DNS_CLASSIC_2012, Host
from analyzer.simulate.logs import Logs, Mark
from analyzer.simulate.traces.messages import render
from analyzer.simulate.traces.values import key_times, key_values, zone_values
from analyzer.simulate.world import SYSTEM, Actor, Happening, World

AUDIT_EVENTS = {
    Action.TRIGGERED: 531,
    Action.STARTED: 528,
    Action.COMPLETED: 529,
    Action.RETIRE_MARKED: 530,
    Action.STEPPED: 533,
    Action.ZONE_SIGNED: 525,
    Action.ZONE_UNSIGNED: 526,
    Action.ZONE_RESIGNED: 527,
    Action.KEY_MASTER_MOVED: 568,
    Action.KEY_ADDED: 569,
    Action.KEY_MODIFIED: 570,
    Action.KEY_DELETED: 571,
    Action.KEY_STATE_SET: 572,
}
CLASSIC_EVENTS = {
    Action.STARTED: 7669,
    Action.COMPLETED: 7670,
    Action.FAILED: 7671,
    Action.TRANSIENT_ERROR: 7672,
    Action.RETIRED: 7673,
    Action.ZONE_SIGNED: 7646,
    Action.ZONE_RESIGNED: 7646,
    Action.ZONE_UNSIGNED: 7647,
    Action.KEY_MASTER_LOST: 7648,
    Action.KEY_MASTER_GAINED: 7649,
}
ONLINE_SIGNING = 6
DNSSEC_OP = 7
"""Task numbers of the audit channel: inferred from their order, only 5 and 10 were ever seen."""

SIGN_KEYWORDS = 0x4000000000400000
ROLLOVER_KEYWORDS = 0x4000000000800000
CLASSIC_KEYWORDS = 0x8000000000008000
CLASSIC_KEYWORDS_2012 = 0x80000000000000
QUALIFIERS = {4: 0x4000, 3: 0x8000, 2: 0xC000}
TICK = timedelta(milliseconds=1)


class ServerLog:
    """Watches the world and writes the DNS channels of its servers.

    Codes in the classic channel were never seen publicly: their marks say so.
    """

    def __init__(self, world: World, logs: Logs) -> None:
        """Write what `world` tells into `logs`."""
        self._world = world
        self._logs = logs
        self._last: dict[tuple[str, str], datetime] = {}

    def __call__(self, happening: Happening) -> None:
        """Log one happening in the channels that tell of it."""
        host = self._logs.hosts[happening.server]
        values = self._values(happening, host)
        if happening.action in AUDIT_EVENTS and not happening.unwritten:
            self._audit(host, happening, AUDIT_EVENTS[happening.action], values)
        event_id = _classic_id(happening)
        if event_id and not happening.unwritten:
            self._classic(host, happening, event_id, values)

    def _values(self, happening: Happening, host: Host) -> dict[str, str]:
        zone = self._world.zones[happening.zone]
        skd = zone.find(happening.guid)
        guid = f"{{{happening.guid.upper()}}}" if happening.guid else ""
        detail = happening.detail
        values = zone_values(zone) | (key_values(zone, skd) | key_times(skd, host) if skd else {})
        return values | {
            "Zone": zone.name,
            "GUID": guid,
            "Type": happening.role or "",
            "KskOrZsk": happening.role or "",
            "KeyOrZone": "Zone" if happening.role == "ZSK" else "Key",
            "SeizedOrTransfered": detail.get("how", ""),
            "WithNewKeys": " New keys were generated." if detail.get("new_keys") == "yes" else "",
            "zone": zone.name,
            "skd": guid,
            "skd_guid": guid,
            "days": detail.get("days", ""),
            "error": detail.get("error", ""),
            "stage": _stage(detail.get("number", "0"), host),
            "new_key_master": detail.get("other", ""),
            "old_key_master": detail.get("other", ""),
        }

    def _audit(self, host: Host, happening: Happening, event_id: int, values: dict[str, str]) -> None:
        kind = _kind("audit", event_id)
        data = tuple((name, values.get(name, "")) for name in kind.fields)
        signing = event_id in (525, 526, 527)
        properties = "; ".join(f"{n}={v}" for n, v in data[1:])
        entry = Entry(
            host=host.computer,
            channel=AUDIT_CHANNEL,
            provider=DNS_AUDIT,
            event_id=event_id,
            time=self._in_order(host, AUDIT_CHANNEL, happening.time + self._world.seconds(0.001, 0.04)),
            record_id=0,
            data=data,
            level=kind.level or 4,
            task=ONLINE_SIGNING if signing else DNSSEC_OP,
            keywords=SIGN_KEYWORDS if signing else ROLLOVER_KEYWORDS,
            process_id=_dns_process(host.name),
            thread_id=4 * self._world.rng.randint(300, 2000),
            user=happening.actor.sid,
            message=render("audit", event_id, values | {"properties": properties}),
        )
        self._logs.add(host.name, entry, _mark(host, happening, entry))

    def _classic(self, host: Host, happening: Happening, event_id: int, values: dict[str, str]) -> None:
        kind = _kind("classic", event_id)
        time = happening.time + self._world.seconds(0.05, 0.9)
        level = kind.level or 4
        binary = bytes.fromhex(happening.detail.get("binary", ""))
        time = self._in_order(host, CLASSIC_CHANNEL, time)
        entry = Entry(
            host=host.computer,
            channel=CLASSIC_CHANNEL,
            provider=DNS_CLASSIC_2012 if host.old else DNS_CLASSIC,
            event_id=event_id,
            time=time.replace(microsecond=0) if host.old else time,
            record_id=0,
            data=tuple((f"param{i}", values.get(name, "")) for i, name in enumerate(kind.fields, 1)),
            binary=binary or None,
            level=level,
            keywords=CLASSIC_KEYWORDS_2012 if host.old else CLASSIC_KEYWORDS,
            qualifiers=QUALIFIERS[level] if host.old else None,
            process_id=0 if host.old else _dns_process(host.name),
            thread_id=0 if host.old else 4 * self._world.rng.randint(300, 2000),
            user=None if host.old else SYSTEM.sid,
            message=render("classic", event_id, values),
        )
        mark = _mark(host, happening, entry)
        mark.attempt = None
        if binary:
            mark.code, mark.form = int.from_bytes(binary, "little"), "binary-dword"
        elif error := happening.detail.get("error"):
            mark.code, mark.form = int(error, 0), "insert-hex" if error.startswith("0x") else "insert-decimal"
        mark.hypothetical = mark.code is not None
        self._logs.add(host.name, entry, mark)

    def _in_order(self, host: Host, channel: str, time: datetime) -> datetime:
        """The same time, or one just after the entry before: what was told later is logged later."""
        last = self._last.get((host.name, channel))
        time = max(time, last + TICK) if last else time
        self._last[host.name, channel] = time
        return time


def setting_changed(host: Host, setting: str, value: str, actor: Actor, time: datetime) -> Entry:
    """Event 541: a setting of the server was changed."""
    data = (("Setting", setting), ("Scope", "."), ("NewValue", value))
    return Entry(
        host=host.computer,
        channel=AUDIT_CHANNEL,
        provider=DNS_AUDIT,
        event_id=541,
        time=time,
        record_id=0,
        data=data,
        task=10,
        keywords=0x4000000008000000,
        process_id=_dns_process(host.name),
        thread_id=7488,
        user=actor.sid,
        message=render("audit", 541, dict(data)),
    )


@cache
def _kind(log: str, event_id: int) -> EventKind:
    return next(k for k in event_kinds() if (k.log, k.event_id) == (log, event_id))


def _classic_id(happening: Happening) -> int | None:
    if happening.action == Action.STAGE:
        return 784 if happening.role == "KSK" else 785
    if happening.action == Action.OTHER:
        return int(happening.detail["event"])
    if happening.action == Action.NOTICE:
        return 7668 if "days" in happening.detail else 7667
    return CLASSIC_EVENTS.get(happening.action)


def _stage(number: str, host: Host) -> str:
    found = next(s for s in statuses() if s.number == int(number))
    return {"powershell": found.powershell, "name": found.name, "number": number}[host.stage_form]


def _mark(host: Host, happening: Happening, entry: Entry) -> Mark:
    return Mark(
        host=host.name,
        channel=entry.channel,
        event_id=entry.event_id,
        time=entry.time,
        attempt=happening.attempt,
        action=str(happening.action),
        zone=happening.zone,
        guid=happening.guid,
    )


@cache
def _dns_process(host: str) -> int:
    """A process id for the DNS service of a host, the same in every run."""
    return 1000 + 4 * (sum(host.encode()) % 900)
