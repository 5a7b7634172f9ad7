"""Exported settings of keys and zones: what the cmdlets of the DnsServer module return, in any export."""
