"""Sample rows of the state ops."""

ROWS = []
