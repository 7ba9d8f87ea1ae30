"""tf.SparseTensor: the elements of a tensor that are not zero, and where they stand."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, int64
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.tensor_shape import TensorShape, unknown_shape


@public("SparseTensorValue")
class SparseTensorValue(namedtuple("SparseTensorValue", ["indices", "values", "dense_shape"])):
    """What a run gives for a `tf.SparseTensor`: three arrays of NumPy."""

    __slots__ = ()

    def __zeal_function__(self, function, args, kwargs):
        """Answers for functions of the dense shape; to others it is a tuple."""
        if function.__name__ in _OF_SHAPES:
            return SparseTensor.from_value(self).__zeal_function__(function, args, kwargs)
        plain = [_as_tuple(a) for a in args]
        return function(*plain, **{key: _as_tuple(a) for key, a in kwargs.items()})


def _as_tuple(value):
    return tuple(value) if isinstance(value, SparseTensorValue) else value


# Functions that keep zeros: of sparse tensors they are those of the values.
_ON_VALUES = frozenset(
    ("abs", "cast", "erf", "negative", "round", "sign", "sqrt", "square", "tanh")
)


def _shape(input, name=None, out_type=int32):
    return api.cast(input, out_type, name)


def _size(input, name=None, out_type=int32):
    return api.cast(api.reduce_prod(input, 0), out_type, name)


def _rank(input, name=None):
    return api.size(input, name)


_OF_SHAPES = {"shape": _shape, "size": _size, "rank": _rank}  # functions of the dense shape


@public("SparseTensor", "sparse.SparseTensor")
class SparseTensor(CompositeTensor):
    """A tensor of which only some elements are kept.

    Args:
      indices: int64 tensor of shape `[n, rank]`: where each element stands.
      values: tensor of shape `[n]`: the elements.
      dense_shape: int64 tensor of shape `[rank]`: the shape of the whole.

    Raises:
      ValueError: their shapes do not fit.

    Example:
      >>> s = tf.SparseTensor(indices=[[0, 1], [1, 2]], values=[1.0, 2.0], dense_shape=[2, 4])
      >>> tf.sparse.to_dense(s).numpy().tolist()
      [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]]
    """

    _values_vary = True
    __slots__ = ("__weakref__", "_dense_shape", "_indices", "_keras_history", "_values")
    _answers_tensors = True  # tensor * sparse is sparse * tensor

    def __init__(self, indices, values, dense_shape):
        if _native.executing_eagerly():
            parts = zip((indices, values, dense_shape), _TYPES, strict=True)
            parts = [_native.convert(x, dtype) for x, dtype in parts]
        else:
            parts = _named_parts(indices, values, dense_shape)
        self._indices, self._values, self._dense_shape = parts
        _check(*(part.shape for part in parts))

    @classmethod
    def _of(cls, indices, values, dense_shape):
        """One of tensors that are known to fit."""
        self = cls.__new__(cls)
        self._indices, self._values, self._dense_shape = indices, values, dense_shape
        return self

    @classmethod
    def from_value(cls, sparse_tensor_value):
        """A SparseTensor of a `SparseTensorValue`, or of another SparseTensor.

        Raises:
          TypeError: it is neither.
        """
        if not is_sparse(sparse_tensor_value):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        value = sparse_tensor_value
        return cls(value.indices, value.values, value.dense_shape)

    @property
    def indices(self):
        """Where the elements stand, an int64 tensor of shape `[n, rank]`."""
        return self._indices

    @property
    def values(self):
        """The elements, a tensor of shape `[n]`."""
        return self._values

    @property
    def dense_shape(self):
        """The shape of the whole, an int64 tensor of shape `[rank]`."""
        return self._dense_shape

    @property
    def shape(self):
        """The whole's static shape."""
        return known_shape(self._dense_shape)

    def get_shape(self):
        """The whole's static shape."""
        return self.shape

    @property
    def dtype(self):
        """Element type."""
        return self._values.dtype

    @property
    def op(self):
        """The operation that made the values."""
        return self._values.op

    @property
    def graph(self):
        """The graph of the values."""
        return self._values.graph

    def consumers(self):
        """The operations that take the values."""
        return self._values.consumers()

    def eval(self, feed_dict=None, session=None):
        """Runs what it needs in a session, the one in force by default: a SparseTensorValue."""
        if _native.executing_eagerly():
            raise NotImplementedError(
                "eval is not supported when eager execution is enabled, is .numpy() what you're "
                "looking for?"
            )
        from zeal.graph.session import _eval

        return _eval(self, feed_dict, session)

    def __str__(self):
        return (
            f"SparseTensor(indices={self._indices!s}, values={self._values!s}, "
            f"dense_shape={self._dense_shape!s})"
        )

    # --- operators, with dense tensors ---
    def __mul__(self, other):
        from zeal.sparse.arithmetic import dense_multiplied

        return dense_multiplied(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        from zeal.sparse.arithmetic import dense_divided

        return dense_divided(self, other)

    __div__ = __truediv__

    def __abs__(self):
        return self._with_values(abs(self._values))

    def _with_values(self, values):
        """Other elements at the same places."""
        return SparseTensor(self._indices, values, self._dense_shape)

    def __zeal_function__(self, function, args, kwargs):
        """Answers for functions that keep zeros; no other takes a sparse tensor."""
        name = function.__name__
        if name == "multiply" and len(args) == 2:
            return self * args[0 if args[1] is self else 1]
        if name in _OF_SHAPES:
            kwargs.pop("input", None)
            return _OF_SHAPES[name](self._dense_shape, *args[1:], **kwargs)
        if name in _ON_VALUES and args and args[0] is self:
            return self._with_values(function(self._values, *args[1:], **kwargs))
        raise TypeError(
            f"Failed to convert object of type {type(self)} to Tensor. Contents: {self}. tf.{name} "
            "takes no sparse tensors: tf.sparse.to_dense makes a dense one. Consider casting "
            "elements to a supported type."
        )

    # --- the leaves that nest.flatten(expand_composites=True) shows ---
    @property
    def _type_spec(self):
        from zeal.sparse.sparse_tensor_spec import SparseTensorSpec

        return SparseTensorSpec(self.shape, self.dtype)

    def _invariant(self, shape):
        """Of a loop's shape invariant, which is that of `dense_shape` as in TensorFlow."""
        if shape.ndims not in (None, 1):
            raise ValueError(f"Expected a shape with 1 dimension, that of dense_shape, not {shape}")
        rank = shape.as_list()[0] if shape.ndims else None
        return TensorShape(None if rank is None else [None] * rank)

    def _to_components(self):
        return [self._indices, self._values, self._dense_shape]

    def _from_components(self, parts):
        return SparseTensor(*parts)

    def _of_run(self, arrays):
        return SparseTensorValue(*arrays)


_TYPES = (int64, None, int64)


def _named_parts(indices, values, dense_shape):
    """The parts in a graph, where plain values become constants of these names."""
    from zeal.graph.placeholder import named_value
    from zeal.state.scope import name_scope

    parts = (indices, values, dense_shape)
    if all(isinstance(x, _native.Tensor) for x in parts):
        return [_native.convert(x, t) for x, t in zip(parts, _TYPES, strict=True)]
    with name_scope("SparseTensor"):
        names = ("indices", "values", "dense_shape")
        return [named_value(x, t, n) for x, t, n in zip(parts, _TYPES, names, strict=True)]


def _check(indices, values, dense_shape):
    """Raises ValueError unless the three shapes fit together."""
    indices = indices.with_rank(2)
    indices.dims[0].merge_with(values.with_rank(1).dims[0])
    indices.dims[1].merge_with(dense_shape.with_rank(1).dims[0])


def is_sparse(x) -> bool:
    """Whether x is a SparseTensor or a SparseTensorValue."""
    return isinstance(x, (SparseTensor, SparseTensorValue))


def known_shape(dense_shape) -> TensorShape:
    """The static shape that a vector of sizes tells."""
    known = _native.known_value(dense_shape)
    if known is not None:
        return TensorShape([None if n < 0 else n for n in known._tolist()])
    if dense_shape.shape.ndims is None:
        return TensorShape(None)
    return unknown_shape(dense_shape.shape.as_list()[0])


def as_sparse(x) -> SparseTensor:
    """x, which must be sparse, as a SparseTensor.

    Raises:
      TypeError: it is dense.
    """
    if isinstance(x, SparseTensor):
        return x
    if isinstance(x, SparseTensorValue):
        return SparseTensor.from_value(x)
    raise TypeError(f"Input must be a SparseTensor, got {type(x).__name__}: {x!r}.")


@public("convert_to_tensor_or_sparse_tensor",
        "contrib.framework.convert_to_tensor_or_sparse_tensor")
def convert_to_tensor_or_sparse_tensor(value, dtype=None, name=None):
    """A value as a tensor, or as a sparse one where it is sparse.

    Args:
      value: a SparseTensor, a SparseTensorValue, or what `tf.convert_to_tensor` takes.
      dtype: the dtype that is wanted; None for any.
      name: name of the op.

    Returns:
      A SparseTensor or a Tensor.

    Raises:
      RuntimeError: a sparse value is of another dtype.

    Example:
      >>> tf.convert_to_tensor_or_sparse_tensor([1, 2]).numpy().tolist()
      [1, 2]
    """
    if not is_sparse(value):
        return _native.convert(value, dtype)
    value = as_sparse(value)
    if dtype is not None and value.dtype != dtype:
        raise RuntimeError(f"Sparse dtype: requested = {dtype.name}, actual = {value.dtype.name}")
    return value


def static_shape(result, shape):
    """A dense result, whose static shape is told where only a graph's run knows it."""
    if result._symbolic:
        result.set_shape(shape)
    return result


def sizes_of(shape):
    """A shape as an int64 vector."""
    return api.cast(_native.convert(shape), int64)
