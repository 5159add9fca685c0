"""What an experiment found, for people: a self-contained page, a table for the terminal, one picture."""
