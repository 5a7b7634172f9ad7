"""What is done with nearly every text of a record, by compiled code where that could be built."""

try:
    from analyzer.events.compiled_texts import first_value, kept, key_guid, picked
except ImportError:
    from analyzer.events.plain_texts import first_value, kept, key_guid, picked

__all__ = ["first_value", "kept", "key_guid", "picked"]
