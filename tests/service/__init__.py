"""The calls of the service, at its two doors."""
