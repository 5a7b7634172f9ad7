"""`docs/rules`, written from the same pages that the command line shows."""

from __future__ import annotations

from analyzer.knowledge.explain.markdown import page_as_markdown
from analyzer.knowledge.tables import rows
from analyzer.policy.page import rule_page
from analyzer.policy.profile import profile_names, profile_of
from analyzer.policy.registry import RULES

_HEAD = """\
# Rules and profiles

Written by `python -m analyzer.policy docs/rules`; change `analyzer/policy/pages/*.toml`,
`requirements.csv` and `profiles/*.toml` instead. `rollaudit explain RULE` shows the same.
"""


def documents() -> dict[str, str]:
    """Every document by its file's name: one a rule, and an index with the profiles."""
    pages = ((rule.id, rule_page(rule.id)) for rule in RULES)
    written = {f"{name}.md": page_as_markdown(page, "#") for name, page in pages if page}
    return {"README.md": _index()} | written


def _index() -> str:
    severity = {rule.id: rule.severity for rule in RULES}
    lines = [_HEAD, "| rule | title | severity |", "| --- | --- | --- |"]
    lines += [f"| [{r['id']}]({r['id']}.md) | {r['title']} | {severity[r['id']]} |" for r in rows("rules")]
    for name in profile_names():
        profile = profile_of(name)
        lines += ["", f"## Profile `{name}`: {profile.title}", "", profile.argued.strip(), ""]
        lines += [f"- {clause}" for clause in sorted(profile.requirements)]
    return "\n".join(lines) + "\n"
