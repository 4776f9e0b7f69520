"""What holds of any lawful sheet, of any history, and of any bytes."""
