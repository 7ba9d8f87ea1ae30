"""Conditional random fields over chains: likelihoods of tags, and the best ones."""
