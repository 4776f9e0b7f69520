"""Which rules are in force, each run once; decides nothing else."""
