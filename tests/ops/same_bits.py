"""Results that must not depend on how many threads share the work."""

import numpy as np

from zeal import _native


def same_bits(run, threads=(1, 2, 3, 5)):
    """The list of arrays that `run()` gives, having compared those of each number of threads."""
    before, found = _native.num_threads(), []
    try:
        for count in threads:
            _native.set_num_threads(count)
            found.append(run())
    finally:
        _native.set_num_threads(before)
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(one, two)
    return found[0]
