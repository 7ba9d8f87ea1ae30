"""State of programs: variables."""
