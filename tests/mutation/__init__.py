"""No dead rule: the tests notice when any line of a rule says something else."""
