"""Graphs: symbolic values, sessions that run them, and their gradients."""
