"""Eager execution: contexts, tapes and gradient functions."""
