"""Graphs of layers: what the functional API records, and the models made of it."""
