"""Ops on signals: Fourier transforms."""
