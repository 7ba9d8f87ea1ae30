"""tf.edit_distance: how many insertions, deletions and substitutions lie between sequences."""

from zeal import _native
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.public import public
from zeal.sparse.dense_forms import ALL_TYPES
from zeal.sparse.sparse_tensor import is_sparse
from zeal.tensor_shape import TensorShape, sizes_text


def _wrong(text):
    return InvalidArgumentError(f"[EditDistance] {text}")


def _infer(shapes, attrs):
    parts = (("indices", 2), ("values", 1), ("shape", 1))
    for name, sparse in (("hypothesis", shapes[:3]), ("truth", shapes[3:])):
        for (part, rank), shape in zip(parts, sparse, strict=True):
            if shape is not None and len(shape) != rank:
                kind = "matrix" if rank == 2 else "vector"
                raise _wrong(
                    f"{name}_{part} should be a {kind}, but got shape {sizes_text(shape)}"
                )
    lengths = [s[0] for s in (shapes[2], shapes[5]) if s is not None and s[0] is not None]
    if len(set(lengths)) > 1:
        raise _wrong(
            "Expected truth and hypothesis to have matching ranks, but their shapes are: "
            f"[{lengths[1]}] and [{lengths[0]}]"
        )
    if lengths and lengths[0] < 2:
        raise _wrong(
            f"Input SparseTensors must have rank at least 2, but truth_shape rank is: {lengths[0]}"
        )
    return [(None,) * (lengths[0] - 1) if lengths else None]


def _sequences(name, indices, values, shape):
    """Lists of values by all indices but the last."""
    if len(indices) != len(values) or len(indices) and indices.shape[1] != len(shape):
        raise _wrong(
            f"{name}: {len(indices)} indices of length {indices.shape[-1]} do not fit "
            f"{len(values)} values and a shape of {len(shape)} axes"
        )
    found = {}
    for index, value in zip(indices, values, strict=True):
        if (index < 0).any() or (index[:-1] >= shape[:-1]).any():
            raise _wrong(
                f"{name} has index {index.tolist()}, which is out of its shape {shape.tolist()}"
            )
        found.setdefault(tuple(index[:-1].tolist()), []).append(value)
    return found


def _distance(a, b):
    """Levenshtein's distance, row by row: V. I. Levenshtein (1966)."""
    import numpy as np

    b, places = np.array(b, dtype=object), np.arange(len(b) + 1)
    row = places
    for value in a:
        changed = np.minimum(row[1:] + 1, row[:-1] + (b != value))
        first = np.concatenate([[row[0] + 1], changed])
        row = np.minimum.accumulate(first - places) + places
    return int(row[-1])


def _kernel(h_indices, h_values, h_shape, t_indices, t_values, t_shape, normalize):
    import numpy as np

    given = _sequences("hypothesis", h_indices, h_values, h_shape)
    wanted = _sequences("truth", t_indices, t_values, t_shape)
    out = np.zeros(np.maximum(h_shape, t_shape)[:-1], np.float32)
    for place in given.keys() | wanted.keys():
        a, b = given.get(place, []), wanted.get(place, [])
        distance = np.float32(_distance(a, b))
        if normalize:
            distance = distance / np.float32(len(b)) if b else np.float32(np.inf)
        out[place] = distance
    return out


_edit_distance = host_op(
    "EditDistance",
    [("hypothesis_indices", "int64"), ("hypothesis_values", "T"), ("hypothesis_shape", "int64"),
     ("truth_indices", "int64"), ("truth_values", "T"), ("truth_shape", "int64")],
    [("output", "float32")], types=[("T", ALL_TYPES)], attrs=[("normalize", True)],
    infer=_infer, kernel=_kernel,
    doc="Levenshtein's distances between the rows of two sparse tensors.",
)  # fmt: skip


@public("edit_distance")
def edit_distance(hypothesis, truth, normalize=True, name="edit_distance"):
    """Counts the insertions, deletions and substitutions that turn sequences into others.

    Args:
      hypothesis, truth: `tf.SparseTensor`s of one dtype and rank: sequences along the last axis.
      normalize: whether distances are divided by the lengths of the true sequences.
      name: its name in graphs.

    Returns:
      A float32 tensor of the shape without the last axis. Normalized, it is infinite where there
      is no true sequence.

    Raises:
      TypeError: an argument is no sparse tensor.
      InvalidArgumentError: ranks differ, or an index is out of its shape.

    Example:
      >>> a = tf.SparseTensor([[0, 0], [0, 1]], ["a", "b"], [1, 2])
      >>> b = tf.SparseTensor([[0, 0]], ["b"], [1, 1])
      >>> print(tf.edit_distance(a, b, normalize=False).numpy())
      [1.]
    """
    if not is_sparse(hypothesis):
        raise TypeError("Hypothesis must be a SparseTensor.")
    if not is_sparse(truth):
        raise TypeError("Truth must be a SparseTensor.")
    distances = _edit_distance(
        *_parts(hypothesis), *_parts(truth), normalize=normalize, name=name
    )
    if distances._symbolic:
        distances.set_shape(_known_shape(hypothesis.dense_shape, truth.dense_shape))
    return distances


def _known_shape(*shapes):
    """The shape of the distances, where those of the sequences are known before the run."""
    import numpy as np

    known = [_native.known_value(_native.convert(shape)) for shape in shapes]
    if any(shape is None for shape in known):
        return TensorShape(None)
    return TensorShape(np.maximum(*map(np.asarray, known))[:-1].tolist())


def _parts(sparse):
    return sparse.indices, sparse.values, sparse.dense_shape
