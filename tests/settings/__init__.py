"""Settings: read, or refused with the key and the reason."""
