"""The settings of keys and zones as they truly were, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from analyzer.knowledge.timing import parameters
from analyzer.model import Action, KeyRole
from analyzer.simulate.traces.values import key_values, zone_values
from analyzer.simulate.world import Happening, World
from analyzer.simulate.zones import Skd, Zone

OF_KEYS = frozenset(p.name for p in parameters() if p.scope == "key")
OF_ZONES = frozenset(p.name for p in parameters() if p.scope == "zone")

KEY_LOGGED = frozenset({Action.KEY_ADDED, Action.KEY_MODIFIED})
ZONE_LOGGED = frozenset({Action.ZONE_SIGNED, Action.ZONE_RESIGNED})
"""What tells a log of all settings at once (569, 570; 525, 527)."""


@dataclass(slots=True)
class Value:
    """A value of a setting from `since` to `until`; `logged` is when a log was first told of it."""

    zone: str
    guid: str | None
    role: KeyRole | None
    parameter: str
    value: str
    since: datetime
    until: datetime | None = None
    logged: datetime | None = None


@dataclass(slots=True)
class SettingsBook:
    """Watches a world and keeps every value of every setting."""

    world: World
    values: list[Value] = field(default_factory=list)
    _current: dict[tuple[str, str | None, str], Value] = field(default_factory=dict)

    def __call__(self, happening: Happening) -> None:
        """Look at the zone again, whatever happened to it."""
        zone = self.world.zones[happening.zone]
        self.look(zone)
        logged = not happening.unwritten
        if logged and happening.action in KEY_LOGGED:
            self._log(zone.name, happening.guid, happening.time)
        elif logged and happening.action in ZONE_LOGGED:
            self._log(zone.name, None, happening.time)

    def look(self, zone: Zone) -> None:
        """Note what a zone's settings are now."""
        self._note(zone, None, zone_values(zone), OF_ZONES)
        for skd in zone.skds:
            self._note(zone, skd, key_values(zone, skd), OF_KEYS)
        keys = {None, *(skd.guid for skd in zone.skds)}
        gone = [place for place in self._current if place[0] == zone.name and place[1] not in keys]
        for place in gone:
            self._current.pop(place).until = self.world.now

    def _note(self, zone: Zone, skd: Skd | None, found: dict[str, str], names: Iterable[str]) -> None:
        guid, role = (skd.guid, skd.role) if skd else (None, None)
        for name in sorted(found.keys() & names):
            place = zone.name, guid, name
            known = self._current.get(place)
            if known and known.value == found[name]:
                continue
            if known:
                known.until = self.world.now
            value = Value(zone.name, guid, role, name, found[name], self.world.now)
            self._current[place] = value
            self.values.append(value)

    def _log(self, zone: str, guid: str | None, time: datetime) -> None:
        for (of_zone, of_key, _), value in self._current.items():
            if (of_zone, of_key) == (zone, guid) and value.logged is None:
                value.logged = time
