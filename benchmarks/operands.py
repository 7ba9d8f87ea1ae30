"""The matrices of the small-op benchmarks: varied numbers, since branches learn equal ones."""

import numpy as np


def matrices():
    """Two 10x10 float32 arrays of numbers in [0.1, 2)."""
    random = np.random.RandomState(0)
    return [random.uniform(0.1, 2.0, (10, 10)).astype(np.float32) for _ in range(2)]
