"""Sample rows of the math ops."""

ROWS = []
