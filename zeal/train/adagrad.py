"""tf.train.AdagradOptimizer, AdagradDAOptimizer, ProximalAdagradOptimizer."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.state.initializers import Constant
from zeal.train.gradient_descent import L1, L2, RATE
from zeal.train.step_optimizer import StepOptimizer


@public("train.AdagradOptimizer")
class AdagradOptimizer(StepOptimizer):
    """Adagrad: steps by gradients over the root of the sum of their squares.

    Duchi et al., 2011: Adaptive Subgradient Methods.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step.
      initial_accumulator_value: where the sums begin, above 0.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Raises:
      ValueError: the sums would not begin above 0.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.train.AdagradOptimizer(0.1).minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.9001
    """

    _settings = ("learning_rate",)
    _op = "ResourceApplyAdagrad"
    _slot_inputs = ("accumulator",)
    _constants = (RATE,)

    def __init__(
        self,
        learning_rate,
        initial_accumulator_value: Any = 0.1,
        use_locking=False,
        name: Any = "Adagrad",
    ) -> None:
        _check_start("initial_accumulator_value", initial_accumulator_value)
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list):
        for v in var_list:
            shape, dtype = v.get_shape(), v.dtype.base_dtype
            start = Constant(self._initial_accumulator_value, dtype)
            if not shape.is_fully_defined():
                start = self._of_unknown_shape(v, dtype)
            self._get_or_make_slot_with_initializer(
                v, start, shape, dtype, "accumulator", self._name
            )

    def _of_unknown_shape(self, v, dtype):
        return lambda: api.cast(api.fill(api.shape(v), self._initial_accumulator_value), dtype)


@public("train.ProximalAdagradOptimizer")
class ProximalAdagradOptimizer(StepOptimizer):
    """Adagrad with the proximal step of l1 and l2 regularization (FOBOS).

    Duchi and Singer, 2009: Efficient Learning using Forward-Backward Splitting.

    Args:
      learning_rate: a number, or a scalar tensor or variable.
      initial_accumulator_value: where the sums of squared gradients begin, above 0.
      l1_regularization_strength: a number, at least 0.
      l2_regularization_strength: a number, at least 0.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Raises:
      ValueError: the sums would not begin above 0.

    Example:
      >>> x = tf.Variable([3.0, 0.1])
      >>> optimizer = tf.train.ProximalAdagradOptimizer(0.5, 1.0, l1_regularization_strength=1.0)
      >>> optimizer.apply_gradients([(tf.constant([0.0, 0.0]), x)])
      >>> x.numpy().tolist()
      [2.5, 0.0]
    """

    _settings = ("learning_rate", "l1_regularization_strength", "l2_regularization_strength")
    _op = "ResourceApplyProximalAdagrad"
    _slot_inputs = ("accumulator",)
    _constants = (RATE, L1, L2)

    def __init__(
        self,
        learning_rate,
        initial_accumulator_value: Any = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking=False,
        name: Any = "ProximalAdagrad",
    ) -> None:
        _check_start("initial_accumulator_value", initial_accumulator_value)
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength

    def _create_slots(self, var_list):
        for v in var_list:
            start = _filled(v, self._initial_accumulator_value)
            self._get_or_make_slot(v, start, "accumulator", self._name)


@public("train.AdagradDAOptimizer")
class AdagradDAOptimizer(StepOptimizer):
    """Adagrad by dual averaging: the value follows from sums over all gradients, for sparse models.

    Duchi et al., 2011: Adaptive Subgradient Methods. Variables of linear models should begin at 0.

    Args:
      global_step: the integer variable that counts steps.
      initial_gradient_squared_accumulator_value: where sums of squares begin, above 0.
      the others: as for `ProximalAdagradOptimizer`.

    Example:
      >>> x, step = tf.Variable([0.0, 0.0]), tf.Variable(0, dtype=tf.int64, trainable=False)
      >>> optimizer = tf.train.AdagradDAOptimizer(1.0, step, 1.0, l1_regularization_strength=1.0)
      >>> optimizer.apply_gradients([(tf.constant([3.0, 0.5]), x)], step)
      >>> [f"{value:.3f}" for value in x.numpy()]
      ['-0.632', '-0.000']
    """

    _settings = ("learning_rate", "l1_regularization_strength", "l2_regularization_strength")
    _op = "ResourceApplyAdagradDA"
    _slot_inputs = ("gradient_accumulator", "gradient_squared_accumulator")
    _constants = (RATE,)

    def __init__(
        self,
        learning_rate,
        global_step,
        initial_gradient_squared_accumulator_value: Any = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking=False,
        name: Any = "AdagradDA",
    ) -> None:
        _check_start(
            "initial_gradient_squared_accumulator_value",
            initial_gradient_squared_accumulator_value,
        )
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_gradient_squared_accumulator_value = (
            initial_gradient_squared_accumulator_value
        )
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._global_step = global_step

    def _create_slots(self, var_list):
        start = self._initial_gradient_squared_accumulator_value
        for v in var_list:
            self._get_or_make_slot(v, _filled(v, 0.0), "gradient_accumulator", self._name)
            self._get_or_make_slot(
                v, _filled(v, start), "gradient_squared_accumulator", self._name
            )

    def _numbers(self):
        step = int(_native.convert(self._global_step)) + 1
        l1, l2 = self._l1_regularization_strength, self._l2_regularization_strength
        return (self._learning_rate, l1, l2, step)

    def _prepare(self):
        super()._prepare()
        self._global_step_on_worker = api.identity(self._global_step) + 1

    def _tensors(self):
        l1, l2 = self._l1_regularization_strength, self._l2_regularization_strength
        return (self._learning_rate_tensor, l1, l2, api.identity(self._global_step_on_worker))


def _check_start(name, value):
    if value <= 0.0:
        raise ValueError(f"{name} must be positive: {value}")


def _filled(variable, value):
    return constant(value, dtype=variable.dtype.base_dtype, shape=variable.get_shape())
