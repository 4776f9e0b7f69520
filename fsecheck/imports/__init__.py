"""History taken into a ledger: earlier sheets, JSON Lines and CSV, read as a stream and written in batches."""
