"""Files of Clixml, which Export-Clixml writes: settings of keys and zones, or events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError, XMLParser

from analyzer.model import Item, Loss
from analyzer.sources.decoding import byte_lines, head_text, readable, utf8_blocks
from analyzer.sources.json.forms import row_form
from analyzer.sources.localtime import Clock
from analyzer.sources.objects import Objects
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.snapshots.serialised import RefusedError, Tree

_ROOT = re.compile(r'<Objs\s[^<>]*xmlns="http://schemas\.microsoft\.com/powershell/')
_CONTROLS = {code: "\ufffd" for code in range(0x20) if chr(code) not in "\t\n\r"}


class Clixml:
    """The objects of a file that Export-Clixml wrote."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the root element and its namespace."""
        if not _ROOT.search(head_text(head)):
            return None
        return Guess("Clixml", 0.95, "its root is that of PowerShell's serialised objects")

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Snapshots, records that matter, tallies, stretches, and what cannot be read."""
        objects = Objects(source, Clock(options.tz, options.date_order))
        tree = Tree(options.limits.xml_depth)
        parser = XMLParser(target=tree)  # noqa: S314  # the tree ends the reading at a document type
        place = 0
        try:
            for line in byte_lines(utf8_blocks(source.stream)):
                parser.feed(readable(line).translate(_CONTROLS) + "\n")
                for value in tree.taken():
                    place += 1
                    item = objects.take(place, value, row_form(value))
                    if item:
                        yield item
            parser.close()
        except ParseError as error:
            reason = f"the XML is broken or cut off: {error}"
            yield Loss(source.path, objects.position(place + 1), None, None, None, "damaged", reason)
        except RefusedError as error:
            yield Loss(source.path, objects.position(place + 1), None, None, None, error.kind, str(error))
        yield from objects.sums()
