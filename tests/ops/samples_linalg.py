"""Sample rows of the linalg ops."""

ROWS = []
