"""One name for each host: logs name the same server by its short name and by its FQDN."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from analyzer.model import Event

KEY_MASTERS = ("new_key_master", "old_key_master", "KeyMasterServer")
"""The entries of an event's detail that hold a host's name, in lower case as all names of hosts."""

_ADDRESS = re.compile(r"[0-9.]+|[0-9a-f.%]*+:[0-9a-f:.%]*")


def canonical_hosts(names: Iterable[str]) -> dict[str, str]:
    """Each name's canonical form: a short name's FQDN where exactly one of the names fits it.

    Names are expected in lower case.  A short name that fits several FQDNs, or none,
    stays as it is, and so do FQDNs and addresses.
    """
    given = sorted(set(names))
    longer: dict[str, list[str]] = {}
    for name in given:
        short, dot, _ = name.partition(".")
        if dot and not _ADDRESS.fullmatch(name):
            longer.setdefault(short, []).append(name)
    return {name: longer[name][0] if len(longer.get(name, ())) == 1 else name for name in given}


def unify_hosts(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events with every host under its canonical name; ids of detections stay."""
    given = tuple(events)
    return renamed(given, canonical_hosts(named(given)))


def named(events: Iterable[Event]) -> set[str]:
    """Every name of a host that the events bear."""
    return {name for event in events for name in _names(event)}


def renamed(events: Iterable[Event], names: Mapping[str, str]) -> tuple[Event, ...]:
    """The same events with every host under the name that it is mapped to."""
    return tuple(_renamed(event, names) for event in events)


def _names(event: Event) -> list[str]:
    masters = map(event.detail.get, KEY_MASTERS)
    return [name for name in (event.host, event.server, *masters) if name]


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    if all(names[name] == name for name in _names(event)):
        return event
    host = names.get(event.host, event.host)
    server = names[event.server] if event.server else None
    return replace(
        event,
        host=host,
        server=server,
        detail={k: names.get(v, v) if k in KEY_MASTERS else v for k, v in event.detail.items()},
        detections=tuple(replace(d, host=host, server=server) for d in event.detections),
        sightings=tuple(replace(s, host=host) for s in event.sightings),
    )
