"""JSON of readers, collectors and PowerShell."""

from analyzer.sources.json.shape import Json

__all__ = ["Json"]
