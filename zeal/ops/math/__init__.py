"""Functions of numbers: arithmetic, reductions, clipping, complex parts, logic."""
