"""How near the reports on simulated fleets come to the truth; writes docs/accuracy.md.

    python tests/accuracy/against_truth.py [--seeds N] [--jobs N] [--page FILE]

Exit code 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.pipeline import run
from analyzer.report.audit_json import document
from analyzer.request import Request
from analyzer.simulate import damage
from analyzer.simulate.entry import Entry
from analyzer.simulate.fleet import fleet
from analyzer.simulate.score import Scores, added, score
from analyzer.simulate.simulation import Gathering, Simulation
from analyzer.simulate.write import write

SERVERS, WEEKS = 6, 26
PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fleet; `whole` ones must be rebuilt without a fault."""

    name: str
    says: str
    make: Callable[[int], Simulation]
    whole: bool = False


def healthy(seed: int) -> Simulation:
    """Windows defaults, nothing planted, every log collected."""
    return fleet(seed, SERVERS, WEEKS, healthy=True)


def whole(seed: int) -> Simulation:
    """Everything planted, every log collected."""
    return fleet(seed, SERVERS, WEEKS, blind=False)


def blind(seed: int) -> Simulation:
    """Everything planted, and logs lost in every way that the simulator knows."""
    return fleet(seed, SERVERS, WEEKS)


def thinned(share: float, seed: int) -> Simulation:
    """Everything planted, and a share of the records of every DNS channel gone."""
    simulation = whole(seed)
    for host, channel in product(simulation.logs.hosts, (AUDIT_CHANNEL, CLASSIC_CHANNEL)):
        left = partial(_thinned, f"{seed} {host} {channel}", share)
        simulation.gathering[host, channel] = Gathering(left=left)
    return simulation


def without(channel: str, seed: int) -> Simulation:
    """Everything planted, and one of the two DNS channels not collected."""
    simulation = whole(seed)
    simulation.uncollected |= {(host, channel) for host in simulation.logs.hosts}
    return simulation


def _thinned(seed: str, share: float, entries: Iterator[Entry]) -> damage.Remaining:
    return damage.thinned(entries, random.Random(seed), share)


KINDS = (
    Kind("healthy", "Windows defaults, nothing planted, every log collected", healthy, whole=True),
    Kind("whole", "everything planted, every log collected", whole, whole=True),
    Kind("blind", "everything planted, logs lost in every way that the simulator knows", blind),
    Kind("less 10 %", "a tenth of the records of both DNS channels lost", partial(thinned, 0.1)),
    Kind("less 30 %", "three tenths of them lost", partial(thinned, 0.3)),
    Kind("less 50 %", "half of them lost", partial(thinned, 0.5)),
    Kind("classic only", "the audit channel of no server collected", partial(without, AUDIT_CHANNEL)),
    Kind("audit only", "the classic channel of no server collected", partial(without, CLASSIC_CHANNEL)),
)


def scores_of(number: int, seed: int) -> Scores:
    """The scores of the report on one fleet of the kind with that number."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(KINDS[number].make(seed), folder)
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        return score(truth, document(run(Request((folder,), tz=truth["tz"]))))


@dataclass(frozen=True, slots=True)
class Bound:
    """The least precision and recall of questions that begin so; `whole`: of whole fleets only."""

    question: str
    precision: float
    recall: float
    whole: bool = True

    def asks(self, kind: Kind, question: str) -> bool:
        """Whether it holds for that question in that kind of fleet."""
        return (kind.whole or not self.whole) and f"{question} ".startswith(f"{self.question} ")


BOUNDS = (
    Bound("rollovers", 1.0, 1.0),
    Bound("start logged", 1.0, 1.0),
    Bound("end logged", 1.0, 1.0),
    Bound("outcome", 1.0, 1.0),
    # Right or honestly unknown: what is claimed must be true.
    Bound("trigger", 1.0, 0.0),
    Bound("attempts", 0.99, 0.99),
    Bound("relation", 0.99, 0.99),
    Bound("diagnosis", 0.99, 0.99),
    Bound("finding", 0.99, 0.99),
    Bound("cause", 0.9, 0.9),
    # Where logs are missing: no edge is observed without its event, bounds hold, and what is
    # said to be wrong, or to be fine, is so.
    Bound("start logged", 1.0, 0.0, whole=False),
    Bound("end logged", 1.0, 0.0, whole=False),
    Bound("start within bounds", 0.95, 0.95, whole=False),
    Bound("end within bounds", 0.95, 0.95, whole=False),
    Bound("diagnosis", 0.99, 0.0, whole=False),
    Bound("passed ROLL", 0.99, 0.0, whole=False),
)


def faults(kind: Kind, scores: Scores) -> Iterator[str]:
    """Every bound of the kind that its scores break."""
    for bound, (question, counts) in product(BOUNDS, scores.items()):
        if bound.asks(kind, question):
            for name, share, least in (
                ("precision", counts.precision, bound.precision),
                ("recall", counts.recall, bound.recall),
            ):
                if share is not None and share < least:
                    yield f"{kind.name}: {name} of {question} is {share:.4f}, below {least}"


def page(scores: dict[str, Scores], seeds: int, broken: Sequence[str]) -> str:
    """The figures as a page, broken bounds first."""
    lines = [
        "# Accuracy on simulated fleets",
        "",
        f"Written by `make accuracy`: {seeds} seeds of each kind of fleet, {SERVERS} servers and {WEEKS} "
        "weeks each. All logs behind these figures are simulated: no public log shows a 9116 or a whole "
        "rollover.",
        "A dash stands where there was nothing to find, or nothing was reported. Edges within bounds are "
        "those that no event of their own tells of; the width is the median of what lies between their "
        "bounds, infinite where one is missing. `passed` has no recall: what logs cannot show is right to "
        "be not assessed. So is a step forced too early, for no log holds the parent's DS or its TTL.",
        "",
        "## Bounds not kept",
        "",
        *([f"- {line}" for line in broken] or ["None."]),
    ]
    for kind in KINDS:
        if kind.name in scores:
            lines += ["", f"## {kind.name.capitalize()}: {kind.says}", "", *_table(scores[kind.name])]
    return "\n".join(lines) + "\n"


def _table(scores: Scores) -> Iterator[str]:
    yield "| question | precision | recall | hits | reported | true | median width, h |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for question, c in scores.items():
        shares = f"{_figure(c.precision)} | {_figure(c.recall)}"
        width = _figure(c.median_width, ".1f") if c.widths else ""
        yield f"| {question} | {shares} | {c.hits:,} | {c.reported:,} | {c.true:,} | {width} |"


def _figure(value: float | None, form: str = ".4f") -> str:
    return "–" if value is None else f"{value:{form}}"


def main() -> None:
    """Score all kinds of fleets, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS])
    chosen = parser.parse_args()
    scores: dict[str, Scores] = {}
    broken: list[str] = []
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for number, kind in enumerate(KINDS):
            if chosen.kind and kind.name not in chosen.kind:
                continue
            scores[kind.name] = added(pool.map(partial(scores_of, number), range(chosen.seeds)))
            broken += faults(kind, scores[kind.name])
            print(f"{kind.name}: {kind.says}", *_table(scores[kind.name]), "", sep="\n", flush=True)
    chosen.page.write_text(page(scores, chosen.seeds, broken), encoding="utf-8", newline="\n")
    print(*(broken or ["all bounds kept"]), sep="\n")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
