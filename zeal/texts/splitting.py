"""Strings cut at separators."""

import re

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64, string
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import stack
from zeal.ops.array.shape import require_rank
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import sizes_text
from zeal.texts.kernels import tensor_of, text_op, texts_of


def _sparse_rows(rows):
    """Lists of texts as the three parts of a sparse matrix."""
    import numpy as np

    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    indices = np.array(places, np.int64).reshape(-1, 2)
    shape = np.array([len(rows), max(map(len, rows), default=0)], np.int64)
    texts = np.empty(len(places), object)
    texts[:] = [text for row in rows for text in row]
    return [indices, tensor_of(texts), shape]


def _infer(shapes, attrs):
    require_rank("StringSplit", shapes[0], 1, "input must be a vector")
    return [(None, 2), (None,), (2,)]


_PARTS = [("indices", "int64"), ("values", "string"), ("shape", "int64")]


def _scalar(tensor, name):
    if tensor.shape.ndims != 0:
        raise InvalidArgumentError(
            f"{name} must be a scalar, got shape: {sizes_text(tensor.shape)}"
        )
    return tensor.numpy()


def _at_characters(text, delimiters):
    if not delimiters:
        return [text[i : i + 1] for i in range(len(text))]
    if len(delimiters) == 1:
        return text.split(delimiters)
    return re.split(b"[" + re.escape(delimiters) + b"]", text)


def _split_kernel(tensors, attrs):
    texts, delimiters = texts_of(tensors[0]).tolist(), _scalar(tensors[1], "delimiter")
    rows = [_at_characters(text, delimiters) if text else [] for text in texts]
    if attrs["skip_empty"]:
        rows = [[part for part in row if part] for row in rows]
    return _sparse_rows(rows)


_string_split = text_op(
    "StringSplit", [("input", "string"), ("delimiter", "string")], _PARTS,
    attrs=[("skip_empty", True)], infer=_infer, kernel=_split_kernel,
    doc="Strings cut at each of some characters, as a sparse matrix.",
)  # fmt: skip


def _split_v2_kernel(tensors, attrs):
    texts, separator = texts_of(tensors[0]).tolist(), _scalar(tensors[1], "sep")
    most = attrs["maxsplit"]
    return _sparse_rows([_parts(text, separator, most) for text in texts])


def _parts(text, separator, most):
    if separator or most < 1:
        return text.split(separator or None, most) if most else [text]
    parts = text.split(None, most)
    return [*parts, b""] if len(parts) == most else parts  # the rest, as TensorFlow: even if none


_string_split_v2 = text_op(
    "StringSplitV2", [("input", "string"), ("sep", "string")], _PARTS, attrs=[("maxsplit", -1)],
    infer=_infer, kernel=_split_v2_kernel,
    doc="Strings cut at a separator, as a sparse matrix.",
)  # fmt: skip


def _result(sparse, result_type):
    """A sparse matrix as what a program asks for."""
    if result_type == "SparseTensor":
        return sparse
    if result_type == "RaggedTensor":
        rows = sparse.indices[:, 0]
        return RaggedTensor.from_value_rowids(
            sparse.values, rows, sparse.dense_shape[0], validate=False)
    raise ValueError(f"result_type must be 'RaggedTensor' or 'SparseTensor', got {result_type!r}")


@public("string_split")
@named("StringSplit")
def string_split(
    source, sep=None, skip_empty=True, delimiter=None, result_type="SparseTensor", name=None
):
    """Cuts strings at each of some characters.

    Args:
      source: a string vector.
      sep: the characters; a space if None. Of "" each byte becomes a part.
      skip_empty: whether empty parts are left out.
      delimiter: another name of sep.
      result_type: "SparseTensor" or "RaggedTensor".
      name: name of the op.

    Returns:
      A matrix with a row of parts for each string.

    Raises:
      InvalidArgumentError: source is no vector (ValueError in graphs).
      ValueError: there is no such result_type, or sep is no scalar.

    Example:
      >>> tf.string_split(["a b", "c"]).values.numpy().tolist()
      [b'a', b'b', b'c']
    """
    sep = either("sep", sep, "delimiter", delimiter)
    source = _native.convert(source, string)
    sep = _native.convert(" " if sep is None else sep, string)
    sep.shape.assert_has_rank(0)
    return _result(SparseTensor(*_string_split(source, sep, skip_empty)), result_type)


@public("strings.split")
@named("StringSplit")
def strings_split(
    input=None, sep=None, maxsplit=-1, result_type="SparseTensor", source=None, name=None
):
    """Cuts strings at a separator, as Python's str.split does.

    Args:
      input: a string tensor.
      sep: the separator; None or "" for white space, of any length.
      maxsplit: how often a string is cut at most; -1 for as often as there are separators.
      result_type: "SparseTensor" or "RaggedTensor".
      source: another name of input.
      name: name of the op.

    Returns:
      A sparse or ragged tensor with one axis more; of a scalar a sparse matrix or a vector.

    Raises:
      ValueError: the rank of input is unknown, sep is no scalar, or there is no such result_type.

    Example:
      >>> tf.strings.split(["a b", "c"], result_type="RaggedTensor").to_list()
      [[b'a', b'b'], [b'c']]
    """
    input = as_ragged(either("input", input, "source", source))
    sep = _native.convert("" if sep is None else sep, string)
    sep.shape.assert_has_rank(0)
    if result_type == "RaggedTensor":
        return _ragged_split(input, sep, maxsplit)
    if result_type != "SparseTensor":
        raise ValueError(
            f"result_type must be 'RaggedTensor' or 'SparseTensor', got {result_type!r}")
    rank = input.shape.ndims
    if rank in (0, 1, None):
        input = stack([input]) if rank == 0 else input
        return SparseTensor(*_string_split_v2(input, sep, maxsplit))
    return _ragged_split(input, sep, maxsplit).to_sparse()


def _ragged_split(input, sep, maxsplit):
    if isinstance(input, RaggedTensor):
        return input.with_flat_values(_ragged_split(input.flat_values, sep, maxsplit))
    rank = input.shape.ndims
    if rank == 0:
        return _ragged_split(stack([input]), sep, maxsplit)[0]
    if rank in (1, None):
        return _result(SparseTensor(*_string_split_v2(input, sep, maxsplit)), "RaggedTensor")
    return _ragged_split(RaggedTensor.from_tensor(input, ragged_rank=rank - 1), sep, maxsplit)


@public("strings.bytes_split")
@named("StringsByteSplit")
def string_bytes_split(input, name=None):
    """Cuts strings into bytes.

    Args:
      input: a string tensor, ragged or not.
      name: name of the op.

    Returns:
      A ragged tensor with one axis more; of a scalar a vector.

    Raises:
      ValueError: the rank is unknown.

    Example:
      >>> tf.strings.bytes_split(["ab", ""]).to_list()
      [[b'a', b'b'], []]
    """
    input = as_ragged(input)
    if isinstance(input, RaggedTensor):
        return input.with_flat_values(string_bytes_split(input.flat_values))
    rank = input.shape.ndims
    if rank is None:
        raise ValueError("input must have a statically-known rank.")
    if rank == 0:
        return string_bytes_split(stack([input]))[0]
    if rank > 1:
        return string_bytes_split(RaggedTensor.from_tensor(input, ragged_rank=rank - 1))
    sparse = SparseTensor(*_string_split(input, _native.convert("", string), False))
    return RaggedTensor.from_value_rowids(
        sparse.values, sparse.indices[:, 0], api.cast(sparse.dense_shape[0], int64), validate=False)
