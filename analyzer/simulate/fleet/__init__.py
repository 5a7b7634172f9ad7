"""Random fleets: servers, zones, people, and all that goes wrong with them, decided by a seed."""

from analyzer.simulate.fleet.fleet import fleet

__all__ = ["fleet"]
