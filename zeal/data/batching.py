"""Ways to batch beside `Dataset.batch`: sparse, in sliding windows, divided, of asserted shapes."""

from itertools import islice

from zeal import _native, errors
from zeal.data.arguments import positive
from zeal.data.dataset import Dataset
from zeal.data.nested import _windows
from zeal.data.padded import _shape_of
from zeal.data.pending import as_tensor, step
from zeal.data.sparse_parts import SparseLeaf, encoded
from zeal.data.steps import one_batch
from zeal.data.structure import Spec, flatten, flatten_up_to, pack
from zeal.dtypes import string
from zeal.effects.check import ensure_shape
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


def _fits(row, shape):
    """Checks one element of a batch; returns the sizes that it asks for."""
    sizes, wanted = row._shape_tuple(), shape.as_list()
    if len(sizes) != len(wanted):
        raise errors.InvalidArgumentError(
            f"Input element had shape ({list(sizes)}) that is incompatible with the row shape "
            f"({shape})."
        )
    for n, most in zip(sizes, wanted, strict=True):
        if most is not None and n > most:
            raise errors.DataLossError(
                f"Input element had shape ({list(sizes)}) that is larger than the row shape "
                f"({shape})."
            )
    return sizes


def _sparse(rows, shape):
    """Dense elements of one rank as the string of a sparse tensor, whose rows they are."""
    import numpy as np

    sizes = [_fits(row, shape) for row in rows]
    widest = [max(column) for column in zip(*sizes, strict=True)]
    width = [w if n is None else n for n, w in zip(shape.as_list(), widest, strict=True)]
    places = [np.indices(s).reshape(len(s), -1).T for s in sizes]
    numbered = [np.insert(p, 0, i, axis=1) for i, p in enumerate(places)]
    indices = np.concatenate(numbered)
    values = np.concatenate([np.asarray(row.numpy()).ravel() for row in rows])
    kept = as_tensor(values, rows[0].dtype)
    return encoded(indices.astype(np.int64), kept, np.array([len(rows), *width], np.int64))


@public("data.experimental.dense_to_sparse_batch", "contrib.data.dense_to_sparse_batch")
def dense_to_sparse_batch(batch_size, row_shape):
    """A transformation that makes sparse tensors of dense elements of different sizes.

    Args:
      batch_size: elements to a batch.
      row_shape: a shape that all elements fit in; where it is open, as long as the longest.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      TypeError: elements have several parts.
      InvalidArgumentError: while iterating: an element is of another rank.
      DataLossError: while iterating: an element is larger.

    Example:
      >>> rows = tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n))
      >>> batches = rows.apply(tf.data.experimental.dense_to_sparse_batch(3, [4]))
      >>> [tf.sparse.to_dense(b).numpy().tolist() for b in batches]
      [[[1, 0, 0, 0], [2, 2, 0, 0], [3, 3, 3, 0]]]
    """
    shape = _shape_of(row_shape)

    def apply(dataset):
        spec = dataset._spec
        if isinstance(spec.template, (tuple, dict)):
            raise TypeError(
                "DenseToSparseDataset requires an input whose elements have a single component, "
                f"whereas the input has {spec.types_like()!r}."
            )

        def make(node, size):
            size = positive(size, "Batch size must be greater than zero.")

            def walk(elements):
                while batch := list(islice(elements, size)):
                    yield [as_tensor(_sparse([row for row, in batch], shape), string)]

            return _native.dataset_generate([node], walk)

        leaf = SparseLeaf(spec.types[0], TensorShape([None]).concatenate(shape))
        told = Spec(leaf, [string], [TensorShape([])])
        return Dataset._of(step(make, [dataset._node], [batch_size]), told, dataset)

    return apply


@public("contrib.data.sliding_window_batch")
def sliding_window_batch(window_size, stride=None, window_shift=None, window_stride=1):
    """A transformation to batches of neighbouring elements, which overlap.

    Args:
      window_size: elements to a batch; there are no smaller ones.
      stride: an older name of window_shift.
      window_shift: how many elements further the next batch begins; 1 by default.
      window_stride: how many elements further the next element in a batch is.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: both stride and window_shift are given.
      InvalidArgumentError: a number is not positive; while iterating: shapes differ.

    Example:
      >>> dataset = tf.data.Dataset.range(4)
      >>> dataset = dataset.apply(tf.contrib.data.sliding_window_batch(2))
      >>> [b.numpy().tolist() for b in dataset]
      [[0, 1], [1, 2], [2, 3]]
    """
    if None not in (stride, window_shift):
        raise ValueError("Cannot specify both `stride` and `window_shift`")
    shift = window_shift if stride is None else stride

    def make(node, size, shift, gap):
        size = positive(size, "Window size must be greater than zero.")
        shift = positive(shift, "Window shift must be greater than zero.")
        gap = positive(gap, "Window stride must be greater than zero.")

        def walk(elements):
            for window in _windows(elements, size, shift, gap, size):
                yield one_batch(window)

        return _native.dataset_generate([node], walk)

    def apply(dataset):
        numbers = (window_size, 1 if shift is None else shift, window_stride)
        node = step(make, [dataset._node], numbers)
        return dataset._derive(node, lambda shape: Spec.batched(shape, None))

    return apply


@public("contrib.data.padded_batch_and_drop_remainder")
def padded_batch_and_drop_remainder(batch_size, padded_shapes, padding_values=None):
    """A transformation to `padded_batch` that leaves out a smaller last batch.

    Args:
      batch_size, padded_shapes, padding_values: as for `Dataset.padded_batch`.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> dataset = tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n))
      >>> pad = tf.contrib.data.padded_batch_and_drop_remainder(2, [None])
      >>> [b.numpy().tolist() for b in dataset.apply(pad)]
      [[[1, 0], [2, 2]]]
    """
    return lambda dataset: dataset.padded_batch(batch_size, padded_shapes, padding_values, True)


@public("contrib.data.assert_element_shape")
def assert_element_shape(expected_shapes):
    """A transformation that checks the shapes of elements, which are known from then on.

    Args:
      expected_shapes: TensorShapes, in the elements' structure.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: it is known already that shapes differ.
      InvalidArgumentError: while iterating: an element's shape differs.

    Example:
      >>> dataset = tf.data.Dataset.range(2)
      >>> dataset = dataset.apply(tf.contrib.data.assert_element_shape(tf.TensorShape([])))
      >>> [int(x) for x in dataset]
      [0, 1]
    """

    def apply(dataset):
        parts = zip(
            flatten(dataset.output_shapes),
            flatten_up_to(dataset._spec.template, expected_shapes),
            strict=True,
        )
        shapes = [as_shape(shape).merge_with(as_shape(wanted)) for shape, wanted in parts]

        def check(*parts):
            element = parts if isinstance(dataset._outline.template, tuple) else parts[0]
            checked = map(ensure_shape, flatten(element), shapes)
            return pack(element, iter(list(checked)))

        def known(spec):
            return spec if spec.has_sparse else Spec(spec.template, spec.types, shapes)

        return Dataset._of(dataset.map(check)._node, ((dataset,), known))

    return apply


def rebatch(input_dataset, num_replicas, use_fallback=True):
    """A dataset of parts of another one's batches: each batch makes num_replicas of them.

    Args:
      input_dataset: a dataset of batches.
      num_replicas: into how many parts each is cut; where it is short, the last are smaller.
      use_fallback: accepted for compatibility.

    Raises:
      ValueError: a part of the elements has no axis.
    """

    def size(shape):
        if shape.ndims == 0:
            raise ValueError(
                "Input shape should have at least one dimension. Perhaps your input dataset is not "
                "batched?"
            )
        first = None if shape.ndims is None else shape.as_list()[0]
        even = first is not None and first % num_replicas == 0
        return Spec.batched(shape[1:], first // num_replicas if even else None)

    def walk(elements):
        for tensors in elements:
            counts = [-(-t._shape_tuple()[0] // num_replicas) for t in tensors]
            for i in range(num_replicas):
                pairs = zip(tensors, counts, strict=True)
                part = [t[i * n : (i + 1) * n] for t, n in pairs]
                if all(p._shape_tuple()[0] for p in part):
                    yield part

    spec = input_dataset._spec.with_shapes(size)
    return input_dataset._generated(walk, lambda _: spec, input_dataset)
