"""Cases: sheets with expected verdicts, read from ``case.toml`` and played through the checker."""
