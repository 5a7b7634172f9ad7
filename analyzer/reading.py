"""All that a set of paths holds: events in common form, each once, and the account of every file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analyzer import fleet
from analyzer.events import Quiet, canonical_hosts, fewer_zones, interpret, once, placed, unify_hosts
from analyzer.fleet import Crew, Here, Terms
from analyzer.model import Event, Input, Item, Loss, Record, Snapshot, Stretch, Tally
from analyzer.sources import Limits, Options, Place
from analyzer.sources.aside import Aside


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: events by time, weights of what was only counted, losses, inputs.

    `names` maps every host's name as logged to the one it is known by here; `records`
    holds the record of each event, by `path#position`, where these were read from files.
    Quiet events may be told apart from the others, in no order.
    """

    events: tuple[Event, ...]
    tallies: tuple[Tally, ...]
    stretches: Collection[Stretch]
    snapshots: tuple[Snapshot, ...]
    losses: tuple[Loss, ...]
    inputs: tuple[Input, ...]
    names: dict[str, str]
    records: Mapping[str, Record] = field(default_factory=dict)
    quiet: tuple[Quiet, ...] = ()


def read(
    paths: Sequence[Place],
    options: Options,
    watch: Callable[[Input], None] = lambda _: None,
    limits: Limits = Limits(),  # noqa: B008  # it is frozen
    crew: Callable[[Terms], Crew] = Here,
) -> Reading:
    """Read every file below the paths, by a crew; `watch` hears of each file when it is done."""
    with crew(Terms(options, limits)) as hired:
        return begin(paths, hired, watch)()


def begin(
    paths: Sequence[Place], crew: Crew, watch: Callable[[Input], None] = lambda _: None
) -> Callable[[], Reading]:
    """Have a crew begin, and go on with something else; what is returned waits for all that it reads."""
    items = fleet.read(paths, crew)
    return lambda: _gathered(items, watch, crew.terms.limits)


def _gathered(items: Iterable[Item], watch: Callable[[Input], None], limits: Limits) -> Reading:
    aside = Aside()
    kept: dict[str, Record] = {}

    def told() -> Iterator[Event]:
        for item in items:
            if not isinstance(item, Record):
                aside.put(item)
                if isinstance(item, Input):
                    watch(item)
                continue
            for event in interpret((item,)):
                kept[f"{event.path}#{event.position}"] = item
                yield event

    events, doubled = once(unify_hosts(told()))
    events, crowded = fewer_zones(events, limits.zones)
    aside.losses += crowded
    return Reading(
        events=placed(events),
        tallies=tuple(aside.tallies),
        stretches=aside.stretches,
        snapshots=tuple(aside.snapshots),
        losses=tuple(sorted(aside.losses, key=lambda x: (x.path, x.position or "", x.reason))),
        inputs=tuple(
            replace(one, duplicates=one.duplicates + doubled[one.path])
            for one in sorted(aside.inputs, key=lambda i: i.path)
        ),
        names=canonical_hosts({e.host for e in events} | aside.stretches.hosts),
        records=kept,
    )
