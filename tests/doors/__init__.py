"""Every way into fsecheck says the same of the same sheet."""
