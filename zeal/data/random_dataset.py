"""tf.data.experimental.RandomDataset: random integers without an end."""

import itertools
import os

from zeal import _native
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.pending import step
from zeal.data.steps import seed_pair
from zeal.data.structure import Spec
from zeal.dtypes import int64, uint32
from zeal.public import public
from zeal.state.random_generator import Generator
from zeal.tensor_shape import TensorShape

_BLOCKS = 256  # that are drawn at once, four numbers each


def _numbers(first, second):
    """The words of Philox with these seeds, one after the other."""
    if first == 0 and second == 0:
        first, second = (int.from_bytes(os.urandom(7), "little") for _ in range(2))
    generator = Generator.from_key_counter(first, [0, second], 1)
    for block in itertools.count(0, _BLOCKS):
        generator.reset_from_key_counter(first, [block, second])
        for word in generator.uniform_full_int([4 * _BLOCKS], uint32)._tolist():
            yield [_native.convert(word, int64)]


@public("data.experimental.RandomDataset", "contrib.data.RandomDataset")
class RandomDataset(Dataset):
    """Random integers from 0 to 2^32 - 1, int64 scalars without an end.

    Args:
      seed: an integer: each iteration gives the same numbers, those of TensorFlow. None: others
        each time, unless the graph has a seed.

    Example:
      >>> [int(x) for x in tf.data.experimental.RandomDataset(seed=7).take(2).repeat(2)]
      [1992159687, 3200305987, 1992159687, 3200305987]
    """

    def __init__(self, seed=None) -> None:
        def make(*seeds):
            known = [integer(x) for x in seeds]
            return _native.dataset_generate((), lambda: _numbers(*known))

        node = step(make, (), seed_pair(seed))
        super().__init__(node, Spec(int64, [int64], [TensorShape([])]))
