"""tf.sparse.cross: rows of several matrices, each of whose elements is combined with all others."""

from functools import partial

from zeal import _native
from zeal.dtypes import int64, string
from zeal.errors import InvalidArgumentError, ResourceExhaustedError
from zeal.graph.host_call import host_call
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import sizes_text

api = _native.api

_DEFAULT_KEY = 0xDECAFCAFFE
_MULTIPLIER = 0xC6A4A7935BD1E995
_LARGEST = (1 << 63) - 1
_MOST = 1 << 40  # combinations, which no memory holds


@public("sparse.cross")
def sparse_cross(inputs, name=None):
    """Joins each element of a matrix's row with each of the same row of the others, as strings.

    Args:
      inputs: a list of SparseTensors and tensors, all matrices of as many rows; of strings, or of
        numbers, which become integers. Sparse ones go first.
      name: name of the op.

    Returns:
      A SparseTensor of strings such as "a_X_d_X_f", with as many columns as the longest row has
      combinations.

    Raises:
      TypeError: inputs is no list, or has something else.
      InvalidArgumentError: one is no matrix, or has another number of rows.

    Example:
      >>> sparse = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ["a", "b", "c"], [2, 2])
      >>> tf.sparse.cross([sparse, tf.constant([["d"], ["e"]])]).values.numpy().tolist()
      [b'a_X_d', b'b_X_e', b'c_X_e']
    """
    return cross(inputs, _joined_texts, string, name, _attrs(False, 0, _DEFAULT_KEY))


@public("sparse.cross_hashed")
def sparse_cross_hashed(inputs, num_buckets=0, hash_key=None, name=None):
    """Combines each element of a matrix's row with each of the same row of the others, as a number.

    Args:
      inputs: as for `tf.sparse.cross`.
      num_buckets: numbers are below it; 0 for all int64 from 0 on.
      hash_key: an int that the numbers depend on; None or 0 for a usual one.
      name: name of the op.

    Returns:
      A SparseTensor of int64.

    Raises:
      TypeError: inputs is no list, or has something else.
      InvalidArgumentError: one is no matrix, or has another number of rows; num_buckets is
        negative.

    Source: Pike and Alakuijala, FarmHash's Fingerprint64, mixed from column to column.

    Example:
      >>> sparse = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ["a", "b", "c"], [2, 2])
      >>> crossed = tf.sparse.cross_hashed([sparse, tf.constant([["d"], ["e"]])], num_buckets=9)
      >>> crossed.values.dtype.name, crossed.dense_shape.numpy().tolist()
      ('int64', [2, 2])
    """
    if num_buckets < 0:
        raise InvalidArgumentError(
            f"Attr 'num_buckets' of 'SparseCross' Op passed {num_buckets} less than minimum 0."
        )
    key = hash_key or _DEFAULT_KEY
    combine = partial(_mixed_numbers, num_buckets, key)
    return cross(inputs, combine, int64, name, _attrs(True, num_buckets, key))


def _attrs(hashed, buckets, key) -> dict:
    """Attributes of TensorFlow's op, but for those that the inputs tell."""
    kind = int64 if hashed else string
    attrs = {"hashed_output": hashed, "num_buckets": buckets, "hash_key": key}
    return {**attrs, "out_type": kind, "internal_type": kind}


def cross(inputs, combine, dtype, name, attrs=None):
    """The combinations, made one value of `dtype` each by combine(columns, count).

    `attrs` tell another process of the combination; None where they cannot.
    """
    if not isinstance(inputs, list):
        raise TypeError("Inputs must be a list")
    if not all(isinstance(x, (SparseTensor, _native.Tensor)) for x in inputs):
        raise TypeError("All inputs must be SparseTensors")
    sparse = [x._to_components() for x in inputs if isinstance(x, SparseTensor)]
    dense = [_texts_or_integers(x) for x in inputs if not isinstance(x, SparseTensor)]
    sparse = [(i, _texts_or_integers(v), s) for i, v, s in sparse]
    parts = [part for column in zip(*sparse, strict=True) for part in column]
    if _native.executing_eagerly():
        run = partial(_crossed, len(sparse), combine)
        return SparseTensor(*map(_native.convert, run([*parts, *dense])))
    if attrs is not None:
        types = {"sparse_types": [v.dtype for _, v, _ in sparse]}
        types["dense_types"] = [x.dtype for x in dense]
        attrs = {**attrs, **types, "N": len(sparse)}
    return SparseTensor(*_add(combine, dtype, len(sparse), [*parts, *dense], name, attrs))


def _add(combine, dtype, sparse, inputs, name, attrs):
    outputs = [(int64, [None, 2]), (dtype, [None]), (int64, [2])]
    run = partial(_crossed, sparse, combine)
    return host_call("SparseCross", run, inputs, outputs, name, attrs)


def make(op, attrs, inputs, name):
    """Adds a SparseCross that a GraphDef has to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Raises:
      InvalidArgumentError: the attributes contradict each other.
    """
    hashed, dtype, buckets = attrs["hashed_output"], attrs["out_type"], attrs["num_buckets"]
    if dtype != (int64 if hashed else string) or buckets < 0 or attrs["N"] < 0:
        raise InvalidArgumentError(
            f"a {op} with hashed_output={hashed}, num_buckets={buckets} and N={attrs['N']} cannot "
            f"give {dtype.name}"
        )
    combine = partial(_mixed_numbers, buckets, attrs["hash_key"]) if hashed else _joined_texts
    return _add(combine, dtype, attrs["N"], inputs, name, attrs)


def _texts_or_integers(x):
    return x if x.dtype == string else api.cast(x, int64)


# --- the kernel: a column is how many elements each row has, where they start, and all of them ---
def _crossed(sparse, combine, tensors):
    import numpy as np

    groups = [tensors[i : 3 * sparse : sparse] for i in range(sparse)]
    dense = tensors[3 * sparse :]
    rows = _rows(groups, dense)
    columns = [_sparse_column(*group, rows, at) for at, group in enumerate(groups)]
    columns += [_dense_column(x, rows, at) for at, x in enumerate(dense)]
    counts = _counts([count for count, _, _ in columns], rows)
    row = np.repeat(np.arange(rows), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    values = combine(_chosen(columns, row, place), len(row))
    shape = [rows, counts.max(initial=0)]
    return [np.stack([row, place], 1), values, np.array(shape, np.int64)]


def _rows(groups, dense) -> int:
    if groups:
        return int(groups[0][2].__array__()[0])
    return _height(dense[0], 0) if dense else 0


def _height(x, at) -> int:
    if x.shape.ndims != 2:
        raise InvalidArgumentError(
            "[SparseCross] Dense inputs should be a matrix but received shape "
            f"{sizes_text(x.shape)} at position {at}"
        )
    return x.shape.as_list()[0]


def _check_rows(have, rows, where):
    if have != rows:
        raise InvalidArgumentError(
            f"[SparseCross] Expected batch size {rows} got {have} at {where}"
        )


def _sparse_column(indices, values, shape, rows, at):
    import numpy as np

    if indices.shape[-1] != 2:
        raise InvalidArgumentError(
            f"[SparseCross] Expected D2 of index to be 2 got {indices.shape[-1]} at position {at}"
        )
    _check_rows(int(shape.__array__()[0]), rows, f"position {at}")
    row = indices.__array__()[:, 0]
    if len(row) and not 0 <= row.min() <= row.max() < rows:
        raise InvalidArgumentError(
            f"[SparseCross] the indices at position {at} have rows from {row.min()} to "
            f"{row.max()}, and dense_shape has {rows} rows"
        )
    order = np.argsort(row, kind="stable")
    counts = np.bincount(row, minlength=rows)
    return counts, np.cumsum(counts) - counts, values.__array__()[order]


def _dense_column(x, rows, at):
    import numpy as np

    _check_rows(_height(x, at), rows, f"dense tensor {at}")
    length = x.shape.as_list()[1]
    return np.full(rows, length), np.arange(rows) * length, x.__array__().ravel()


def _counts(counts, rows):
    """How many combinations each row has."""
    import numpy as np

    total = float(np.prod(np.array(counts, np.float64), 0).sum()) if counts else 0.0
    if total > _MOST:
        raise ResourceExhaustedError(f"[SparseCross] OOM: there are {total:.0f} combinations")
    return np.prod(np.array(counts, np.int64), 0) if counts else np.zeros(rows, np.int64)


def _chosen(columns, row, place) -> list:
    """For each column the elements that the combinations have of it; the last one turns fastest."""
    chosen = []
    for counts, starts, values in reversed(columns):
        n = counts[row]
        chosen.append(values[starts[row] + place % n])
        place = place // n
    return chosen[::-1]


def _joined_texts(columns, count):
    texts = [x.tolist() if x.dtype == object else [b"%d" % v for v in x] for x in columns]
    return _native.convert([b"_X_".join(row) for row in zip(*texts, strict=True)], string)


def _mixed_numbers(buckets, key, columns, count):
    import numpy as np

    mixed = np.full(count, key & 0xFFFFFFFFFFFFFFFF, np.uint64)
    for column in columns:
        mixed = _mix(mixed, numbers_of(column))
    return (mixed % np.uint64(buckets or _LARGEST)).astype(np.int64)


def numbers_of(column):
    """Integers as they are, fingerprints of strings."""
    import numpy as np

    if column.dtype != object:
        return column.astype(np.uint64)
    from zeal.texts.hashing import fingerprint

    found = fingerprint(_native.convert(column, string)).__array__()
    return found.view("<u8").ravel().astype(np.uint64)


def _mix(first, second):
    """TensorFlow's FingerprintCat64."""
    import numpy as np

    by = np.uint64(_MULTIPLIER)
    mixed = (first ^ by ^ (_folded(second * by) * by)) * by
    return _folded(_folded(mixed) * by)


def _folded(x):
    return x ^ (x >> x.dtype.type(47))
