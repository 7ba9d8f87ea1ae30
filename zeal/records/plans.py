"""Features that a program wants, as the native parsers take them."""

from zeal import _native
from zeal.dtypes import as_dtype, float32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.graph.graph import outside_graphs
from zeal.records.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
)
from zeal.sparse.merging import sparse_merge
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import TensorShape, as_shape

FIXED, PADDED, SPARSE = range(3)  # forms, as in native/data/example.h
_DTYPES = (float32, int64, string)


class Wanted:
    """One feature of a message.

    Args:
      key: its name in messages.
      form: FIXED, PADDED or SPARSE.
      dtype: its DType.
      shape: the sizes of its values, without an open first one.
      default: a default value, or None.
      may_lack: whether a list of features may be missing.
    """

    def __init__(self, key, form, dtype, shape=(), default=None, may_lack=False):
        if dtype not in _DTYPES:
            raise InvalidArgumentError(
                f"Value for attr 'Tdense' of {dtype.name} is not in the list of allowed values: "
                f"float, int64, string; the feature {key} can be read as one of these and cast"
            )
        self.key, self.form, self.dtype = key, form, dtype
        self.shape, self.default, self.may_lack = tuple(shape), default, may_lack

    def native(self):
        """What `_native.example_plan` takes."""
        key = self.key if isinstance(self.key, bytes) else str(self.key).encode()
        return key, self.form, self.dtype, self.shape, self.may_lack

    def outputs(self, lead, steps=None):
        """Pairs of dtype and shape of the tensors it becomes.

        Args:
          lead: the sizes before it: of the batch, None where it is open.
          steps: of a list of features, the axis of its steps.
        """
        lead = [*lead, *(steps or [])]
        if self.form == SPARSE:
            rank = len(lead) + 1
            return [
                (int64, TensorShape([None, rank])),
                (self.dtype, TensorShape([None])),
                (int64, TensorShape([rank])),
            ]
        opened = [None] if self.form == PADDED and steps is None else []
        return [(self.dtype, TensorShape([*lead, *opened, *self.shape]))]


def _sizes(key, shape):
    """The sizes of a dense feature.

    Raises:
      ValueError: there is no shape, or one that is open.
    """
    if shape is None:
        raise ValueError(f"Missing shape for feature {key}.")
    shape = as_shape(shape)
    if shape.ndims and shape.as_list()[0] is None:
        raise ValueError(
            f"First dimension of shape for feature {key} unknown. Consider using "
            "FixedLenSequenceFeature."
        )
    if not shape.is_fully_defined():
        raise ValueError(f"All dimensions of shape for feature {key} need to be known, got {shape}")
    return shape.as_list()


def _dtype(key, dtype):
    if not dtype:
        raise ValueError(f"Missing type for feature {key}.")
    return as_dtype(dtype)


def _default(feature, dtype, sizes):
    """A default as a tensor of the feature's shape, or None."""
    value = feature.default_value
    if value is None:
        return None
    if isinstance(value, (_native.Tensor, _native.Variable)):
        return _native.api.reshape(_native.convert(value, dtype), sizes)
    with outside_graphs():  # a plan is kept longer than a graph
        return _native.api.reshape(_native.convert(value, dtype), sizes)


def wanted(key, feature) -> list:
    """What a feature of an Example asks for: one Wanted, or several of a SparseFeature.

    Raises:
      ValueError: it lacks a dtype or shape, or is no feature.
    """
    if isinstance(feature, VarLenFeature):
        return [Wanted(key, SPARSE, _dtype(key, feature.dtype))]
    if isinstance(feature, SparseFeature):
        return _of_sparse(key, feature)
    if isinstance(feature, FixedLenFeature):
        dtype = _dtype(key, feature.dtype)
        sizes = _sizes(key, feature.shape)
        return [Wanted(key, FIXED, dtype, sizes, _default(feature, dtype, sizes))]
    if isinstance(feature, FixedLenSequenceFeature):
        dtype = _dtype(key, feature.dtype)
        sizes = _sizes(key, feature.shape)
        if not feature.allow_missing:
            raise ValueError(
                "Unsupported: FixedLenSequenceFeature requires allow_missing to be True."
            )
        return [Wanted(key, PADDED, dtype, sizes, _default(feature, dtype, []))]
    raise ValueError(f"Invalid feature {key}:{feature}.")


def wanted_context(key, feature) -> list:
    """What a feature of the context of a SequenceExample asks for; see `wanted`."""
    if not isinstance(feature, (VarLenFeature, FixedLenFeature)):
        raise ValueError(f"Unsupported {type(feature).__name__} {feature}.")
    return wanted(key, feature)


def wanted_list(key, feature) -> list:
    """What a feature of a list in a SequenceExample asks for.

    Raises:
      ValueError: it lacks a dtype or shape, or is of another kind.
    """
    if isinstance(feature, VarLenFeature):
        return [Wanted(key, SPARSE, _dtype(key, feature.dtype))]
    if not isinstance(feature, FixedLenSequenceFeature):
        raise ValueError(f"Unsupported {type(feature).__name__} {feature}.")
    if feature.default_value is not None:
        raise ValueError(f"Value feature_list_dense_defaults[{key}] must be None")
    dtype, sizes = _dtype(key, feature.dtype), _sizes(key, feature.shape)
    return [Wanted(key, PADDED, dtype, sizes, may_lack=feature.allow_missing)]


# --- SparseFeature ---
def _index_keys(feature):
    keys = feature.index_key
    return [keys] if isinstance(keys, (str, bytes)) else list(keys)


def _of_sparse(key, feature):
    if not feature.index_key:
        raise ValueError(f"Missing index_key for SparseFeature {feature}.")
    if not feature.value_key:
        raise ValueError(f"Missing value_key for SparseFeature {feature}.")
    indices = [Wanted(k, SPARSE, int64) for k in _index_keys(feature)]
    return [*indices, Wanted(feature.value_key, SPARSE, _dtype(key, feature.dtype))]


def _assembled(feature, found):
    """The SparseTensor that the parts of a SparseFeature make."""
    ids = [found[k] for k in _index_keys(feature)]
    several = not isinstance(feature.index_key, (str, bytes))
    sizes = list(feature.size) if several else feature.size
    values = found[feature.value_key]
    return sparse_merge(ids if several else ids[0], values, sizes, None, feature.already_sorted)


class Plan:
    """Features that are wanted of messages, for native parsers.

    Args:
      features: features by name.
      of: makes a list of Wanted of a name and a feature.
    """

    def __init__(self, features, of=wanted):
        self.features, by_key = dict(features), {}
        for name in sorted(self.features, key=str):
            for part in of(name, self.features[name]):
                known = by_key.setdefault(part.key, part)
                if (known.form, known.dtype) != (part.form, part.dtype):
                    raise ValueError(f"the feature {part.key} is asked for in two ways")
        self.parts = list(by_key.values())
        self.native = _native.example_plan([part.native() for part in self.parts])

    def defaults(self):
        """The defaults of the parts, None where there is none."""
        return [part.default for part in self.parts]

    def outputs(self, lead, steps=None):
        """Pairs of dtype and shape of all tensors that a parser gives."""
        return [pair for part in self.parts for pair in part.outputs(lead, steps)]

    def packed(self, tensors):
        """What programs are given: tensors and SparseTensors by name, of an iterator of tensors."""
        found = {}
        for part in self.parts:
            first = next(tensors)
            sparse = part.form == SPARSE
            found[part.key] = (
                SparseTensor._of(first, next(tensors), next(tensors)) if sparse else first
            )
        return {
            name: _assembled(f, found) if isinstance(f, SparseFeature) else found[name]
            for name, f in self.features.items()
        }
