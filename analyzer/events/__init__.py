"""What records mean: events in common form, with the codes that they are evidence of."""

from analyzer.events.crowd import fewer_zones
from analyzer.events.hosts import canonical_hosts, unify_hosts
from analyzer.events.interpret import INTERPRETERS, Interpreter, interpret
from analyzer.events.placing import placed
from analyzer.events.same import once

__all__ = [
    "INTERPRETERS",
    "Interpreter",
    "canonical_hosts",
    "fewer_zones",
    "interpret",
    "once",
    "placed",
    "unify_hosts",
]
