"""What two ways of judging say differently."""
