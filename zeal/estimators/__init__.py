"""Estimators: a model function, the folder of its checkpoints, and loops over it."""
