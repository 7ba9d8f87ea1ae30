"""tf.keras.constraints: functions that project weights after each update."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.keras import serialization
from zeal.namespace import namespace
from zeal.public import public

_EPSILON = 1e-7  # Keras's fuzz factor


@public("keras.constraints.Constraint")
class Constraint:
    """Base class of constraints: define `__call__(w)`, which returns the projected weight.

    Example:
      >>> class Half(tf.keras.constraints.Constraint):
      ...     def __call__(self, w):
      ...         return w / 2.0
      >>> float(Half()(tf.constant(3.0)))
      1.5
    """

    def __call__(self, w) -> Any:
        """The projected weight; a subclass must define it.

        Args:
          w: a variable or tensor.
        """
        return w

    def get_config(self) -> dict[str, Any]:
        """What `from_config` rebuilds it from.

        Returns:
          A dict of its arguments.

        Example:
          >>> tf.keras.constraints.MaxNorm(3).get_config()
          {'max_value': 3, 'axis': 0}
        """
        return dict(vars(self))


def _norms(w, axis):
    return api.sqrt(api.reduce_sum(api.square(w), axis, True))


@public("keras.constraints.MaxNorm", "keras.constraints.max_norm")
class MaxNorm(Constraint):
    """Scales down what has a greater norm than `max_value`.

    Args:
      max_value: the greatest norm.
      axis: the axis, or list of axes, along which norms are taken: 0 for `Dense` kernels of shape
        [inputs, units], [0, 1, 2] for those of `Conv2D`.

    Example:
      >>> tf.keras.constraints.MaxNorm(1.0)(tf.constant([[3.0], [4.0]])).numpy().round(3).tolist()
      [[0.6000000238418579], [0.800000011920929]]
    """

    def __init__(self, max_value=2, axis: Any = 0) -> None:
        self.max_value, self.axis = max_value, axis

    def __call__(self, w) -> Tensor:
        norms = _norms(w, self.axis)
        return w * (api.clip_by_value(norms, 0.0, float(self.max_value)) / (_EPSILON + norms))


@public("keras.constraints.NonNeg", "keras.constraints.non_neg")
class NonNeg(Constraint):
    """Sets negative weights to 0.

    Example:
      >>> float(tf.reduce_sum(tf.keras.constraints.NonNeg()(tf.constant([-1.0, 2.0]))))
      2.0
    """

    def __call__(self, w) -> Tensor:
        w = _native.convert(w)
        return w * api.cast(api.greater_equal(w, 0.0), w.dtype)


@public("keras.constraints.UnitNorm", "keras.constraints.unit_norm")
class UnitNorm(Constraint):
    """Divides by the norm.

    Args:
      axis: the axis, or list of axes, along which norms are taken.

    Example:
      >>> tf.keras.constraints.UnitNorm()(tf.constant([[3.0], [4.0]])).numpy().round(3).tolist()
      [[0.6000000238418579], [0.800000011920929]]
    """

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w) -> Tensor:
        return w / (_EPSILON + _norms(w, self.axis))


@public("keras.constraints.MinMaxNorm", "keras.constraints.min_max_norm")
class MinMaxNorm(Constraint):
    """Brings norms between two values.

    Args:
      min_value, max_value: the least and the greatest norm.
      rate: the share of the way that each projection goes.
      axis: the axis, or list of axes, along which norms are taken.

    Example:
      >>> limited = tf.keras.constraints.MinMaxNorm(max_value=1.0)(tf.constant([[3.0], [4.0]]))
      >>> limited.numpy().round(3).tolist()
      [[0.6000000238418579], [0.800000011920929]]
    """

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis: Any = 0) -> None:
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w) -> Tensor:
        norms = _norms(w, self.axis)
        wanted = self.rate * api.clip_by_value(norms, float(self.min_value), float(self.max_value))
        return w * ((wanted + (1 - self.rate) * norms) / (_EPSILON + norms))


@public("keras.constraints.RadialConstraint", "keras.constraints.radial_constraint")
class RadialConstraint(Constraint):
    """Makes kernels of `Conv2D` alike along frames around their centre.

    All entries of a frame get the value of one entry on the diagonal: the centre that of the last
    before the middle, and the others, from the inside on, those that follow.

    Example:
      >>> w = tf.reshape(tf.range(9.0), [3, 3, 1, 1])
      >>> tf.keras.constraints.RadialConstraint()(w)[:, :, 0, 0].numpy().tolist()
      [[4.0, 4.0, 4.0], [4.0, 0.0, 4.0], [4.0, 4.0, 4.0]]
    """

    def __call__(self, w) -> Tensor:
        """The projected weight.

        Args:
          w: a floating variable or tensor (n, n, inputs, outputs).

        Returns:
          A tensor of its shape.

        Raises:
          ValueError: w has another rank, or is not square.
        """
        w = _native.convert(w)
        sizes = w.shape.as_list()
        if len(sizes) != 4:
            raise ValueError(
                "The weight tensor must be of rank 4, but is of shape: " + str(w.shape)
            )
        height, width, channels, kernels = sizes
        if height != width:
            raise ValueError(f"the kernel must be square; it is {height} by {width}")
        flat = api.reshape(w, [height * width, channels, kernels])
        return api.gather(flat, [[i * (width + 1) for i in row] for row in _frames(height)])


def _frames(n):
    """For each entry of an n x n kernel the place on the diagonal whose value it gets."""
    if n == 1:
        return [[0]]
    middle, last = n // 2, (n - 1) // 2

    def place(i, j):
        frame = last - min(i, j, n - 1 - i, n - 1 - j)  # 0 is the innermost
        return middle + frame - n % 2 if frame else middle - 1

    return [[place(i, j) for j in range(n)] for i in range(n)]


max_norm, non_neg, radial_constraint = MaxNorm, NonNeg, RadialConstraint
unit_norm, min_max_norm = UnitNorm, MinMaxNorm
_OLDER = {"maxnorm": MaxNorm, "nonneg": NonNeg, "unitnorm": UnitNorm}  # older names
_ALL = (
    "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm", "max_norm", "non_neg", "unit_norm",
    "min_max_norm", "RadialConstraint", "radial_constraint",
)  # fmt: skip


def _known(name):
    return globals()[name] if name in _ALL else _OLDER.get(name)


@public("keras.constraints.serialize")
def serialize(constraint) -> Any:
    """The configuration that `get` rebuilds a constraint from.

    Args:
      constraint: a Constraint, a function or None.

    Returns:
      A dict with the keys "class_name" and "config"; the name of a function; None for None.

    Example:
      >>> tf.keras.constraints.serialize(tf.keras.constraints.UnitNorm())
      {'class_name': 'UnitNorm', 'config': {'axis': 0}}
    """
    return serialization.serialize(constraint)


@public("keras.constraints.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The constraint that a configuration stands for.

    Args:
      config: a dict that `serialize` made, or a name.
      custom_objects: a dict of further ones by name.

    Returns:
      A Constraint or function.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> config = {"class_name": "UnitNorm", "config": {"axis": 1}}
      >>> tf.keras.constraints.deserialize(config).axis
      1
    """
    return serialization.deserialized(config, _known, custom_objects, "constraint")


@public("keras.constraints.get")
def get(identifier) -> Any:
    """The constraint that a name, configuration or function stands for; None gives None.

    Args:
      identifier: a name ("max_norm"), a dict, or a function of a tensor.

    Returns:
      A Constraint or function, or None.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.constraints.get("max_norm").max_value
      2
    """
    return serialization.found(identifier, deserialize, "constraint")


__getattr__, __dir__ = namespace(__name__)
