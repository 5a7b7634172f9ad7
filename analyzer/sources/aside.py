"""What of a reading is not a record, by its kind."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.model import Input, Loss, Snapshot, Stretch, Tally
from analyzer.sources.stretches import Stretches


@dataclass(slots=True)
class Aside:
    """Tallies, stretches, snapshots, losses and accounts of files, each in the order in which they came."""

    tallies: list[Tally] = field(default_factory=list)
    stretches: Stretches = field(default_factory=Stretches)
    snapshots: list[Snapshot] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)

    def put(self, item: Tally | Stretch | Snapshot | Loss | Input) -> None:
        """Take an item."""
        match item:
            case Tally():
                self.tallies.append(item)
            case Stretch():
                self.stretches.append(item)
            case Snapshot():
                self.snapshots.append(item)
            case Loss():
                self.losses.append(item)
            case Input():
                self.inputs.append(item)
