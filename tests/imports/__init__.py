"""Import of history."""
