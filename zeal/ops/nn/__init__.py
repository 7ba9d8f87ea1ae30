"""Functions of networks: activations, normalisation, dropout, cross entropies."""
