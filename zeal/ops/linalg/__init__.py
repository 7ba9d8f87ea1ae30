"""Functions of matrices: products, norms, diagonals, inverses, singular values."""
