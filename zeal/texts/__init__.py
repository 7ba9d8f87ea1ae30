"""Functions of strings: parts, patterns, numbers, Unicode."""
