"""The pipeline from bytes to a report."""
