"""The laboratory: parent and children on loopback, served by BIND and by Knot DNS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from analyzer.live import Check, check, zone_name
from tests.live.servers import Server, bind, knot, program
from tests.live.zonefiles import ZoneFile, parent, split, stages

PROGRAMS = ("dnssec-keygen", "dnssec-settime", "dnssec-signzone", "dnssec-dsfromkey")
CHILDREN = {"bind": "127.0.0.1", "knot": "127.0.0.3"}
PARENTS = {"bind": "127.0.0.1", "knot": "127.0.0.5"}
OTHER = {"bind": "knot", "knot": "bind"}
"""The make of the parent of each make of child: BIND listens on addresses of an interface only, which
of the loopback ones is 127.0.0.1, so that parent and child are of different makes to be apart."""


@dataclass(frozen=True)
class Lab:
    """Zones in every state, and the servers of both makes that serve them and their parent.

    `split.test` is not the same on both; `broken.test` has no file.
    """

    zones: dict[str, ZoneFile]
    children: dict[str, Server]
    parents: dict[str, Server]

    def seen(self, zone: str, make: str) -> Check:
        """A check of a zone at a child's server of one make and a parent's server of the other."""
        where = [self.children[make].address], [self.parents[OTHER[make]].address]
        return check(zone_name(f"{zone}.test"), *where, datetime.now(UTC), 2.0)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Everything made and running."""
    for name in PROGRAMS:
        program(name)
    folder = tmp_path_factory.mktemp("live")
    zones, records = stages(folder)
    above = parent(folder, records, zones)
    versions = split(folder)
    files = {zone.name: zone.path for zone in zones.values()} | {"broken.test": folder / "no-such-file"}
    with ExitStack() as stack:
        children, parents = {}, {}
        for make, start in (("bind", bind), ("knot", knot)):
            own = files | {"split.test": versions[make]}
            below = start(folder / f"child-{make}", CHILDREN[make], own)
            children[make] = stack.enter_context(below)
            upper = start(folder / f"parent-{make}", PARENTS[make], {above.name: above.path})
            parents[make] = stack.enter_context(upper)
        yield Lab(zones, children, parents)
