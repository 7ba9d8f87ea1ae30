"""tf.train.AdadeltaOptimizer."""

from typing import Any

from zeal.public import public
from zeal.train.step_optimizer import StepOptimizer


@public("train.AdadeltaOptimizer")
class AdadeltaOptimizer(StepOptimizer):
    """Adadelta: steps by the ratio of running means of squares, of steps and of gradients.

    Zeiler, 2012: ADADELTA, an Adaptive Learning Rate Method, which has a learning rate of 1.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step, as are the next two.
      rho: how much of the means stays.
      epsilon: added below the roots.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.train.AdadeltaOptimizer(1.0, epsilon=1e-2).minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.554
    """

    _settings = ("lr", "rho", "epsilon")
    _op = "ResourceApplyAdadelta"
    _slot_inputs = ("accum", "accum_update")
    _constants = (
        ("_lr", "_lr_t", "lr"),
        ("_rho", "_rho_t", "rho"),
        ("_epsilon", "_epsilon_t", "epsilon"),
    )

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking=False,
        name: Any = "Adadelta",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._rho = rho
        self._epsilon = epsilon

    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, "accum", self._name)
            self._zeros_slot(v, "accum_update", self._name)
