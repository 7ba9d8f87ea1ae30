"""tf.keras.optimizers.Adagrad, Adadelta."""

from typing import Any

from zeal.keras.optimizers.step_optimizer import StepOptimizer, exact
from zeal.public import public
from zeal.state.initializers import Constant


@public("keras.optimizers.Adagrad")
class Adagrad(StepOptimizer):
    """Adagrad: steps by gradients over the root of the sum of their squares.

    Duchi et al., 2011: Adaptive Subgradient Methods.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      initial_accumulator_value: where the sums begin, at least 0.
      epsilon: added to the root.
      name: the optimizer's name.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.

    Raises:
      ValueError: the sums would begin below 0.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.Adagrad(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.9001
    """

    _op = "ResourceApplyAdagradV2"
    _slot_inputs = ("accumulator",)
    _settings = ("learning_rate", "decay")
    _options = ("epsilon",)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: Any = 0.1,
        epsilon: Any = 1e-7,
        name: Any = "Adagrad",
        **kwargs: Any,
    ) -> None:
        if initial_accumulator_value < 0.0:
            raise ValueError(
                f"initial_accumulator_value must be non-negative: {initial_accumulator_value}"
            )
        super().__init__(name, **kwargs)
        self._set_all(kwargs, learning_rate=learning_rate)
        self._initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon or 1e-7

    def _create_slots(self, var_list):
        start = Constant(self._initial_accumulator_value)
        for v in var_list:
            self.add_slot(v, "accumulator", start)

    def _numbers(self, dtype):
        return (self._decayed_lr(dtype), exact(self.epsilon, dtype))

    def get_config(self) -> dict:
        start = self._initial_accumulator_value
        return {**super().get_config(), "initial_accumulator_value": start}

    @classmethod
    def from_config(cls, config, custom_objects=None) -> "Adagrad":
        """An optimizer from what `get_config` gave; its sums begin at 0 where that is not said."""
        return super().from_config({"initial_accumulator_value": 0.0, **config}, custom_objects)


@public("keras.optimizers.Adadelta")
class Adadelta(StepOptimizer):
    """Adadelta: steps by the ratio of running means of squares, of steps and of gradients.

    Zeiler, 2012: ADADELTA, an Adaptive Learning Rate Method, which has a learning rate of 1.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      rho: how much of the means stays.
      epsilon: added below the roots.
      name: the optimizer's name.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.Adadelta(1.0, epsilon=1e-2)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.554
    """

    _op = "ResourceApplyAdadelta"
    _slot_inputs = ("accum_grad", "accum_var")
    _settings = ("learning_rate", "decay", "rho")
    _options = ("epsilon",)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-7,
        name: Any = "Adadelta",
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_all(kwargs, learning_rate=learning_rate, rho=rho)
        self.epsilon = epsilon or 1e-7

    def _numbers(self, dtype):
        return (self._decayed_lr(dtype), self._get_hyper("rho", dtype), exact(self.epsilon, dtype))
