"""Tensors as strings: tf.serialize_tensor and tf.parse_tensor, and sparse ones."""

from functools import partial
from itertools import pairwise

from zeal import _native, errors
from zeal._native import api
from zeal.dtypes import as_dtype, int64, string
from zeal.graph.host_call import host_call
from zeal.ops.array.join import stack
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse
from zeal.tensor_shape import TensorShape, sizes_text


def _serialized(tensor) -> bytes:
    """A TensorProto with the tensor's content, as TensorFlow writes it here: always as bytes."""
    from zeal.graph_def.shape_proto import write_sizes
    from zeal.graph_def.tensor_proto import proto_of
    from zeal.messages.graph import TensorProto

    if tensor.dtype == string:
        return proto_of(tensor).SerializeToString()
    proto = TensorProto(dtype=tensor.dtype.as_datatype_enum)
    write_sizes(proto.tensor_shape, list(tensor._shape_tuple()))
    proto.tensor_content = tensor.__array__().tobytes()
    return proto.SerializeToString()


def _parsed(
    text, dtype, unreadable="Could not parse `serialized` as TensorProto",
    mismatch="Type mismatch between parsed tensor ({found}) and dtype ({wanted})",
):  # fmt: skip
    from zeal.graph_def.tensor_proto import array_of, described
    from zeal.messages.graph import DecodeError, TensorProto

    proto = TensorProto()
    try:
        proto.ParseFromString(text)
    except DecodeError:
        shown = text[:100].decode(errors="replace")
        raise errors.InvalidArgumentError(
            f"{unreadable}: '{shown}'"
        ) from None
    try:
        found, sizes = described(proto)
        if found != dtype:
            raise errors.InvalidArgumentError(
                mismatch.format(found=found.name, wanted=dtype.name)
            )
        return _native.convert(array_of(proto, found, sizes), dtype)
    except (TypeError, ValueError) as e:
        if isinstance(e, errors.OpError):
            raise
        raise errors.InvalidArgumentError(f"Cannot parse tensor from proto: {e}") from None
    except MemoryError:
        raise errors.ResourceExhaustedError(
            f"a TensorProto of {len(text)} bytes says that it has the shape {sizes}"
        ) from None


@public("serialize_tensor", "io.serialize_tensor")
def serialize_tensor(tensor, name=None):
    """A tensor as a serialized TensorProto.

    Args:
      tensor: a tensor.
      name: name of the op.

    Returns:
      A string scalar.

    Example:
      >>> tf.parse_tensor(tf.serialize_tensor([1, 2]), tf.int32).numpy().tolist()
      [1, 2]
    """
    tensor = _native.convert(tensor)
    run = lambda inputs: [_native.convert(_serialized(inputs[0]), string)]  # noqa: E731
    return host_call("SerializeTensor", run, [tensor], [(string, TensorShape([]))], name)[0]


@public("parse_tensor", "io.parse_tensor")
def parse_tensor(serialized, out_type, name=None):
    """The tensor that a serialized TensorProto has.

    Args:
      serialized: a string scalar.
      out_type: the tensor's dtype.
      name: name of the op.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: the string is no TensorProto, or one of another dtype.

    Example:
      >>> tf.parse_tensor(tf.serialize_tensor([[1.5]]), tf.float32).numpy().tolist()
      [[1.5]]
    """
    serialized, dtype = _native.convert(serialized, string), as_dtype(out_type)
    _check_scalar(serialized)
    outputs = [(dtype, TensorShape(None))]
    return host_call("ParseTensor", partial(_parse, dtype), [serialized], outputs, name)[0]


def _check_scalar(serialized):
    if serialized.shape.ndims not in (0, None):
        raise errors.InvalidArgumentError(
            f"Expected `serialized` to be a scalar, got shape: {sizes_text(serialized.shape)}"
        )


def _parse(dtype, inputs):
    _check_scalar(inputs[0])
    return [_parsed(inputs[0].numpy(), dtype)]


# --- sparse tensors: vectors of three such strings ---
@public("serialize_sparse", "io.serialize_sparse")
def serialize_sparse(sp_input, name=None, out_type=string):
    """A sparse tensor as three serialized tensors: indices, values and dense shape.

    Args:
      sp_input: a SparseTensor.
      name: name of the op.
      out_type: tf.string.

    Returns:
      A vector of three strings.

    Example:
      >>> s = tf.SparseTensor([[0]], [5], [2])
      >>> tf.serialize_sparse(s).shape
      TensorShape([Dimension(3)])
    """
    _require_strings(out_type)
    parts = as_sparse(sp_input)._to_components()
    return stack([serialize_tensor(part) for part in parts], name=name or "SerializeSparse")


@public("serialize_many_sparse", "io.serialize_many_sparse")
def serialize_many_sparse(sp_input, name=None, out_type=string):
    """The rows of a sparse tensor, each as three serialized tensors.

    Args:
      sp_input: a SparseTensor of rank 1 or more, sorted.
      name: name of the op.
      out_type: tf.string.

    Returns:
      A matrix of three strings a row.

    Example:
      >>> s = tf.SparseTensor([[0, 0]], [5], [2, 2])
      >>> tf.serialize_many_sparse(s).shape
      TensorShape([Dimension(2), Dimension(3)])
    """
    _require_strings(out_type)
    x = as_sparse(sp_input)
    sizes = known[:1] if (known := x.shape).ndims else TensorShape([None])
    outputs = [(string, sizes.concatenate([3]))]
    return host_call("SerializeManySparse", _rows, x._to_components(), outputs, name)[0]


def _require_strings(out_type):
    if as_dtype(out_type) != string:
        raise errors.UnimplementedError(
            f"sparse tensors are serialized as strings, not as {as_dtype(out_type).name}"
        )


def _rows(inputs):
    import numpy as np

    indices, values, shape = inputs[0].numpy(), inputs[1], inputs[2].numpy()
    found = np.empty((int(shape[0]), 3), object)
    order = np.argsort(indices[:, 0], kind="stable")
    starts = np.searchsorted(indices[order, 0], np.arange(len(found) + 1))
    for row, (begin, end) in enumerate(pairwise(starts)):
        own = order[begin:end]
        parts = [indices[own, 1:], api.gather(values, own), shape[1:]]
        found[row] = [_serialized(_native.convert(part)) for part in parts]
    return [_native.convert(found, string)]


@public("deserialize_many_sparse", "io.deserialize_many_sparse")
def deserialize_many_sparse(serialized_sparse, dtype, rank=None, name=None):
    """Joins serialized sparse tensors along a new first axis.

    Args:
      serialized_sparse: a matrix of three strings a row.
      dtype: the values' dtype.
      rank: the rank of each; unknown by default.
      name: name of the op.

    Returns:
      A SparseTensor, as large as the largest of them.

    Raises:
      InvalidArgumentError: a string is no serialized tensor, or their shapes do not fit.

    Example:
      >>> s = tf.SparseTensor([[0, 1]], [5], [2, 2])
      >>> many = tf.serialize_many_sparse(s)
      >>> tf.deserialize_many_sparse(many, tf.int32).indices.numpy().tolist()
      [[0, 1]]
    """
    texts, dtype = _native.convert(serialized_sparse, string), as_dtype(dtype)
    width = None if rank is None else int(rank) + 1
    outputs = [
        (int64, TensorShape([None, width])),
        (dtype, TensorShape([None])),
        (int64, TensorShape([width])),
    ]
    run = partial(_join, dtype)
    return SparseTensor(*host_call("DeserializeManySparse", run, [texts], outputs, name))


def _join(dtype, inputs):
    import numpy as np

    texts = np.asarray(inputs[0].numpy(), object)
    if texts.ndim != 2 or texts.shape[1] != 3:
        raise errors.InvalidArgumentError(
            "Serialized sparse should be a matrix with 3 columns, got shape "
            f"{sizes_text(texts.shape)}"
        )
    indices, values, shapes = [], [], []
    for row, parts in enumerate(texts):
        i, v, s = _parts_of(row, parts, dtype)
        if i.ndim != 2 or v.shape != i.shape[:1] or s.shape != i.shape[1:]:
            raise errors.InvalidArgumentError(
                f"the parts of serialized_sparse[{row}] have shapes {sizes_text(i.shape)}, "
                f"{sizes_text(v.shape)} and {sizes_text(s.shape)}, which do not fit together"
            )
        indices.append(np.concatenate([np.full((len(i), 1), row, np.int64), i], 1))
        values.append(v)
        shapes.append(s)
        if len(s) != len(shapes[0]):
            raise errors.InvalidArgumentError(
                f"Inconsistent shape across SparseTensors: rank prior to SparseTensor[{row}] was: "
                f"{len(shapes[0])} but rank of SparseTensor[{row}] is: {len(s)}"
            )
    if not shapes:
        raise errors.InvalidArgumentError("Must have at least 1 serialized SparseTensor, but got 0")
    sizes = np.concatenate([[len(texts)], np.max(shapes, 0)]).astype(np.int64)
    joined = np.concatenate(values)
    return [
        _native.convert(np.concatenate(indices)), _native.convert(joined, dtype),
        _native.convert(sizes),
    ]  # fmt: skip



def _parts_of(row, parts, dtype):
    """The arrays of one serialized sparse tensor."""
    kinds = {"indices": int64, "values": dtype, "shape": int64}
    return [
        _parsed(
            part, kind, "Could not parse serialized proto",
            "Requested SparseTensor of type {wanted} but "
            f"SparseTensor[{row}].{name}.dtype() == {{found}}",
        ).numpy()
        for part, (name, kind) in zip(parts, kinds.items(), strict=True)
    ]  # fmt: skip
