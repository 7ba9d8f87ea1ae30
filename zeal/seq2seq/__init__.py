"""Sequences from sequences: decoders, their helpers, attention, search along a beam."""
