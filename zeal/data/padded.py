"""Dataset.padded_batch: batches of elements of different shapes."""

from itertools import islice
from typing import TYPE_CHECKING

from zeal import _native, errors
from zeal.data.arguments import positive
from zeal.data.pending import as_tensor, dataset_op, is_symbolic, step
from zeal.data.steps import batch_length, batches
from zeal.data.structure import Spec, flatten_up_to
from zeal.dtypes import bool as bool_
from zeal.dtypes import int64, string
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.tensor_shape import TensorShape

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


def _shape_of(wanted) -> TensorShape:
    """A shape from a TensorShape, a list or a vector; -1 stands for None."""
    if isinstance(wanted, TensorShape):
        return wanted
    if is_symbolic(wanted):
        wanted = _native.known_value(wanted)
        if wanted is None:
            raise NotImplementedError(
                "padded_shapes of buckets that only a run tells are not built; write None for what "
                "is open"
            )
    nested = isinstance(wanted, (list, tuple)) and any(isinstance(n, (list, tuple)) for n in wanted)
    if nested or isinstance(wanted, _native.Tensor):
        vector = as_tensor(wanted).numpy()
        if vector.ndim != 1:
            raise ValueError(
                f"Padded shape {wanted} must be a 1-D tensor of tf.int64 values, but its shape was "
                f"{vector.shape}."
            )
        wanted = vector
    return TensorShape([None if n is None or int(n) == -1 else n for n in wanted])


def _told(wanted):
    """A padded shape as far as it is known, and the vector that a run reads."""
    if isinstance(wanted, (list, tuple)) and any(map(is_symbolic, wanted)):
        wanted = _native.convert([-1 if n is None else n for n in wanted], int64)
    if is_symbolic(wanted) and _native.known_value(wanted) is None:
        sizes = _native.known_sizes(wanted) or [None] * (wanted.shape.num_elements() or 0)
        vector = _native.api.cast(wanted, int64)
        return (_shape_of(sizes) if sizes else TensorShape(None)), vector
    shape = _shape_of(wanted)
    return shape, [-1 if n is None else n for n in shape.as_list()]


def _target(tensors, shape):
    """Lengths that all tensors fit in.

    Raises:
      InvalidArgumentError: a rank differs.
      DataLossError: a tensor is longer than the shape allows.
    """
    sizes = [t._shape_tuple() for t in tensors]
    wanted = shape.as_list()
    for size in sizes:
        if len(size) != len(wanted):
            raise errors.InvalidArgumentError(
                "All elements in a batch must have the same rank as the padded shape: element of "
                f"shape {size}, padded shape {shape}"
            )
        if any(w is not None and n > w for n, w in zip(size, wanted, strict=True)):
            raise errors.DataLossError(
                "Attempted to pad to a smaller size than the input element: it has shape "
                f"{size}, the padded shape is {shape}"
            )
    most = [max(column) for column in zip(*sizes, strict=True)]
    return [n if w is None else w for n, w in zip(most, wanted, strict=True)]


def _has_room(shape, part):
    """Whether a shape may be that of a part, or of one that is padded."""
    if None in (shape.ndims, part.ndims):
        return True
    pairs = list(zip(shape.as_list(), part.as_list(), strict=False))
    return shape.ndims == part.ndims and all(None in p or p[0] >= p[1] for p in pairs)


def padded(tensors, shape, value):
    """Tensors stacked, each padded with a scalar to what a shape says or the longest has."""
    target = _target(tensors, shape)
    rows = []
    for t in tensors:
        after = [[0, n - m] for n, m in zip(target, t._shape_tuple(), strict=True)]
        rows.append(pad(t, after, constant_values=value) if any(b for _, b in after) else t)
    return stack(rows)


def padding_value(value, dtype):
    """The padding value of a component as a scalar tensor of its dtype."""
    if value is None:
        return as_tensor({string: "", bool_: False}.get(dtype, 0), dtype)
    value = as_tensor(value)
    if value.dtype is not dtype:
        raise TypeError(
            f"Padding value tensor ({value}) does not match output type: {dtype!r}"
        )
    if value.ndim:
        raise ValueError(f"Padding value should be a scalar, but is not: {value}")
    return value


@dataset_op("PaddedBatchDatasetV2")
def padded_node(node, size, shapes, fills, drop_remainder):
    """The native node of padded batches."""
    size = positive(size, "Batch size must be greater than zero.")
    shapes, drop = [_shape_of(s) for s in shapes], bool(drop_remainder)

    def walk(elements):
        while batch := list(islice(elements, size)):
            if drop and len(batch) < size:
                return
            columns = zip(*batch, strict=True)
            yield [padded(*part) for part in zip(columns, shapes, fills, strict=True)]

    count = batches(_native.dataset_count(node), size, drop)
    return _native.dataset_generate([node], walk, count)


class Padding:
    """Methods of Dataset."""

    def padded_batch(
        self, batch_size, padded_shapes, padding_values=None, drop_remainder=False
    ) -> "Dataset":
        """Stacks elements of different shapes: each is padded at its ends first.

        Args:
          batch_size: elements to a batch.
          padded_shapes: for each part of an element, in its structure, a TensorShape, a list or
            an int64 vector; None and -1 stand for the longest in the batch.
          padding_values: for each part, in the same structure, a scalar of its dtype; by default
            0 and the empty string.
          drop_remainder: whether a smaller last batch is left out.

        Returns:
          A Dataset whose parts have shape `[batch_size, *padded_shape]`.

        Raises:
          InvalidArgumentError: batch_size is not positive.
          TypeError: padding_values have other dtypes, or a structure differs.
          ValueError: a padded shape is no vector, has another rank than the part, or less room.
          DataLossError: while iterating: an element is longer than padded_shapes say.

        Example:
          >>> ds = tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n))
          >>> [b.numpy().tolist() for b in ds.padded_batch(3, [None])]
          [[[1, 0, 0], [2, 2, 0], [3, 3, 3]]]
        """
        spec = self._spec
        spec.refuse_sparse("padded_batch()")
        told = [_told(s) for s in flatten_up_to(spec.template, padded_shapes)]
        shapes, vectors = [shape for shape, _ in told], [vector for _, vector in told]
        for wanted, part in zip(shapes, spec.shapes, strict=True):
            if not _has_room(wanted, part):
                raise ValueError(
                    f"The padded shape {wanted} is not compatible with the corresponding input "
                    f"component shape {part}."
                )
        values = [None] * len(shapes)
        if padding_values is not None:
            values = flatten_up_to(spec.template, padding_values)
        fills = [padding_value(v, t) for v, t in zip(values, spec.types, strict=True)]

        node = step(padded_node, [self._node], (batch_size, vectors, fills, drop_remainder))
        length = batch_length(batch_size, drop_remainder)
        result = [Spec.batched(s, length) for s in shapes]
        return self._passing_options(self._of(node, Spec(spec.template, spec.types, result), self))
