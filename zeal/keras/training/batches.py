"""Batches of (x, y, weights) from arrays, datasets, generators and Sequences."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from zeal import _native, logging, nest
from zeal.data.cardinality import INFINITE, UNKNOWN, cardinality
from zeal.dtypes import float64
from zeal.eager.context import executing_eagerly
from zeal.errors import OutOfRangeError
from zeal.keras.functional.node import history
from zeal.keras.session import get_session
from zeal.keras.training.arrays import as_array, inputs_of, list_of, require_rows, weights_of
from zeal.keras.training.rows import Rows, is_of_rows
from zeal.keras.utils.sequence import Sequence


def _wide_inputs(model) -> frozenset:
    """The names and places of a model's inputs that are float64."""
    pairs = enumerate(zip(model._zeal_names(inputs=True), model._zeal_inputs, strict=False))
    wide = [(i, name) for i, (name, x) in pairs if x.dtype == float64]
    return frozenset(key for pair in wide for key in pair)


class Arrays:
    """Arrays, cut into batches.

    Args:
      x: inputs with examples along the first axis: an array, a list or a dict of them.
      y, weights: arrays, lists of them or dicts by names of outputs; None for none.
      batch_size: examples per batch.
      names: of the outputs that have targets.
      inputs, wide: as of `inputs_of`.
      is_fixed: whether there are as many outputs as names.
      steps: how many batches an epoch has, where `batch_size` is None; or at most, where it is not.
    """

    counts = "samples"
    is_dataset = False
    ran_out = False

    def __init__(self, x, y=None, weights=None, batch_size=None, names=("output",), inputs=1,
                 is_fixed=True, steps=None, wide=frozenset()):  # fmt: skip
        for value, what in ((x, "x"), (y, "y")):
            if not isinstance(value, (list, tuple, dict)) and not is_of_rows(value):
                require_rows(value, what)
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more; it is {batch_size}")
        targets = list_of(y, names, is_fixed)
        self.parts = [
            inputs_of(x, inputs, wide), None if targets is None else [as_array(t) for t in targets],
            weights_of(weights, names, is_fixed),
        ]  # fmt: skip
        self.size = self._common_size()
        self._is_told = batch_size is not None or steps is not None
        if batch_size is None:
            batch_size = 32 if steps is None else max(1, -(-self.size // steps))
        self.batch_size, self._most = batch_size, steps

    def _common_size(self):
        inputs = nest.flatten(self.parts[0])
        sizes = {len(part) for part in inputs}
        if len(sizes) > 1:
            raise ValueError(
                "All input arrays (x) should have the same number of samples. Got array shapes: "
                f"{[part.shape for part in inputs]}"
            )
        size = sizes.pop()
        for parts, what in ((self.parts[1], "target arrays"), (self.parts[2], "sample weights")):
            for part in parts or ():
                if part is not None and len(part) != size:
                    raise ValueError(
                        "Input arrays should have the same number of samples as "
                        f"{what}. Found {size} input samples and {len(part)} target samples."
                    )
        return size

    def _at(self, chosen):
        return nest.map_structure(lambda p: None if p is None else p[chosen], self.parts)

    def _part(self, chosen):
        part = object.__new__(Arrays)
        part.parts, part.batch_size, part._most = self._at(chosen), self.batch_size, self._most
        part.size = len(nest.flatten(part.parts[0])[0])
        part._is_told = True
        return part

    def split(self, share) -> "tuple[Arrays, Arrays]":
        """The first examples, and the last ones, that share of them."""
        if not 0 < share < 1:
            return self, self
        at = int(self.size * (1.0 - share))
        return self._part(slice(0, at)), self._part(slice(at, None))

    def epoch(self, shuffle: Any = False, anew: bool = False) -> Iterator:
        """Yields pairs of size and batch."""
        import numpy as np

        order = np.arange(self.size)
        if shuffle == "batch":
            order = _shuffled_in_batches(order, self.batch_size)
        elif shuffle:
            np.random.shuffle(order)
        for start in range(0, self.size, self.batch_size)[: self._most]:
            chosen = order[start : start + self.batch_size]
            yield len(chosen), self._at(chosen)

    @property
    def batches(self) -> int:
        """How many an epoch has."""
        return len(range(0, self.size, self.batch_size)[: self._most])

    def follow(self, data) -> None:
        """Takes batches of the size that those of a stream have, if nobody told of another."""
        size = getattr(data, "last_size", None)
        if size and not self._is_told:
            self.batch_size = size

    @property
    def total(self) -> "int | None":
        """How many samples an epoch has."""
        return self.size

    @property
    def size_words(self) -> str:
        """What `fit` says of the size."""
        return f"on {self.size} samples"


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
      steps_name: what the program calls `steps`.
      the others: as for `Arrays`.

    `epochs` is how many are wanted; `ran_out` says whether the source ended within one.
    """

    counts = "steps"
    batch_size = None

    @property
    def is_dataset(self) -> bool:
        """Whether the source is one."""
        return _is_dataset(self._source)

    def __init__(
        self, source, steps=None, names=("output",), inputs=1, is_fixed=True, steps_name="steps",
        wide=frozenset(),
    ) -> None:  # fmt: skip
        length = _length(source, steps_name) if steps is None else steps
        if steps is None and hasattr(source, "__next__") and not isinstance(source, Sequence):
            raise ValueError(f"Please specify the number of steps via the `{steps_name}` argument.")
        self._source, self._names, self._inputs = source, (names, is_fixed), inputs
        self._wide, self._steps_name = wide, steps_name
        self.epochs, self.ran_out = 1, False
        self.last_size: "int | None" = None  # of a batch
        self.total: "int | None" = length
        self._is_told = steps is not None
        self._running: Any = None
        self._in_session: Any = None  # what starts over a dataset of a graph
        self.weigh: Any = None  # a function from targets and weights of a batch to its weights
        self.expect: Any = None  # a function from targets to the names of outputs
        self.require: Any = None  # a function that looks at the inputs of a batch

    def epoch(self, shuffle: Any = False, anew: bool = False) -> Iterator:
        """Yields pairs of size and batch.

        The next epoch goes on where this one stopped; a dataset starts over if it is `anew`, or
        if nobody told how many batches an epoch has.
        """
        number = 0
        if (anew or not self._is_told) and _is_dataset(self._source):
            self._running = None
        again = isinstance(self._source, Sequence) and len(self._source) > 0
        while self.total is None or number < self.total:
            if self._running is None:
                self._running = self._start()
            try:
                parts = next(self._running)
            except StopIteration:
                self._running = None
                if again:
                    continue
                if not number:
                    raise ValueError("Empty training data.") from None
                if self._is_told:
                    self._warn_of_end()
                break
            yield self._batch(parts)
            number += 1
        if self.total is None:
            self.total = number
        self._end(number)

    @property
    def size_words(self) -> "str | None":
        """What `fit` says of the size; nothing of generators in graphs, as in TensorFlow."""
        if self.total is None or not (executing_eagerly() or _is_dataset(self._source)):
            return None
        return f"{'for' if executing_eagerly() else 'on'} {self.total} steps"

    def _warn_of_end(self):
        self.ran_out = True
        what, more = ("input", " or generator") if executing_eagerly() else ("dataset", "")
        logging.warning(
            f"Your {what} ran out of data; interrupting training. Make sure that your dataset"
            f"{more} can generate at least `{self._steps_name} * epochs` batches (in this case, "
            f"{self.total * self.epochs} batches). You may need to use the repeat() function when "
            "building your dataset."
        )

    def _start(self):
        if isinstance(self._source, Sequence):  # which may have a `__next__` without end
            return (self._source[i] for i in range(len(self._source)))
        if not _is_dataset(self._source) or executing_eagerly():
            return iter(self._source)
        if self._in_session is None:
            self._in_session = _in_session(self._source)
        return self._in_session()

    def _end(self, number):
        if not _is_dataset(self._source) and number == _length(self._source):
            self._running = None  # the whole of it: the next epoch starts anew
        if hasattr(self._source, "on_epoch_end"):
            self._source.on_epoch_end()

    def _batch(self, parts):
        several = isinstance(parts, tuple) and not is_of_rows(parts)
        parts = list(parts) if several else [parts]
        if not 1 <= len(parts) <= 3:
            raise ValueError(
                "Output of generator should be a tuple of 1 or 2 or 3 elements: (input,) or "
                f"(input, target) or (input, target, sample_weights). Received {parts}"
            )
        x, y, weights = parts + [None] * (3 - len(parts))
        if self.expect is not None:
            self._names = self.expect(y), self._names[1]
        if self.weigh is not None:
            weights = self.weigh(y, weights)
        inputs = inputs_of(x, self._inputs, self._wide)
        if self.require is not None:
            self.require(inputs)
        targets = list_of(y, *self._names)
        targets = None if targets is None else [as_array(t) for t in targets]
        batch = [inputs, targets, weights_of(weights, *self._names)]
        self.last_size = len(nest.flatten(inputs)[0])
        return self.last_size, batch

    def follow(self, data) -> None:
        """Batches have the sizes that they come in."""

    @property
    def parts(self) -> list:
        """The first batch."""
        return next(self.epoch())[1]


def _length(source, steps_name=""):
    """How many batches a source has; None where it does not tell."""
    if _is_dataset(source):
        count = int(_values_of(cardinality(source)))
        if count == INFINITE:
            raise ValueError(
                "When passing an infinitely repeating dataset, you must specify the "
                f"`{steps_name}` argument."
            )
        # Eagerly `fit` learns of it at the end of its first epoch, as in TensorFlow.
        waits = executing_eagerly() and steps_name == "steps_per_epoch"
        return None if waits or count == UNKNOWN else count
    if isinstance(source, Sequence):
        return len(source)
    if hasattr(source, "__next__"):
        return None
    if hasattr(source, "__getitem__") and hasattr(source, "__len__"):
        return len(source)
    return None


def _is_dataset(source):
    return hasattr(source, "make_one_shot_iterator")


def _values_of(x):
    return x if executing_eagerly() else get_session().run(x)


def _in_session(dataset):
    """A function that starts over the elements of a graph's dataset, as arrays."""
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()

    def start():
        get_session().run(iterator.initializer)
        return _runs(element)

    return start


def batches_of(
    model, x, y=None, weights=None, batch_size=None, steps=None, steps_name="steps"
):
    """The batches of what `fit` and its kin take for a model."""
    if steps == 0:
        raise ValueError("Empty training data.")
    compiled = model._compiled_parts
    expect = None if compiled is None else compiled.expect
    names = ["output"] if expect is None else expect(y)
    about = {
        "names": names, "inputs": (not model._zeal_keys and model._zeal_names(inputs=True)) or 1,
        "is_fixed": compiled is None or compiled.is_fixed, "wide": _wide_inputs(model),
    }  # fmt: skip
    if _are_of_graph((x, y, weights)):
        x, y, weights = _values_of_runs(x, y, weights, steps, steps_name), None, None
        batch_size = None
    if _is_dataset(x) or hasattr(x, "__next__") or (
        hasattr(x, "__getitem__") and hasattr(x, "on_epoch_end")
    ):  # fmt: skip
        _refuse_arrays(x, y, weights, batch_size)
        streams = Streams(x, steps, **about, steps_name=steps_name)
        streams.expect, streams.require = expect, partial(require_fitting, model)
        return streams
    if hasattr(x, "get_next"):
        raise ValueError(
            "Keras `fit`, `evaluate` and `predict` accept tf.data `Datasets` as input but not "
            "iterators that have been made from them; pass the `Dataset` itself"
        )
    if batch_size is None and steps is None:
        batch_size = _fixed_batch_size(model)
    arrays = Arrays(x, y, weights, batch_size, **about, steps=steps)
    require_fitting(model, arrays.parts[0], batch_size)
    if compiled is not None and arrays.parts[1] is not None and model._zeal_inputs:
        compiled.require_fitting(arrays.parts[1], model._zeal_outputs)
    return arrays


def _fixed_batch_size(model):
    """The batch size that a model's first input fixes, or None."""
    known = model._zeal_inputs
    shape = known[0].shape if known else None
    return shape._at(0) if shape is not None and shape.ndims else None


def _are_of_graph(values):
    """Whether tensors of a graph, which only runs tell, are among values."""
    if executing_eagerly():  # data may be long lists
        return False
    parts = (v for v in values if isinstance(v, _MAY_HOLD))  # every batch comes here
    found = (v for part in parts for v in nest.flatten(part))
    return any(isinstance(v, _HOLD) and getattr(v, "_symbolic", True) for v in found)


_HOLD = (_native.Tensor, _native.Variable)
_MAY_HOLD = (*_HOLD, list, tuple, dict)


def at_hand(*values) -> tuple:
    """Values as they are, or what one run makes of them where tensors of a graph are among them."""
    if not _are_of_graph(values):
        return values
    found = iter(next(_runs(_tensors(*values))))
    return tuple(None if value is None else next(found) for value in values)


def _tensors(*values):
    return nest.map_structure(_native.convert, tuple(v for v in values if v is not None))


def _values_of_runs(x, y, weights, steps, steps_name):
    """Yields what tensors of a graph are, run after run."""
    if steps is None:
        raise ValueError(
            "When using data tensors as input to a model, you should specify the "
            f"`{steps_name}` argument."
        )
    return _runs(_tensors(x, y, weights))


def _runs(tensors):
    session = get_session()
    while True:
        try:
            yield session.run(tensors)
        except OutOfRangeError:
            return


def _refuse_arrays(x, y, weights, batch_size):
    """Raises ValueError where batches that have it all are given more besides."""
    if batch_size is not None:
        raise ValueError(
            "The `batch_size` argument must not be specified for the given input type. "
            f"Received input: {x}, batch_size: {batch_size}"
        )
    if y is not None and _is_dataset(x):
        raise ValueError(
            f"You passed a dataset or dataset iterator ({x}) as input `x` to your model. In that "
            "case, you should not specify a target (`y`) argument, since the dataset or dataset "
            f"iterator generates both input data and target data. Received: {y}"
        )
    if y is not None:
        raise ValueError(
            "`y` argument is not supported when data is a generator or Sequence instance. Instead "
            "pass targets as the second element of the generator."
        )
    if weights is not None:
        raise ValueError(_WEIGHTS_APART[_is_dataset(x)])


_WEIGHTS_APART = {
    True: "`sample_weight` argument is not supported when input `x` is a dataset or a dataset "
    "iterator. Instead, you can provide sample_weight as the third element of your dataset, i.e. "
    "(inputs, targets, sample_weight).",
    False: "`sample_weight` argument is not supported when data is a generator or Sequence "
    "instance. Instead pass sample weights as the third element of the generator.",
}


def require_fitting(model, inputs, batch_size=None) -> None:
    """Checks arrays against the inputs that a model was made of.

    Args:
      model: the model.
      inputs: an array, a list or a dict of them.
      batch_size: what the program says, or None.

    Raises:
      ValueError: there are more or fewer than the model takes, or shapes do not fit.
    """
    known, names = model._zeal_inputs, model._zeal_names(inputs=True)
    if not known or isinstance(inputs, dict):
        return
    given = nest.flatten(inputs)
    if len(given) != len(known):
        raise ValueError(
            "Error when checking model input: the list of Numpy arrays that you are passing to "
            "your model is not the size the model expected. Expected to see "
            f"{len(known)} array(s) ({', '.join(names)}), but instead got "
            f"{len(given)}, of shapes {[x.shape for x in given]}"
        )
    for name, tensor, array in zip(names, known, given, strict=True):
        wanted = history(tensor)[0]._batch_input_shape if isinstance(array, Rows) else None
        if wanted is None and tensor.shape.ndims is not None:
            wanted = tuple(tensor.shape.as_list())
        if wanted is not None:
            _require_shape(name, wanted, array.shape, batch_size)


def _require_shape(name, wanted, shape, batch_size):
    if batch_size is not None and wanted and wanted[0] not in (None, batch_size):
        raise ValueError(
            f"The `batch_size` argument value {batch_size} is incompatible with the specified "
            f"batch size of your Input Layer: {wanted[0]}"
        )
    start = "Error when checking input: expected"
    if len(shape) != len(wanted):
        if 1 in (*shape[-1:], *wanted[-1:]) and abs(len(shape) - len(wanted)) == 1:
            return  # the model drops or adds a last axis of length 1
        raise ValueError(
            f"{start} {name} to have {len(wanted)} dimensions, but got array with shape {shape}"
        )
    if any(w is not None and w != n for w, n in zip(wanted[1:], shape[1:], strict=True)):
        raise ValueError(
            f"{start} {name} to have shape {wanted[1:]} but got array with shape {shape[1:]}"
            + (". The two structures don't have the same nested structure" if None in shape else "")
        )
