"""Rules about conflicts: operations that a rollover stood in the way of."""
