"""tf.fake_quant_with_min_max_*: numbers rounded to a grid of few bits, and their gradients.

The grid has a point at 0 exactly (Jacob et al., "Quantization and training of neural networks for
efficient integer-arithmetic-only inference", 2018): its range is moved a little for that.
"""

from typing import Any

from zeal import _native
from zeal._native import Tensor
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text

_ATTRS = [("num_bits", 8), ("narrow_range", False)]


def _grid(low, high, num_bits, narrow_range):
    """Smallest and largest point of the grid, and the step: float32 as TensorFlow has them."""
    import numpy as np

    first, last = np.float32(narrow_range), np.float32(2**num_bits - 1)
    low, high = np.asarray(low, np.float32), np.asarray(high, np.float32)
    step = ((high - low) / (last - first)).astype(np.float32)
    zero = first - low / step
    point = np.where(zero < first, first, np.where(zero > last, last, _half_up(zero)))
    lowest = ((first - point) * step).astype(np.float32)
    highest = ((last - point) * step).astype(np.float32)
    return lowest, highest, step


def _half_up(x):
    import numpy as np

    return np.where(x < 0, -np.floor(0.5 - x), np.floor(x + 0.5))


def _rounded(x, low, high, num_bits, narrow_range, by_inverse=False):
    """Ties fall as in TensorFlow, which of a range of numbers takes the step's inverse."""
    import numpy as np

    lowest, highest, step = _grid(low, high, num_bits, narrow_range)
    shifted = np.maximum(np.minimum(x, highest), lowest) - lowest
    steps = shifted * (np.float32(1) / step) if by_inverse else shifted / step
    found = np.floor(steps + np.float32(0.5)) * step + lowest
    return np.where((low == 0) & (high == 0), np.float32(0), found).astype(np.float32)


def _passed(dy, x, low, high, num_bits, narrow_range):
    """What flows to x, below the range and above it."""
    import numpy as np

    lowest, highest, _ = _grid(low, high, num_bits, narrow_range)
    flat = (low == 0) & (high == 0)
    below, above = (x < lowest) & ~flat, (x > highest) & ~flat
    none = np.float32(0)
    return (
        np.where(below | above, none, dy), np.where(below, dy, none), np.where(above, dy, none)
    )  # fmt: skip


def _check_bits(num_bits):
    if not 2 <= num_bits <= 16:
        raise InvalidArgumentError(
            f"num_bits must be between 2 and 16, inclusive; it is {num_bits}"
        )


# --- a range of numbers ---
def _infer_args(shapes, attrs):
    _check_bits(attrs["num_bits"])
    if not attrs["min"] < attrs["max"]:
        raise InvalidArgumentError(
            f"min has to be smaller than max, was: {attrs['min']} >= {attrs['max']}"
        )
    if len(shapes) > 1 and None not in shapes and len(shapes[0]) != len(shapes[1]):
        raise InvalidArgumentError("gradient and input must be the same size")
    return [shapes[0]]


_RANGE = [("min", -6.0), ("max", 6.0)]


def _args_gradient(dy, x, min, max, num_bits, narrow_range):
    if dy.shape != x.shape:
        raise InvalidArgumentError("gradient and input must be the same size")
    import numpy as np

    return _passed(dy, x, np.float32(min), np.float32(max), num_bits, narrow_range)[0]


def _settings(op, *names):
    return {name: op.get_attr(name) for name in names}


def _args_rule(op, dy):
    given = _settings(op, "min", "max", "num_bits", "narrow_range")
    return _args_gradient_op(dy, op.inputs[0], **given)


def _args_second(op, dy):
    """The first gradient is linear in what flows in, and flat in x."""
    given = _settings(op, "min", "max", "num_bits", "narrow_range")
    return _args_gradient_op(dy, op.inputs[1], **given), None


def _args_kernel(x, min, max, num_bits, narrow_range):
    import numpy as np

    low, high = np.float32(min), np.float32(max)
    return _rounded(x, low, high, num_bits, narrow_range, by_inverse=True)


_args_op = host_op(
    "FakeQuantWithMinMaxArgs", [("inputs", "float32")], [("outputs", "float32")],
    attrs=_RANGE + _ATTRS, infer=_infer_args, kernel=_args_kernel, gradient=_args_rule,
    doc="Numbers rounded to a grid of few bits over a range.",
)  # fmt: skip
_args_gradient_op = host_op(
    "FakeQuantWithMinMaxArgsGradient", [("gradients", "float32"), ("inputs", "float32")],
    [("backprops", "float32")], attrs=_RANGE + _ATTRS, infer=_infer_args, kernel=_args_gradient,
    gradient=_args_second, doc="The gradient of FakeQuantWithMinMaxArgs.",
)  # fmt: skip


# --- a range of tensors ---
def _infer_vars(shapes, attrs):
    _check_bits(attrs["num_bits"])
    for shape, what in zip(shapes[-2:], ("min", "max"), strict=True):
        if shape is not None and len(shape):
            raise InvalidArgumentError(
                f"[FakeQuantWithMinMaxVars] {what} must be a scalar, got {sizes_text(shape)}"
            )
    return [shapes[0]] if len(shapes) == 3 else [shapes[0], (), ()]


def _vars_kernel(x, low, high, num_bits, narrow_range):
    import numpy as np

    return _rounded(x, np.float32(low), np.float32(high), num_bits, narrow_range)


def _vars_gradient(dy, x, low, high, num_bits, narrow_range):
    import numpy as np

    if dy.shape != x.shape:
        raise InvalidArgumentError("gradient and input must be the same size")
    parts = _passed(dy, x, np.float32(low), np.float32(high), num_bits, narrow_range)
    return [parts[0], *(part.sum(dtype=np.float32) for part in parts[1:])]


def _vars_rule(op, dy):
    return _vars_gradient_op(dy, *op.inputs, **_settings(op, "num_bits", "narrow_range"))


_VARS = [("inputs", "float32"), ("min", "float32"), ("max", "float32")]
_vars_op = host_op(
    "FakeQuantWithMinMaxVars", _VARS, [("outputs", "float32")], attrs=_ATTRS, infer=_infer_vars,
    kernel=_vars_kernel, gradient=_vars_rule,
    doc="Numbers rounded to a grid of few bits over a range that tensors tell.",
)  # fmt: skip
_BACK = [("backprops_wrt_input", "float32"), ("backprop_wrt_min", "float32"),
         ("backprop_wrt_max", "float32")]  # fmt: skip
_vars_gradient_op = host_op(
    "FakeQuantWithMinMaxVarsGradient", [("gradients", "float32"), *_VARS], _BACK, attrs=_ATTRS,
    infer=_infer_vars, kernel=_vars_gradient, doc="The gradient of FakeQuantWithMinMaxVars.",
)  # fmt: skip


# --- a range for each channel ---
def _infer_channels(shapes, attrs):
    _check_bits(attrs["num_bits"])
    x, low, high = shapes[-3:]
    if x is not None and len(x) not in (1, 2, 4):
        raise InvalidArgumentError(
            f"[FakeQuantWithMinMaxVarsPerChannel] Shape must be at rank 1, 2 or 4: {sizes_text(x)}"
        )
    for shape, what in ((low, "min"), (high, "max")):
        if shape is not None and len(shape) != 1:
            raise InvalidArgumentError(
                f"[FakeQuantWithMinMaxVarsPerChannel] {what} must be a vector: {sizes_text(shape)}"
            )
        if None not in (shape, x) and None not in (shape[0], x[-1]) and shape[0] != x[-1]:
            raise InvalidArgumentError(
                f"[FakeQuantWithMinMaxVarsPerChannel] {what} has incorrect size, expected {x[-1]} "
                f"was {shape[0]}"
            )
    return [x] if len(shapes) == 3 else [x, low, high]


def _channels_kernel(x, low, high, num_bits, narrow_range):
    return _rounded(x, low, high, num_bits, narrow_range)


def _channels_gradient(dy, x, low, high, num_bits, narrow_range):
    import numpy as np

    if dy.shape != x.shape:
        raise InvalidArgumentError("gradient and input must be the same size")
    parts = _passed(dy, x, low, high, num_bits, narrow_range)
    axes = tuple(range(x.ndim - 1))
    return [parts[0], *(part.sum(axes, dtype=np.float32) for part in parts[1:])]


def _channels_rule(op, dy):
    return _channels_gradient_op(dy, *op.inputs, **_settings(op, "num_bits", "narrow_range"))


_channels_op = host_op(
    "FakeQuantWithMinMaxVarsPerChannel", _VARS, [("outputs", "float32")], attrs=_ATTRS,
    infer=_infer_channels, kernel=_channels_kernel, gradient=_channels_rule,
    doc="Numbers rounded to a grid of few bits over a range of each channel.",
)  # fmt: skip
_channels_gradient_op = host_op(
    "FakeQuantWithMinMaxVarsPerChannelGradient", [("gradients", "float32"), *_VARS], _BACK,
    attrs=_ATTRS, infer=_infer_channels, kernel=_channels_gradient,
    doc="The gradient of FakeQuantWithMinMaxVarsPerChannel.",
)  # fmt: skip


@public("fake_quant_with_min_max_args", "quantization.fake_quant_with_min_max_args")
@named("FakeQuantWithMinMaxArgs")
def fake_quant_with_min_max_args(
    inputs, min=-6, max=6, num_bits=8, narrow_range=False, name=None
) -> Tensor:
    """Rounds numbers as if they were kept in few bits over a range; gradients pass inside it.

    Args:
      inputs: float32 tensor.
      min, max: numbers, the range, which is moved so that 0 is kept exactly.
      num_bits: bits of a number, 2 to 16.
      narrow_range: whether the smallest of the 2**num_bits numbers is not used.
      name: its name in graphs.

    Returns:
      A float32 tensor of the same shape.

    Raises:
      InvalidArgumentError: the range is empty, or num_bits is out of range.

    Example:
      >>> tf.fake_quant_with_min_max_args([0.9, 4.0], 0.0, 3.0, num_bits=2).numpy().tolist()
      [1.0, 3.0]
    """
    return _args_op(
        _native.convert(inputs), min=float(min), max=float(max), num_bits=num_bits,
        narrow_range=narrow_range,
    )  # fmt: skip


@public("fake_quant_with_min_max_args_gradient",
        "quantization.fake_quant_with_min_max_args_gradient")  # fmt: skip
@named("FakeQuantWithMinMaxArgsGradient")
def fake_quant_with_min_max_args_gradient(
    gradients, inputs, min=-6, max=6, num_bits=8, narrow_range=False, name=None
) -> Tensor:
    """The gradient of `tf.fake_quant_with_min_max_args`: what flows in, 0 outside the range.

    Args:
      gradients: float32 tensor, what flows into the outputs.
      the others: those of `tf.fake_quant_with_min_max_args`.

    Returns:
      A float32 tensor of the same shape.

    Raises:
      InvalidArgumentError: shapes differ, the range is empty, or num_bits is out of range.

    Example:
      >>> tf.fake_quant_with_min_max_args_gradient([2.0, 2.0], [0.5, 7.0]).numpy().tolist()
      [2.0, 0.0]
    """
    return _args_gradient_op(
        _native.convert(gradients), _native.convert(inputs), min=float(min), max=float(max),
        num_bits=num_bits, narrow_range=narrow_range,
    )  # fmt: skip


@public("fake_quant_with_min_max_vars", "quantization.fake_quant_with_min_max_vars")
@named("FakeQuantWithMinMaxVars")
def fake_quant_with_min_max_vars(
    inputs, min, max, num_bits=8, narrow_range=False, name=None
) -> Tensor:
    """`tf.fake_quant_with_min_max_args` with a range that can be learned.

    Args:
      inputs: float32 tensor.
      min, max: float32 scalars; what flows in below and above the range flows to them.
      num_bits, narrow_range, name: those of `tf.fake_quant_with_min_max_args`.

    Returns:
      A float32 tensor of the same shape.

    Raises:
      InvalidArgumentError: min or max is no scalar, or num_bits is out of range.

    Example:
      >>> tf.fake_quant_with_min_max_vars([0.1, 9.0], 0.0, 3.0, num_bits=2).numpy().tolist()
      [0.0, 3.0]
    """
    parts = [_native.convert(x) for x in (inputs, min, max)]
    return _vars_op(*parts, num_bits=num_bits, narrow_range=narrow_range)


@public("fake_quant_with_min_max_vars_gradient",
        "quantization.fake_quant_with_min_max_vars_gradient")  # fmt: skip
@named("FakeQuantWithMinMaxVarsGradient")
def fake_quant_with_min_max_vars_gradient(
    gradients, inputs, min, max, num_bits=8, narrow_range=False, name=None
) -> Any:
    """The gradients of `tf.fake_quant_with_min_max_vars`.

    Args:
      gradients: float32 tensor, what flows into the outputs.
      the others: those of `tf.fake_quant_with_min_max_vars`.

    Returns:
      A triple: the gradients of inputs, min and max.

    Raises:
      InvalidArgumentError: shapes differ, or min or max is no scalar.

    Example:
      >>> parts = tf.fake_quant_with_min_max_vars_gradient([2.0, 3.0], [0.5, 7.0], 0.0, 1.0)
      >>> [part.numpy().tolist() for part in parts]
      [[2.0, 0.0], 0.0, 3.0]
    """
    parts = [_native.convert(x) for x in (gradients, inputs, min, max)]
    return tuple(_vars_gradient_op(*parts, num_bits=num_bits, narrow_range=narrow_range))


@public("fake_quant_with_min_max_vars_per_channel",
        "quantization.fake_quant_with_min_max_vars_per_channel")  # fmt: skip
@named("FakeQuantWithMinMaxVarsPerChannel")
def fake_quant_with_min_max_vars_per_channel(
    inputs, min, max, num_bits=8, narrow_range=False, name=None
) -> Tensor:
    """`tf.fake_quant_with_min_max_vars` with a range for each channel.

    Args:
      inputs: float32 tensor of rank 1, 2 or 4, channels last.
      min, max: float32 vectors with a number for each channel.
      num_bits, narrow_range, name: those of `tf.fake_quant_with_min_max_args`.

    Returns:
      A float32 tensor of the same shape.

    Raises:
      InvalidArgumentError: shapes do not fit, or num_bits is out of range.

    Example:
      >>> y = tf.fake_quant_with_min_max_vars_per_channel([[5.0, 5.0]], [0.0, 0.0], [1.0, 2.0])
      >>> y.numpy().tolist()
      [[1.0, 2.0]]
    """
    parts = [_native.convert(x) for x in (inputs, min, max)]
    return _channels_op(*parts, num_bits=num_bits, narrow_range=narrow_range)


@public("fake_quant_with_min_max_vars_per_channel_gradient",
        "quantization.fake_quant_with_min_max_vars_per_channel_gradient")  # fmt: skip
@named("FakeQuantWithMinMaxVarsPerChannelGradient")
def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients, inputs, min, max, num_bits=8, narrow_range=False, name=None
) -> Any:
    """The gradients of `tf.fake_quant_with_min_max_vars_per_channel`.

    Args:
      gradients: float32 tensor, what flows into the outputs.
      the others: those of `tf.fake_quant_with_min_max_vars_per_channel`.

    Returns:
      A triple: the gradients of inputs, min and max.

    Raises:
      InvalidArgumentError: shapes do not fit.

    Example:
      >>> parts = tf.fake_quant_with_min_max_vars_per_channel_gradient(
      ...     [[2.0, 3.0]], [[0.5, 7.0]], [0.0, 0.0], [1.0, 1.0])
      >>> [part.numpy().tolist() for part in parts]
      [[[2.0, 0.0]], [0.0, 0.0], [0.0, 3.0]]
    """
    parts = [_native.convert(x) for x in (gradients, inputs, min, max)]
    return tuple(_channels_gradient_op(*parts, num_bits=num_bits, narrow_range=narrow_range))
