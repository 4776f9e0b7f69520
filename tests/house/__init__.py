"""What the house holds to, whatever the room."""
