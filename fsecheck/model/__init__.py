"""What the words mean: invoice, context, facts, findings and the report. No I/O, no clock."""
