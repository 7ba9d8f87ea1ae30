"""tf.keras.optimizers.Ftrl."""

from typing import Any

from zeal._native import api
from zeal.keras.optimizers.step_optimizer import StepOptimizer
from zeal.public import public
from zeal.state.initializers import Constant


@public("keras.optimizers.Ftrl")
class Ftrl(StepOptimizer):
    """Follow the regularized leader, proximally: for sparse linear models.

    McMahan et al., 2013: Ad Click Prediction, a View from the Trenches.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      learning_rate_power: at most 0: how the learning rate falls; 0 keeps it.
      initial_accumulator_value: where sums of squared gradients begin, at least 0.
      l1_regularization_strength: at least 0.
      l2_regularization_strength: at least 0, a penalty that stabilizes.
      name: the optimizer's name.
      l2_shrinkage_regularization_strength: at least 0, a penalty on the size of values.
      **kwargs: `clipnorm`, `clipvalue`, `decay`; see `tf.keras.optimizers.Optimizer`.

    Raises:
      ValueError: a value is out of its range.

    Example:
      >>> x = tf.Variable([3.0, 1.0])
      >>> optimizer = tf.keras.optimizers.Ftrl(1.0, l1_regularization_strength=2.0)
      >>> count = optimizer.apply_gradients([(tf.constant([4.0, 0.5]), x)])
      >>> [f"{value:.3f}" for value in x.numpy()]
      ['1.268', '0.000']
    """

    _settings = (
        "learning_rate", "decay", "learning_rate_power", "l1_regularization_strength",
        "l2_regularization_strength",
    )  # fmt: skip

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: Any = -0.5,
        initial_accumulator_value: Any = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        name: Any = "Ftrl",
        l2_shrinkage_regularization_strength: Any = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        _check_at_least_0(
            initial_accumulator_value=initial_accumulator_value,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
            l2_shrinkage_regularization_strength=l2_shrinkage_regularization_strength,
        )
        if learning_rate_power > 0.0:
            raise ValueError(
                f"learning_rate_power {learning_rate_power:f} needs to be negative or zero"
            )
        self._set_all(
            kwargs, learning_rate=learning_rate, learning_rate_power=learning_rate_power,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
        )  # fmt: skip
        self._initial_accumulator_value = initial_accumulator_value
        self._l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength

    @property
    def _op(self):
        shrinks = self._l2_shrinkage_regularization_strength > 0.0
        return "ResourceApplyFtrlV2" if shrinks else "ResourceApplyFtrl"

    _slot_inputs = ("accumulator", "linear")

    def _create_slots(self, var_list):
        start = Constant(self._initial_accumulator_value)
        for v in var_list:
            self.add_slot(v, "accumulator", start)
            self.add_slot(v, "linear")

    def _numbers(self, dtype):
        _, _, power, l1, l2 = self._settings
        shrinkage = api.cast(self._l2_shrinkage_regularization_strength, dtype)
        power, l1, l2 = (self._get_hyper(name, dtype) for name in (power, l1, l2))
        middle = (shrinkage,) if self._op.endswith("V2") else ()
        return (self._decayed_lr(dtype), l1, l2, *middle, power)

    def get_config(self) -> dict:
        shrinkage = self._l2_shrinkage_regularization_strength
        return {
            **super().get_config(),
            "initial_accumulator_value": self._initial_accumulator_value,
            "l2_shrinkage_regularization_strength": shrinkage,
        }


def _check_at_least_0(**given):
    for name, value in given.items():
        if value < 0.0:
            raise ValueError(f"{name} {value:f} needs to be positive or zero")
