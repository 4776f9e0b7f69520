"""The engine: outcomes, verdicts, faults."""
