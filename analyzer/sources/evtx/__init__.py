"""Windows event log files: an index of every record, decoding of those that matter."""
