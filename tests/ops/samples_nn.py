"""Sample rows of the nn ops."""

ROWS = []
