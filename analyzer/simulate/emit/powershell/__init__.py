"""How PowerShell writes objects: as list, table, CSV, JSON and Clixml."""

from analyzer.simulate.emit.powershell.values import PowerShell, Thing, Value

__all__ = ["PowerShell", "Thing", "Value"]
