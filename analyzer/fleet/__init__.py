"""The reading of many or large files cut into units, and who does them: threads, processes, or a cluster."""

from analyzer.fleet.crew import Crew, Here
from analyzer.fleet.jobs import Jobs
from analyzer.fleet.reading import read
from analyzer.fleet.units import Terms

__all__ = ["Crew", "Here", "Jobs", "Terms", "read"]
