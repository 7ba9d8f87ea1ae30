"""What parsers look for in examples: tf.io.FixedLenFeature and kin."""

from collections import namedtuple

from zeal.public import public


@public("FixedLenFeature", "io.FixedLenFeature")
class FixedLenFeature(namedtuple("FixedLenFeature", ["shape", "dtype", "default_value"])):
    """A feature of the same number of values in every example, which becomes a dense tensor.

    Args:
      shape: the shape of its values in one example.
      dtype: float32, int64 or string.
      default_value: what an example without the feature has, compatible with shape; None if every
        example must have it.

    Example:
      >>> tf.FixedLenFeature([2], tf.float32).shape
      [2]
    """

    __slots__ = ()

    def __new__(cls, shape, dtype, default_value=None):
        return super().__new__(cls, shape, dtype, default_value)


@public("VarLenFeature", "io.VarLenFeature")
class VarLenFeature(namedtuple("VarLenFeature", ["dtype"])):
    """A feature of any number of values, which becomes a SparseTensor.

    Args:
      dtype: float32, int64 or string.

    Example:
      >>> tf.VarLenFeature(tf.int64).dtype
      tf.int64
    """

    __slots__ = ()


@public("FixedLenSequenceFeature", "io.FixedLenSequenceFeature")
class FixedLenSequenceFeature(
    namedtuple("FixedLenSequenceFeature", ["shape", "dtype", "allow_missing", "default_value"])
):
    """A feature whose values have one axis more, of a length that examples differ in.

    Args:
      shape: the shape behind that axis.
      dtype: float32, int64 or string.
      allow_missing: whether an example may lack the feature, which then is empty.
      default_value: a scalar that fills up shorter ones in a batch; zero or empty by default.

    Example:
      >>> tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True).allow_missing
      True
    """

    __slots__ = ()

    def __new__(cls, shape, dtype, allow_missing=False, default_value=None):
        return super().__new__(cls, shape, dtype, allow_missing, default_value)


@public("SparseFeature", "io.SparseFeature")
class SparseFeature(
    namedtuple("SparseFeature", ["index_key", "value_key", "dtype", "size", "already_sorted"])
):
    """Two or more features that are the indices and the values of a SparseTensor.

    Args:
      index_key: the key of the int64 indices, or a list of keys, one for each axis.
      value_key: the key of the values.
      dtype: the values' dtype: float32, int64 or string.
      size: the size of the axis, or a list of sizes.
      already_sorted: whether the indices of every example are sorted.

    Example:
      >>> tf.SparseFeature("index", "value", tf.float32, 10).size
      10
    """

    __slots__ = ()

    def __new__(cls, index_key, value_key, dtype, size, already_sorted=False):
        return super().__new__(cls, index_key, value_key, dtype, size, already_sorted)
