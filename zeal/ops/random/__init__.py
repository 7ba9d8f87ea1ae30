"""Random tensors: distributions, samples, numbers that follow from seeds alone."""
