"""tf.data.experimental.rejection_resample: elements of classes as often as is wished."""

import random
import sys

from zeal import _native, errors
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.pending import as_tensor, step
from zeal.data.structure import same
from zeal.public import public
from zeal.random_seed import get_seed

_SMOOTHING = 10  # elements of each class that an estimate begins with


def _rates(initial, target):
    """How often an element of each class is let pass, and how often any is.

    The second is the largest share of the data as it is that the target allows; the rest are
    elements let pass at a_i, in proportion to t_i / p_i beyond that share.
    """
    ratios = [t / max(p, sys.float_info.min) for t, p in zip(target, initial, strict=True)]
    least, most = min(ratios), max(ratios)
    if most == least:
        return ratios, 1.0
    return [(r - least) / (most - least) for r in ratios], least


class _Resampled:
    """Rows of which the first part is the class, drawn from all and from those let pass.

    Args:
      every, rows: two iterators over all rows.
      target: the shares that are wished.
      initial: those that there are; None to estimate them on the way.
      generator: of random numbers.
    """

    def __init__(self, every, rows, target, initial, generator):
        self._target, self._generator = target, generator
        self._rates = None if initial is None else _rates(initial, target)
        self._seen = [_SMOOTHING] * len(target)
        self._sources = [every, self._passed(rows)]

    def _rates_now(self):
        if self._rates is not None:
            return self._rates
        total = sum(self._seen)
        return _rates([n / total for n in self._seen], self._target)

    def _passed(self, rows):
        for row in rows:
            found = integer(row[0])
            if not 0 <= found < len(self._seen):
                raise errors.InvalidArgumentError(
                    f"class_func returned {found}; there are {len(self._seen)} classes"
                )
            self._seen[found] += 1
            if self._generator.random() < self._rates_now()[0][found]:
                yield row

    def __iter__(self):
        left = [True, True]
        while True:
            share = self._rates_now()[1]
            which = int(self._generator.random() >= share)
            if not left[which]:  # the other one goes on, if it is drawn at all
                which = 1 - which
                if not left[which] or (share, 1 - share)[which] <= 0:
                    return
            row = next(self._sources[which], None)
            if row is None:
                left[which] = False
            else:
                yield row


@public("data.experimental.rejection_resample", "contrib.data.rejection_resample")
def rejection_resample(class_func, target_dist, initial_dist=None, seed=None):
    """A transformation that leaves out elements so that the classes come in given shares.

    Args:
      class_func: takes an element and returns its class, a scalar integer.
      target_dist: a vector, the shares that are wished.
      initial_dist: a vector, those that there are; by default estimated on the way.
      seed: an int, the op seed.

    Returns:
      A function for `Dataset.apply`, to pairs of a class and an element.

    Raises:
      InvalidArgumentError: while iterating: a class is out of range, or the vectors differ in
        length.

    Example:
      >>> dataset = tf.data.Dataset.range(100).apply(tf.data.experimental.rejection_resample(
      ...     lambda x: x % 2, target_dist=[0.0, 1.0], initial_dist=[0.5, 0.5]))
      >>> {int(c) for c, x in dataset}
      {1}
    """
    seeds = get_seed(seed)

    def make(node, target, *initial):
        target, initial = target._tolist(), initial[0]._tolist() if initial else None
        if initial is not None and len(initial) != len(target):
            raise errors.InvalidArgumentError(
                f"target_dist has {len(target)} classes, initial_dist {len(initial)}"
            )

        def walk(every, rows):
            known = None if seeds == (None, None) else repr(seeds)
            return iter(_Resampled(every, rows, target, initial, random.Random(known)))

        return _native.dataset_generate([node, node], walk)

    def apply(dataset):
        def with_class(*parts):
            whole = parts if isinstance(dataset._outline.template, tuple) else parts[0]
            return class_func(*parts), whole

        pairs = dataset.map(with_class)
        values = [as_tensor(v) for v in (target_dist, initial_dist) if v is not None]
        return Dataset._of(step(make, [pairs._node], values), ((pairs,), same))

    return apply
