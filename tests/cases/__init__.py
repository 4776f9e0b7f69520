"""Cases: read with clear complaints, played through the checker, collected by pytest."""
