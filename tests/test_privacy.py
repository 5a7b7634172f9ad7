"""What the package must never do with input: run it, unpickle it, or hand it to a shell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "analyzer"
MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "yaml", "runpy", "code", "codeop"}
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "read_pickle", "to_pickle", "getoutput"}
PIPES = {"child.py", "worker.py", "painter.py"}
"""What passes between processes of the audit's own may be pickled; these do it."""
OWN = {"re.compile", "self.compile", "LargeBinary().compile"}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _is_barred(path: Path, name: str) -> bool:
    return name.partition(".")[0] in MODULES and not (name == "pickle" and path.name in PIPES)


def _found(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (f"{path.name}: imports {name}" for name in names if _is_barred(path, name))
    for call in _calls(tree):
        said = ast.unparse(call.func)
        if said.rpartition(".")[2] in CALLS and said not in OWN:
            yield f"{path.name}: calls {said}"
        if any(word.arg == "shell" for word in call.keywords):
            yield f"{path.name}: has a shell"
        if any(word.arg == "allow_pickle" for word in call.keywords):
            yield f"{path.name}: loads pickles"


def test_nothing_that_was_read_is_ever_run() -> None:
    """No eval, no unpickling, no shell anywhere in the package."""
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 100
    assert [line for path in modules for line in _found(path)] == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    """Each of the forbidden things, written down, is found."""
    for line in (
        "import pickle",
        "from pickle import loads",
        "import yaml",
        "eval(x)",
        "run(x, shell=True)",
        "os.system(x)",
    ):
        (tmp_path / "a.py").write_text(line)
        assert list(_found(tmp_path / "a.py")), line
