"""What records mean: events in common form, with the codes that they are evidence of."""

from analyzer.events.crowd import fewer_zones
from analyzer.events.hosts import canonical_hosts, named, renamed, unify_hosts
from analyzer.events.interpret import INTERPRETERS, Interpreter, event_of, interpret
from analyzer.events.placing import placed
from analyzer.events.quiet import Quiet, is_quiet
from analyzer.events.same import once

__all__ = [
    "INTERPRETERS",
    "Interpreter",
    "Quiet",
    "canonical_hosts",
    "event_of",
    "fewer_zones",
    "interpret",
    "is_quiet",
    "named",
    "once",
    "placed",
    "renamed",
    "unify_hosts",
]
