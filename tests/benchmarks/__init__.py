"""Speed as a ratio beside a floor measured in the same run, never as a timed test."""
