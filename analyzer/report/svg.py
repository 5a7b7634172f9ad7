"""Drawings made fit for a page: small, themed, and without a name that clashes.

Colours of the palette become classes, which a style sheet can turn dark, and keep
their light form as attributes for programs that read no style sheet.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from analyzer.report.palette import PALETTE

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_ROLES = {paint.light: role for role, paint in PALETTE.items()}
_REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_FONT = re.compile(r"(?:(?P<weight>bold|\d{3}) )?(?P<size>[\d.]+)px ")
"""The shorthand in which older versions of matplotlib write what newer ones write in two properties."""
_LONG = re.compile(r"-?\d+\.\d{3,}")
_NO_TURN = re.compile(r"^rotate\(-?0 .*\)$")


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart as SVG for use within a page, in a shape for wide pages and one for narrow ones."""

    key: str
    wide: str
    narrow: str


def themed(drawing: str, prefix: str) -> str:
    """A drawing of matplotlib for use within a page; every id in it begins with the prefix."""
    root = ET.fromstring(drawing)  # noqa: S314 (our own drawing; text from logs is escaped in it)
    _strip(root)
    for element in root.iter():
        _spell_style(element)
        _shorten(element)
        _classify(element)
    _rename(root, prefix)
    root.set("font-family", FONT)
    root.set("stroke-linejoin", "round")
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    _unqualify(root)
    return ET.tostring(root, encoding="unicode")


def standalone(inline: str) -> str:
    """The same drawing as a file of its own, with a style sheet for dark surroundings."""
    rules = "".join(
        f".f-{role}{{fill:{paint.dark}}}.s-{role}{{stroke:{paint.dark}}}" for role, paint in PALETTE.items()
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    head, end, rest = inline.partition(">")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{end}{style}{rest}\n'


def _unqualify(root: ET.Element) -> None:
    """Write namespaces as attributes: the library's own prefixes are one register for the whole process."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        if (target := element.attrib.pop(f"{{{XLINK}}}href", None)) is not None:
            element.set("xlink:href", target)
    root.attrib = {"xmlns": SVG, "xmlns:xlink": XLINK} | root.attrib


def _strip(root: ET.Element) -> None:
    """Remove metadata and the global style, whose rule would reach the whole page."""
    for child in root.findall(f"{{{SVG}}}metadata"):
        root.remove(child)
    for parent in list(root.iter(f"{{{SVG}}}defs")):
        for style in parent.findall(f"{{{SVG}}}style"):
            parent.remove(style)


def _spell_style(element: ET.Element) -> None:
    """Turn the declarations of `style` into attributes, which any style sheet overrides."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (font := _FONT.match(value)):
            element.set("font-size", font["size"])
            if font["weight"]:
                element.set("font-weight", font["weight"])
        elif name and name not in ("font", "font-family"):
            element.set(name, value)


def _shorten(element: ET.Element) -> None:
    """Drop white space, rotations by nothing, and decimals below a hundredth of a pixel."""
    if element.tag != f"{{{SVG}}}text":
        element.text = None
    element.tail = None
    for name in ("d", "x", "y", "transform", "width", "height"):
        if value := element.get(name):
            short = " ".join(_LONG.sub(lambda found: f"{float(found[0]):.2f}", value).split())
            element.set(name, short)
    if _NO_TURN.match(element.get("transform", "")):
        del element.attrib["transform"]


def _classify(element: ET.Element) -> None:
    """Name the palette's roles of fill and stroke; text without a colour is ink."""
    if element.tag == f"{{{SVG}}}text" and "fill" not in element.attrib:
        element.set("fill", PALETTE["ink"].light)
    roles = [
        f"{short}-{_ROLES[element.attrib[paint]]}"
        for short, paint in (("f", "fill"), ("s", "stroke"))
        if element.attrib.get(paint) in _ROLES
    ]
    if roles:
        element.set("class", " ".join(roles))


def _rename(root: ET.Element, prefix: str) -> None:
    """Drop ids that nothing refers to and prefix the others, with what refers to them."""
    used = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if found := _REFERENCE.search(value):
                target = found[1] or found[2]
                if found[1] or name.endswith("href"):
                    used.add(target)
                    element.set(name, value.replace(f"#{target}", f"#{prefix}{target}"))
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in used:
            element.set("id", f"{prefix}{own}")
