"""`docs/reference/audit-json.md`: every key of `audit.json`, from the schema that ships with the program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from analyzer.knowledge.tables import rows

Schema = Mapping[str, Any]
TOP = "audit"
_HEAD = """# audit.json

Written by `python -m analyzer.reference docs` from the schema in `analyzer/report/audit.schema.json`
(JSON Schema 2020-12, shipped with the program).

Keys may be added; none is dropped or changes its meaning. Times are ISO 8601 in UTC with six decimals
and a `Z`. What is absent is `null`. Every list is sorted, and the same input gives the same bytes. Paths
are relative to the PATH given. Ids begin with `D-` (detection), `A-` (attempt), `E-` (episode), `R-`
(rollover) and `F-` (finding), and are the same for the same input. `P-` begins a fingerprint. Evidence
that is no id is `path#position`: `c<chunk>+0x<offset>` in an EVTX file, `line:<n>` in a text, `event:<n>`
elsewhere.
"""


def audit_json_page() -> str:
    """The page."""
    meanings = key_meanings()
    lines = [_HEAD]
    for name, schema in objects().items():
        title = "The top level" if name == TOP else name
        lines += [f"## {title}\n", f"{schema.get('description', '').rstrip('.')}.\n"]
        lines += ["| key | value | meaning |", "|---|---|---|"]
        lines += [
            f"| `{key}` | {_type(value, f'{name}.{key}')} | {_cell(meanings[name, key])} |"
            for key, value in schema["properties"].items()
        ]
        lines.append("")
    return "\n".join(lines)


def objects() -> dict[str, Schema]:
    """Every object of the schema by its name; one within another is named by its way there."""
    found: dict[str, Schema] = {TOP: _schema()}
    for name, definition in _schema()["$defs"].items():
        found |= _within(name, definition)
    return found


def key_meanings() -> dict[tuple[str, str], str]:
    """What each key means, by object and key."""
    own = {(row["object"], row["key"]): row["meaning"] for row in rows("audit_keys")}
    return own | {(row["table"].removesuffix("s"), row["column"]): row["meaning"] for row in rows("tables")}


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((files("analyzer.report") / "audit.schema.json").read_text("utf-8"))
    return schema


def _within(name: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    if "properties" not in schema:
        return
    yield name, schema
    for key, value in schema["properties"].items():
        yield from _within(f"{name}.{key}", value.get("items", value))


def _type(schema: Schema, way: str) -> str:
    """The type of a value in words, with a link to the object that it is."""
    if "$ref" in schema:
        return _reference(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_type(one, way) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "properties" in schema:
        return f"[{way}](#{_slug(way)})"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_kind(kind, schema, way) for kind in kinds)


def _kind(kind: str, schema: Schema, way: str) -> str:
    if kind == "array":
        return f"list of {_type(schema['items'], way)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'], way)}"
    return "`null`" if kind == "null" else kind


def _reference(name: str) -> str:
    schema = _schema()["$defs"][name]
    if "properties" in schema:
        return f"[{name}](#{_slug(name)})"
    return "time" if name == "time" else _type(schema, name)


def _slug(name: str) -> str:
    """The anchor of a heading as Markdown's renderers make it."""
    return name.replace(".", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
