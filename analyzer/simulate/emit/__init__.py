"""Entries in the shapes in which logs are exported and collected, one module a shape.

Each module's `write(stream, entries, …)` writes one file, holding one entry at a time.
What a shape loses, it loses here too: `format.loses` of an emitter says what.
"""

from analyzer.simulate.emit.formats import EMITTERS, Emitter, emitter

__all__ = ["EMITTERS", "Emitter", "emitter"]
