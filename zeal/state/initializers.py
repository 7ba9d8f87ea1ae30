"""Initializers of variables: `tf.zeros_initializer` and its like."""

import math
import numbers
from reprlib import repr  # shortens long values
from typing import Any, Self

from zeal import dtypes
from zeal._native import Tensor
from zeal.dtypes import as_dtype
from zeal.public import public


def _floating(dtype) -> dtypes.DType:
    """The dtype of normal numbers; ValueError where it is no floating one."""
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"Expected floating point type, got {dtype}.")
    return dtype


@public("keras.initializers.Initializer")
class Initializer:
    """Base class: a callable that makes a variable's first value.

    A subclass defines `__call__(shape, dtype=None, partition_info=None)` and names the attributes
    that its configuration consists of in `_fields`.

    Example:
      >>> class Twos(tf.keras.initializers.Initializer):
      ...     def __call__(self, shape, dtype=None, partition_info=None):
      ...         return tf.fill(shape, 2.0)
      >>> tf.get_variable("w", [2], initializer=Twos()).numpy().tolist()
      [2.0, 2.0]
    """

    _fields = ("dtype",)
    _repeats = False  # TensorFlow 2's draw the same numbers for a seed at each call
    dtype = dtypes.float32
    seed = None

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        raise NotImplementedError

    def _dtype(self, dtype):
        return self.dtype if dtype is None else as_dtype(dtype)

    def _drawn(self, name, shape, low, high, dtype):
        """Numbers of a distribution of two parameters."""
        if self._repeats and self.seed is not None:
            from zeal.ops.random import stateless

            draw = getattr(stateless, f"stateless_{name.removeprefix('random_')}")
            return draw(shape, [self.seed, 0], low, high, dtype)
        from zeal.ops.random import distributions

        return getattr(distributions, name)(shape, low, high, dtype, seed=self.seed)

    def __repr__(self) -> str:
        shown = [f"{field}={repr(getattr(self, field, None))}" for field in self._fields]
        return f"{type(self).__name__}({', '.join(shown)})"

    def get_config(self) -> dict:
        """What `from_config` rebuilds the initializer from.

        Returns:
          A dict.

        Example:
          >>> tf.zeros_initializer().get_config()
          {'dtype': 'float32'}
        """
        values = {field: getattr(self, field) for field in self._fields}
        return {k: v.name if isinstance(v, dtypes.DType) else v for k, v in values.items()}

    @classmethod
    def from_config(cls, config: dict) -> Self:
        """An initializer of that configuration.

        Args:
          config: a dict that `get_config` returned.

        Returns:
          An initializer.

        Example:
          >>> tf.ones_initializer.from_config({"dtype": "int32"})([2]).numpy().tolist()
          [1, 1]
        """
        return cls(**config)


@public(
    "zeros_initializer",
    "initializers.zeros",
    "keras.initializers.Zeros",
    "keras.initializers.zeros",
)
class Zeros(Initializer):
    """Zeros (False, empty strings).

    Args:
      dtype: element type used when the call names none.

    Example:
      >>> tf.zeros_initializer()([2]).numpy().tolist()
      [0.0, 0.0]
    """

    def __init__(self, dtype: Any = dtypes.float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        from zeal.ops.array.fill import zeros

        return zeros(shape, self._dtype(dtype))


@public(
    "ones_initializer",
    "initializers.ones",
    "keras.initializers.Ones",
    "keras.initializers.ones",
)
class Ones(Zeros):
    """Ones.

    Args:
      dtype: element type used when the call names none; no string type.

    Example:
      >>> tf.ones_initializer()([2]).numpy().tolist()
      [1.0, 1.0]
    """

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        from zeal.ops.array.fill import ones

        return ones(shape, self._dtype(dtype))


@public(
    "constant_initializer",
    "initializers.constant",
    "keras.initializers.Constant",
    "keras.initializers.constant",
)
class Constant(Initializer):
    """One value for all elements, or a list of values in row-major order.

    Args:
      value: a number, or a nested list or array of as many values as the variable has.
      dtype: element type used when the call names none.
      verify_shape: whether the value's shape must be the variable's.

    Raises:
      TypeError: value is neither.

    Example:
      >>> tf.constant_initializer([1, 2, 3, 4])([2, 2]).numpy().tolist()
      [[1.0, 2.0], [3.0, 4.0]]
    """

    _fields = ("value", "dtype")

    def __init__(self, value=0, dtype: Any = dtypes.float32, verify_shape=False) -> None:
        numpy = hasattr(value, "__array_interface__")
        if not (numpy or isinstance(value, (numbers.Number, str, bytes, list, tuple))):
            raise TypeError(
                f"Invalid type for initial value: {type(value)} (expected Python scalar, list or "
                "tuple of values, or numpy.ndarray)."
            )
        self.value, self.dtype, self._verify_shape = value, as_dtype(dtype), verify_shape

    def __call__(self, shape, dtype=None, partition_info=None, verify_shape=None) -> Tensor:
        from zeal.ops.array.constant import constant

        verify = self._verify_shape if verify_shape is None else verify_shape
        return constant(self.value, self._dtype(dtype), shape=shape, verify_shape=verify)


class _Random(Initializer):
    """Two parameters, a seed, and a function of zeal.ops.random."""

    _parameters = ()
    _function = ""

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        low, high = (getattr(self, name) for name in self._parameters)
        return self._drawn(self._function, shape, low, high, self._dtype(dtype))


@public("random_normal_initializer", "initializers.random_normal")
class RandomNormal(_Random):
    """Normally distributed numbers.

    Args:
      mean: number, the mean.
      stddev: number, the standard deviation.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one.

    Example:
      >>> tf.random_normal_initializer(stddev=0.1)([2, 3]).shape.as_list()
      [2, 3]
    """

    _parameters, _function = ("mean", "stddev"), "random_normal"
    _fields = ("mean", "stddev", "seed", "dtype")

    def __init__(self, mean=0.0, stddev=1.0, seed=None, dtype: Any = dtypes.float32) -> None:
        self.mean, self.stddev, self.seed, self.dtype = mean, stddev, seed, _floating(dtype)


@public("truncated_normal_initializer", "initializers.truncated_normal")
class TruncatedNormal(RandomNormal):
    """Normal numbers less than two standard deviations from the mean.

    Args:
      mean: number, the mean before cutting.
      stddev: number, the standard deviation before cutting.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one.

    Example:
      >>> x = tf.truncated_normal_initializer(stddev=0.1)([100])
      >>> bool(tf.reduce_all(tf.abs(x) <= 0.2))
      True
    """

    _function = "truncated_normal"


@public("random_uniform_initializer", "initializers.random_uniform")
class RandomUniform(_Random):
    """Uniform numbers from [minval, maxval); maxval None is 1 for floating types.

    Args:
      minval: number, the lower bound.
      maxval: number, the upper bound, which is left out; integer types need one.
      seed: operation seed.
      dtype: element type used when the call names none.

    Example:
      >>> x = tf.random_uniform_initializer(2.0, 3.0)([100])
      >>> bool(tf.reduce_all((x >= 2.0) & (x < 3.0)))
      True
    """

    _parameters, _function = ("minval", "maxval"), "random_uniform"
    _fields = ("minval", "maxval", "seed", "dtype")

    def __init__(self, minval=0, maxval=None, seed=None, dtype: Any = dtypes.float32) -> None:
        self.minval, self.maxval, self.seed, self.dtype = minval, maxval, seed, as_dtype(dtype)


def _fans(shape) -> tuple:
    """Inputs and outputs of one unit; a kernel's leading axes are its receptive field."""
    sizes = [int(shape[i]) for i in range(len(shape))]
    if len(sizes) < 2:
        n = float(*sizes) if sizes else 1.0
        return n, n
    field = float(math.prod(sizes[:-2]))
    return sizes[-2] * field, sizes[-1] * field


@public(
    "variance_scaling_initializer",
    "initializers.variance_scaling",
    "keras.initializers.VarianceScaling",
)
class VarianceScaling(Initializer):
    """Numbers whose variance is `scale / n`, n the number of inputs, outputs, or their mean.

    Args:
      scale: positive factor.
      mode: "fan_in", "fan_out" or "fan_avg": what n is.
      distribution: "truncated_normal" (or "normal"), "untruncated_normal" or "uniform".
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: an argument is none of these, or dtype is no floating one.

    Example:
      >>> kernel = tf.variance_scaling_initializer(3.0, distribution="uniform")([9, 4])
      >>> bool(tf.reduce_all(tf.abs(kernel) <= 1.0))
      True

    Source: Glorot and Bengio 2010; He et al. 2015.
    """

    _fields = ("scale", "mode", "distribution", "seed", "dtype")

    def __init__(
        self, scale=1.0, mode: Any = "fan_in", distribution: Any = "truncated_normal", seed=None,
        dtype: Any = dtypes.float32,
    ) -> None:
        if scale <= 0.0:
            raise ValueError("`scale` must be positive float.")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError("Invalid `mode` argument:", mode)
        if distribution.lower() not in (
            "normal", "uniform", "truncated_normal", "untruncated_normal"
        ):
            raise ValueError("Invalid `distribution` argument:", distribution)
        self.scale, self.mode, self.distribution = scale, mode, distribution.lower()
        self.seed, self.dtype = seed, _floating(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        fan_in, fan_out = _fans(shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[self.mode]
        scale, dtype = self.scale / max(1.0, n), self._dtype(dtype)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * scale)
            return self._drawn("random_uniform", shape, -limit, limit, dtype)
        if self.distribution == "untruncated_normal":
            return self._drawn("random_normal", shape, 0.0, math.sqrt(scale), dtype)
        # Cutting a unit normal at +-2 leaves this standard deviation.
        stddev = math.sqrt(scale) / 0.87962566103423978
        return self._drawn("truncated_normal", shape, 0.0, stddev, dtype)


@public("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
class UniformUnitScaling(Initializer):
    """Uniform numbers that keep the variance of a product's input, times a factor.

    Args:
      factor: number; 1.43 suits a relu that follows, 1.15 a tanh.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one.

    Example:
      >>> kernel = tf.uniform_unit_scaling_initializer()([3, 4])
      >>> bool(tf.reduce_all(tf.abs(kernel) <= 1.0))
      True

    Source: Sussillo and Abbott 2014.
    """

    _fields = ("factor", "seed", "dtype")

    def __init__(self, factor=1.0, seed=None, dtype: Any = dtypes.float32) -> None:
        self.factor, self.seed, self.dtype = factor, seed, _floating(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        whole = shape if partition_info is None else partition_info.full_shape
        inputs = math.prod(int(whole[i]) for i in range(len(whole) - 1))
        limit = math.sqrt(3.0 / max(1, inputs)) * self.factor
        return self._drawn("random_uniform", shape, -limit, limit, self._dtype(dtype))


@public(
    "glorot_uniform_initializer",
    "initializers.glorot_uniform",
    "keras.initializers.GlorotUniform",
    "keras.initializers.glorot_uniform",
)
class GlorotUniform(VarianceScaling):
    """Uniform numbers of variance `2 / (inputs + outputs)` (Glorot and Bengio 2010).

    Args:
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one.

    Example:
      >>> kernel = tf.glorot_uniform_initializer()([2, 4])
      >>> bool(tf.reduce_all(tf.abs(kernel) <= 1.0))
      True
    """

    _fields = ("seed", "dtype")

    def __init__(self, seed=None, dtype: Any = dtypes.float32) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


@public(
    "glorot_normal_initializer",
    "initializers.glorot_normal",
    "keras.initializers.GlorotNormal",
    "keras.initializers.glorot_normal",
)
class GlorotNormal(VarianceScaling):
    """Truncated normal numbers of variance `2 / (inputs + outputs)` (Glorot and Bengio 2010).

    Args:
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one.

    Example:
      >>> tf.glorot_normal_initializer()([2, 4]).shape.as_list()
      [2, 4]
    """

    _fields = ("seed", "dtype")

    def __init__(self, seed=None, dtype: Any = dtypes.float32) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)


def default_for(dtype) -> Initializer:
    """The initializer of variables that name none: Glorot's for floating types, else zeros.

    Raises:
      ValueError: there is none for the type.

    Example:
      >>> type(default_for(tf.float32)).__name__, type(default_for(tf.int32)).__name__
      ('GlorotUniform', 'Zeros')
    """
    if dtype.is_floating or dtype.is_complex:
        return GlorotUniform()
    if dtype.is_integer or dtype.is_bool:
        return Zeros()
    raise ValueError(f"An initializer is required for a variable of dtype {dtype.name}")


@public(
    "orthogonal_initializer",
    "initializers.orthogonal",
    "keras.initializers.Orthogonal",
    "keras.initializers.orthogonal",
)
class Orthogonal(Initializer):
    """Matrices with orthonormal rows or columns, whichever are fewer (Saxe et al. 2013).

    Of tensors of more than two axes, all but the last are joined.

    Args:
      gain: a factor.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one, or a shape has fewer than two axes.

    Example:
      >>> q = tf.orthogonal_initializer()([3, 2])
      >>> np.allclose(tf.matmul(q, q, transpose_a=True), np.eye(2), atol=1e-5)
      True
    """

    _fields = ("gain", "seed", "dtype")

    def __init__(self, gain=1.0, seed=None, dtype: Any = dtypes.float32) -> None:
        self.gain, self.seed, self.dtype = gain, seed, _floating(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        from zeal._native import api
        from zeal.ops.linalg.diagonal import matrix_diag_part
        from zeal.ops.linalg.qr import qr

        sizes = [int(shape[i]) for i in range(len(shape))]
        if len(sizes) < 2:
            raise ValueError("The tensor to initialize must be at least two-dimensional")
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        tall = (max(rows, columns), min(rows, columns))
        dtype = self._dtype(dtype)
        half = dtype in (dtypes.float16, dtypes.bfloat16)
        drawn = dtypes.float32 if half else dtype
        q, r = qr(self._drawn("random_normal", tall, 0.0, 1.0, drawn))
        q = q * api.sign(matrix_diag_part(r))  # of all factors, the one that is unique
        q = api.transpose(q) if rows < columns else q
        q = self.gain * api.reshape(q, sizes)
        return api.cast(q, dtype) if half else q


@public("initializers.identity", "keras.initializers.Identity", "keras.initializers.identity")
class Identity(Initializer):
    """The identity matrix, whose other entries are 0 where it is not square.

    Args:
      gain: a factor.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one, or a shape is no matrix's.

    Example:
      >>> tf.initializers.identity(2.0)([2, 3]).numpy().tolist()
      [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    _fields = ("gain", "dtype")

    def __init__(self, gain=1.0, dtype: Any = dtypes.float32) -> None:
        self.gain, self.dtype = gain, _floating(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        from zeal.ops.linalg.eye import eye

        full = shape if partition_info is None else partition_info.full_shape
        if len(full) != 2:
            raise ValueError("Identity matrix initializer can only be used for 2D matrices.")
        dtype = self._dtype(dtype)
        whole = self.gain * eye(int(full[0]), int(full[1]), dtype=dtype)
        if partition_info is None:
            return whole
        (top, left), (rows, columns) = partition_info.var_offset, shape
        return whole[top : top + rows, left : left + columns]
