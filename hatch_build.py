"""Compiles what is worth it while a wheel is built; where that cannot be done, the wheel is pure Python."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

try:
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
except ImportError:
    cythonize = None

PACKAGE = "analyzer"


class Compile(BuildHookInterface[Any]):
    """Run by hatchling before it puts a wheel together, or makes an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's
        """Compile beside the source, and say that the wheel is of this platform."""
        built = compiled(Path(self.root))
        if not built:
            self.app.display_warning("nothing was compiled: large EVTX files will take about twice as long")
            return
        build_data["artifacts"] += [f"/{path.relative_to(self.root).as_posix()}" for path in built]
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compiled(root: Path) -> list[Path]:
    """The modules, compiled beside their sources; none without Cython or a compiler of C."""
    if cythonize is None:
        return []
    arguments = [] if os.name == "nt" else ["-g0"]
    extensions = [
        Extension(
            ".".join(source.relative_to(root).with_suffix("").parts),
            [str(source)],
            optional=True,
            extra_compile_args=arguments,
        )
        for source in sorted((root / PACKAGE).rglob("*.pyx"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        modules = cythonize(extensions, build_dir=folder, quiet=True)
        command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(root), folder
        command.ensure_finalized()
        command.run()
        built = [Path(command.get_ext_fullpath(extension.name)) for extension in extensions]
    return [path for path in built if path.exists()]
