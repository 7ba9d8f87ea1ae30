"""tf.train.RMSPropOptimizer."""

from typing import Any

from zeal.ops.array.fill import ones_like
from zeal.public import public
from zeal.state.initializers import Ones
from zeal.train.gradient_descent import RATE
from zeal.train.step_optimizer import StepOptimizer


@public("train.RMSPropOptimizer")
class RMSPropOptimizer(StepOptimizer):
    """RMSProp: steps by gradients over the root of the running mean of their squares.

    Tieleman and Hinton, 2012, lecture 6.5. Gradients that are IndexedSlices update their rows and
    the means of these alone.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step, as are the next three.
      decay: how much of the mean stays.
      momentum: how much of the last step is added.
      epsilon: added below the root.
      use_locking: accepted for compatibility.
      centered: whether the variance takes the place of the mean of squares.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.train.RMSPropOptimizer(0.1)
      >>> optimizer.minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.7172
    """

    _settings = ("learning_rate", "decay", "momentum", "epsilon", "centered")
    _constants = (
        RATE,
        ("_decay", "_decay_tensor", "decay"),
        ("_momentum", "_momentum_tensor", "momentum"),
        ("_epsilon", "_epsilon_tensor", "epsilon"),
    )

    def __init__(
        self,
        learning_rate,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking=False,
        centered=False,
        name: Any = "RMSProp",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._decay = decay
        self._momentum = momentum
        self._epsilon = epsilon
        self._centered = centered

    @property
    def _op(self):
        return "ResourceApplyCenteredRMSProp" if self._centered else "ResourceApplyRMSProp"

    @property
    def _slot_inputs(self):
        return ("mg", "rms", "momentum") if self._centered else ("rms", "momentum")

    def _create_slots(self, var_list):
        for v in var_list:
            shape, dtype = v.get_shape(), v.dtype.base_dtype
            ones = Ones(dtype) if shape.is_fully_defined() else ones_like(v)
            self._get_or_make_slot_with_initializer(v, ones, shape, dtype, "rms", self._name)
            if self._centered:
                self._zeros_slot(v, "mg", self._name)
            self._zeros_slot(v, "momentum", self._name)
