"""tf.train.FtrlOptimizer."""

from typing import Any

from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.train.gradient_descent import L1, L2, RATE
from zeal.train.step_optimizer import StepOptimizer

SHRINKAGE = (
    "_l2_shrinkage_regularization_strength",
    "_l2_shrinkage_regularization_strength_tensor",
    "l2_shrinkage_regularization_strength",
)


@public("train.FtrlOptimizer")
class FtrlOptimizer(StepOptimizer):
    """Follow the regularized leader, proximally: for sparse linear models.

    McMahan et al., 2013: Ad Click Prediction, a View from the Trenches.

    Args:
      learning_rate: a number, or a scalar tensor or variable.
      learning_rate_power: at most 0: how the learning rate falls; 0 keeps it.
      initial_accumulator_value: where sums of squared gradients begin, at least 0.
      l1_regularization_strength: at least 0.
      l2_regularization_strength: at least 0, a penalty that stabilizes.
      use_locking: accepted for compatibility.
      name: the optimizer's name.
      accum_name, linear_name: what the slots add to variables' names; `name` by default.
      l2_shrinkage_regularization_strength: at least 0, a penalty on the size of values.

    Raises:
      ValueError: a value is out of its range.

    Example:
      >>> x = tf.Variable([3.0, 1.0])
      >>> optimizer = tf.train.FtrlOptimizer(1.0, l1_regularization_strength=2.0)
      >>> optimizer.apply_gradients([(tf.constant([4.0, 0.5]), x)])
      >>> [f"{value:.3f}" for value in x.numpy()]
      ['1.268', '0.000']
    """

    _settings = ("learning_rate",)
    _slot_inputs = ("accum", "linear")
    _constants = (
        RATE, L1, L2, SHRINKAGE,
        ("_learning_rate_power", "_learning_rate_power_tensor", "learning_rate_power"),
    )  # fmt: skip

    def __init__(
        self,
        learning_rate,
        learning_rate_power: Any = -0.5,
        initial_accumulator_value: Any = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking=False,
        name: Any = "Ftrl",
        accum_name=None,
        linear_name=None,
        l2_shrinkage_regularization_strength: Any = 0.0,
    ) -> None:
        super().__init__(use_locking, name)
        if initial_accumulator_value < 0.0:
            raise ValueError(
                f"initial_accumulator_value {initial_accumulator_value:f} needs to be positive or "
                "zero"
            )
        if learning_rate_power > 0.0:
            raise ValueError(
                f"learning_rate_power {learning_rate_power:f} needs to be negative or zero"
            )
        self._learning_rate = learning_rate
        self._learning_rate_power = learning_rate_power
        self._initial_accumulator_value = initial_accumulator_value
        for key, value in (
            ("l1_regularization_strength", l1_regularization_strength),
            ("l2_regularization_strength", l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength),
        ):
            if value < 0.0:
                raise ValueError(f"{key} {value:f} needs to be positive or zero")
            setattr(self, f"_{key}", value)
        self._accum_name = accum_name
        self._linear_name = linear_name

    @property
    def _shrinks(self):
        return self._l2_shrinkage_regularization_strength > 0.0

    @property
    def _op(self):
        return "ResourceApplyFtrlV2" if self._shrinks else "ResourceApplyFtrl"

    def _create_slots(self, var_list):
        for v in var_list:
            start = constant(self._initial_accumulator_value, dtype=v.dtype, shape=v.get_shape())
            self._get_or_make_slot(v, start, "accum", self._accum_name or self._name)
            self._zeros_slot(v, "linear", self._linear_name or self._name)

    def _numbers(self):
        return self._without_shrinkage(super()._numbers())

    def _tensors(self):
        return self._without_shrinkage(super()._tensors())

    def _without_shrinkage(self, numbers):
        return numbers if self._shrinks else (*numbers[:3], numbers[4])
