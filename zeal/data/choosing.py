"""Elements of several datasets, drawn at random or as another dataset says."""

import itertools
import math

from zeal import _native, errors
from zeal._native import api
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.pending import as_tensor, step
from zeal.data.random_dataset import RandomDataset
from zeal.data.structure import Spec
from zeal.dtypes import int64
from zeal.ops.random.stateless import stateless_multinomial
from zeal.public import public


def _checked(datasets):
    if not datasets:
        raise ValueError("`datasets` must be a non-empty list of datasets")
    for dataset in datasets:
        if not isinstance(dataset, Dataset):
            raise TypeError(f"`datasets` must be a list of `Dataset` objects. Got {type(dataset)}")
    specs = [dataset._spec_at_rest for dataset in datasets]
    if None not in specs:  # otherwise iterating tells
        _merged(*specs)
    return list(datasets)


def _merged(*specs):
    first, *others = specs
    try:
        for spec in others:
            first = Spec.merged(first, spec)
    except TypeError as error:
        raise TypeError(f"All datasets must have the same type and class. {error}") from None
    return first


def _in_turn(choices, iterators):
    """Elements as choices say; those of a dataset that has ended are passed over."""
    left = list(iterators)
    open_ones = len(left)
    for choice in choices:
        if not 0 <= choice < len(left):
            raise errors.InvalidArgumentError(
                f"Selector index out of range: {choice} >= {len(left)}"
            )
        if left[choice] is None:
            continue
        element = next(left[choice], None)
        if element is not None:
            yield element
            continue
        left[choice] = None
        open_ones -= 1
        if not open_ones:
            return


@public("data.experimental.choose_from_datasets", "contrib.data.choose_from_datasets")
def choose_from_datasets(datasets, choice_dataset):
    """A dataset of elements of others, in the order that a dataset of numbers says.

    Args:
      datasets: a list of datasets of one structure.
      choice_dataset: a dataset of scalar int64 numbers below their count.

    Returns:
      A Dataset; it ends with choice_dataset, or with the last of the datasets. Choices of one that
      has ended are passed over.

    Raises:
      TypeError: structures differ, or choice_dataset has something else.
      InvalidArgumentError: while iterating: a number is out of range.

    Example:
      >>> a, b = tf.data.Dataset.range(0, 3), tf.data.Dataset.range(10, 13)
      >>> choices = tf.data.Dataset.from_tensor_slices(tf.constant([1, 1, 0], tf.int64))
      >>> [int(x) for x in tf.data.experimental.choose_from_datasets([a, b], choices)]
      [10, 11, 0]
    """
    datasets = _checked(datasets)
    spec = choice_dataset._spec
    scalar = len(spec.types) == 1 and spec.shapes[0].ndims in (None, 0)
    if not scalar or spec.types[0].name != "int64" or isinstance(spec.template, (tuple, dict)):
        raise TypeError(
            "`choice_dataset` must be a dataset of scalar `tf.int64` tensors."
        )

    def walk(choices, *iterators):
        yield from _in_turn((integer(tensors[0]) for tensors in choices), iterators)

    return Dataset._generated(
        walk, lambda choices, *specs: _merged(*specs), choice_dataset, *datasets
    )


def _check_count(weights, count):
    if len(weights) != count:
        raise errors.InvalidArgumentError(
            f"weights must be a vector of length {count}, one for each dataset; got {weights}"
        )


def _row(weights, count):
    _check_count(weights._tolist(), count)
    return api.log(api.reshape(weights, [1, count]))


def _draws(seeds, logits):
    """TensorFlow's numbers of datasets; `logits` gives a row of logarithms for each draw."""
    for row in logits:
        pair = _native.convert([integer(next(seeds)[0]) for _ in range(2)], int64)
        yield stateless_multinomial(row, 1, pair)._tolist()[0][0]


def _drawn(draws, weights, iterators):
    """Elements of datasets as draws say, past those that have ended; the last one is drained."""
    left = {i: iterators[i] for i, weight in enumerate(weights) if weight > 0}
    while len(left) > 1:
        which = next(draws)
        if which in left and (element := next(left[which], None)) is not None:
            yield element
        else:
            left.pop(which, None)
    for iterator in left.values():
        yield from iterator


def _check_weights(weights, count):
    _check_count(weights, count)
    if not (all(w >= 0 for w in weights) and 0 < sum(weights) < math.inf):
        raise errors.InvalidArgumentError(
            f"weights must be finite, not negative, and not all 0; they are {weights}"
        )


@public("data.experimental.sample_from_datasets", "contrib.data.sample_from_datasets")
def sample_from_datasets(datasets, weights=None, seed=None):
    """A dataset of elements of others, drawn at random.

    Args:
      datasets: a list of datasets of one structure.
      weights: a vector of floating numbers, not negative, how often each is drawn; a dataset of
        such vectors, one for each draw; or None for all alike.
      seed: an int, the op seed; iterations with a seed are alike.

    Returns:
      A Dataset; it ends with the last of the datasets that can be drawn.

    Raises:
      TypeError: structures differ, or weights are not floating.
      ValueError: there are not as many weights as datasets.
      InvalidArgumentError: while iterating: weights are negative, not finite, or all 0.

    Example:
      >>> a, b = tf.data.Dataset.range(3), tf.data.Dataset.range(10, 13)
      >>> mixed = tf.data.experimental.sample_from_datasets([a, b], [0.5, 0.5], seed=1)
      >>> sorted(int(x) for x in mixed)
      [0, 1, 2, 10, 11, 12]
    """
    datasets, numbers = _checked(datasets), RandomDataset(seed)
    count = len(datasets)
    if isinstance(weights, Dataset):
        def follow(rows, seeds, *iterators):
            yield from _in_turn(_draws(seeds, (_row(row[0], count) for row in rows)), iterators)

        return Dataset._generated(
            follow, lambda w, n, *specs: _merged(*specs), weights, numbers, *datasets
        )

    weights = as_tensor([1.0] * count if weights is None else weights)
    if not weights.dtype.is_floating:
        raise TypeError(
            f"`weights` must be convertible to a tensor of `tf.float32` or `tf.float64` elements; "
            f"got {weights.dtype}"
        )
    if weights.shape.ndims is not None and weights.shape.as_list() not in ([count], [None]):
        raise ValueError("`weights` must be a vector of length `len(datasets)`.")

    def make(*parts):
        *nodes, weights = parts

        def walk(seeds, *iterators):
            _check_weights(chances := weights._tolist(), count)
            draws = _draws(seeds, itertools.repeat(_row(weights, count)))
            yield from _drawn(draws, chances, iterators)

        return _native.dataset_generate(nodes, walk)

    node = step(make, [d._node for d in (numbers, *datasets)], (weights,))
    return Dataset(node, (tuple(datasets), _merged))
