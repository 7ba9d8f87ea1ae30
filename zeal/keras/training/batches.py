"""Batches of (x, y, weights) from arrays, datasets, generators and Sequences."""

from collections.abc import Iterator
from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.errors import OutOfRangeError


def _array(value):
    """A value as an array of at least two axes, as Keras takes it; None stays."""
    import numpy as np

    if value is None:
        return None
    value = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if value.dtype == np.float64:
        value = value.astype(np.float32)
    return value[:, None] if value.ndim == 1 else value


def _require_rows(value, what):
    import numpy as np

    if (value is None and what == "x") or (value is not None and np.ndim(value) == 0):
        raise ValueError(
            f"{what} must be an array with one row per example; it is a {type(value).__name__}"
        )


def class_weights(class_weight, y):
    """What each example counts by its class."""
    import numpy as np

    y = np.asarray(y)
    classes = y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(-1)
    missing = set(np.unique(classes).tolist()) - set(class_weight)
    if missing:
        raise ValueError(
            f"`class_weight` must contain all classes in the data. The classes {missing} exist in "
            "the data but not in `class_weight`."
        )
    return np.array([class_weight[c] for c in classes.tolist()], np.float32)


class Arrays:
    """Arrays, cut into batches.

    Args:
      x, y, weights: arrays, lists or tensors with examples along the first axis; None for none.
      batch_size: examples per batch.
    """

    counts = "samples"

    def __init__(self, x, y=None, weights=None, batch_size=None) -> None:
        if isinstance(x, (list, tuple)) and x and hasattr(x[0], "shape") and len(x[0].shape):
            if len(x) > 1:
                raise NotImplementedError("models with several inputs are not built for training")
            x = x[0]
        if isinstance(x, dict):
            raise NotImplementedError("models with named inputs are not built for training")
        for value, what in ((x, "x"), (y, "y")):
            _require_rows(value, what)
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more; it is {batch_size}")
        self.parts = [_array(x), _array(y), None if weights is None else _array(weights)[:, 0]]
        self.size = len(self.parts[0])
        self.batch_size = 32 if batch_size is None else batch_size
        for part, what in ((self.parts[1], "target arrays"), (self.parts[2], "sample weights")):
            if part is not None and len(part) != self.size:
                raise ValueError(
                    "Input arrays should have the same number of samples as "
                    f"{what}. Found {self.size} input samples and {len(part)} target samples."
                )

    def split(self, share) -> "tuple[Arrays, Arrays]":
        """The first examples, and the last ones, that share of them."""
        if not 0 < share < 1:
            return self, self
        at = int(self.size * (1.0 - share))
        first, last = ([None if p is None else p[s] for p in self.parts]
                       for s in (slice(0, at), slice(at, None)))  # fmt: skip
        return Arrays(*first, self.batch_size), Arrays(*last, self.batch_size)

    def epoch(self, shuffle: Any = False, steps: "int | None" = None) -> Iterator:
        """Yields pairs of size and batch."""
        import numpy as np

        order = np.arange(self.size)
        if shuffle == "batch":
            order = _shuffled_in_batches(order, self.batch_size)
        elif shuffle:
            np.random.shuffle(order)
        for start in range(0, self.size, self.batch_size):
            chosen = order[start : start + self.batch_size]
            yield len(chosen), [None if p is None else p[chosen] for p in self.parts]

    @property
    def total(self) -> "int | None":
        """How many samples an epoch has."""
        return self.size


def _shuffled_in_batches(order, batch_size):
    import numpy as np

    whole = len(order) // batch_size * batch_size
    batches = order[:whole].reshape(-1, batch_size)
    np.random.shuffle(batches)
    return np.append(batches.reshape(-1), order[whole:])


class Streams:
    """Batches that come one after the other: a dataset, a Sequence or a generator.

    Args:
      source: what gives (x,), (x, y) or (x, y, weights), or x alone.
      steps: how many batches an epoch has; None: until the source ends.
    """

    counts = "steps"
    batch_size = None

    def __init__(self, source, steps=None) -> None:
        self._source = source
        self.total = steps if steps is not None else _length(source)
        self._running: Any = None

    def epoch(self, shuffle: Any = False, steps: "int | None" = None) -> Iterator:
        """Yields pairs of size and batch; the next epoch goes on where this one stopped."""
        number = 0
        again = self.total is None or not hasattr(self._source, "__next__")
        while self.total is None or number < self.total:
            if self._running is None:
                self._running = _iterate(self._source)
            try:
                parts = next(self._running)
            except StopIteration:
                self._running = None
                if number and (self.total is None or not again):
                    break
                if not number:
                    raise ValueError("the data has no batches") from None
                break
            yield self._batch(parts)
            number += 1
        if self.total is None:
            self.total = number
        self._end(number)

    def _end(self, number):
        if number == _length(self._source):
            self._running = None  # the whole of it: the next epoch starts anew
        if hasattr(self._source, "on_epoch_end"):
            self._source.on_epoch_end()

    def _batch(self, parts):
        parts = list(parts) if isinstance(parts, tuple) else [parts]
        parts = [_batch_part(p) for p in parts] + [None] * (3 - len(parts))
        if parts[2] is not None:
            parts[2] = parts[2].reshape(-1)
        return len(parts[0]), parts


def _batch_part(part):
    if isinstance(part, (list, tuple, dict)):
        raise NotImplementedError(
            "models with several inputs or outputs are not built for training"
        )
    return _array(part)


def _length(source):
    """How many batches a source has; None where it does not tell."""
    if hasattr(source, "__next__"):
        return None
    if hasattr(source, "__getitem__") and hasattr(source, "__len__"):
        return len(source)
    return None


def _iterate(source):
    if not hasattr(source, "make_one_shot_iterator") or executing_eagerly():
        return iter(source)
    return _in_session(source)


def _in_session(dataset):
    """The elements of a graph's dataset, as arrays."""
    from zeal.keras.session import get_session

    iterator = dataset.make_initializable_iterator()
    element, session = iterator.get_next(), get_session()
    session.run(iterator.initializer)
    while True:
        try:
            yield session.run(element)
        except OutOfRangeError:
            return


def batches_of(x, y=None, weights=None, batch_size=None, steps=None):
    """The batches of what `fit` and its kin take."""
    if hasattr(x, "make_one_shot_iterator") or hasattr(x, "__next__") or (
        hasattr(x, "__getitem__") and hasattr(x, "on_epoch_end")
    ):  # fmt: skip
        if y is not None:
            raise ValueError("`y` argument is not supported when data is given batch by batch")
        return Streams(x, steps)
    return Arrays(x, y, weights, batch_size)
