"""Keys and settings of zones as an administrator exports them."""

from analyzer.simulate.emit.snapshots.things import signing_keys, zone_settings, zones

__all__ = ["signing_keys", "zone_settings", "zones"]
