"""The ledgers: one suite for all, and what is each one's own."""
