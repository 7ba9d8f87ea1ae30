"""Sample rows of the random ops."""

ROWS = []
