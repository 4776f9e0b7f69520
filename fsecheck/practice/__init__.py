"""The report on a practice: what a ledger tells of a year, of what is left of each limit, of what is due."""
