"""tf.train.AdamOptimizer."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.graph.graph import home_graph
from zeal.public import public
from zeal.state.scatter import scatter_add
from zeal.train.step_optimizer import StepOptimizer


def faded(slot, beta, rows, indices):
    """A running mean that fades in all rows and gains in some; gives its value."""
    with _after(slot.assign(slot * beta)), _after(scatter_add(slot, indices, rows)):
        return slot.value()


def _after(update):
    return control.control_dependencies([] if update is None else [update])


# Where eager programs keep them: variables that belong to no graph.
_BETA1_POWER, _BETA2_POWER = ("beta1_power", None), ("beta2_power", None)


@public("train.AdamOptimizer")
class AdamOptimizer(StepOptimizer):
    """Adam: steps by the running mean of gradients over the root of that of their squares.

    Kingma and Ba, 2015: Adam, a Method for Stochastic Optimization; with epsilon outside of the
    correction of the bias ("epsilon hat" there). Gradients that are IndexedSlices count as 0 in the
    other rows: all rows move by their means.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step, as are the next three.
      beta1: how much of the mean of gradients stays.
      beta2: how much of the mean of squares stays.
      epsilon: added to the root.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable(3.0, name="x")
      >>> optimizer = tf.train.AdamOptimizer(0.1)
      >>> optimizer.minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.9
      >>> [v.name for v in optimizer.variables()]
      ['beta1_power:0', 'beta2_power:0', 'x/Adam:0', 'x/Adam_1:0']
    """

    _settings = ("lr", "beta1", "beta2", "epsilon")
    _op = "ResourceApplyAdam"
    _slot_inputs = ("m", "v")
    _powers = 2
    _constants = (
        ("_lr", "_lr_t", "learning_rate"),
        ("_beta1", "_beta1_t", "beta1"),
        ("_beta2", "_beta2_t", "beta2"),
        ("_epsilon", "_epsilon_t", "epsilon"),
    )

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking=False,
        name: Any = "Adam",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon

    def _power_names(self):
        return ("beta1_power", "beta2_power")

    def _get_beta_accumulators(self):
        graph = home_graph()
        return tuple([self._get_non_slot_variable(name, graph) for name in self._power_names()])

    def _create_slots(self, var_list):
        first = min(var_list, key=lambda v: v.name)
        for name, beta in zip(self._power_names(), (self._beta1, self._beta2)):  # noqa: B905
            self._create_non_slot_variable(self._call_if_callable(beta), name, first)
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._zeros_slot(v, "v", self._name)

    def _numbers(self):
        powers = self._non_slot_dict
        return (
            powers.get(_BETA1_POWER), powers.get(_BETA2_POWER),
            self._lr, self._beta1, self._beta2, self._epsilon,
        )  # fmt: skip

    def _tensors(self):
        return (*self._get_beta_accumulators(), *super()._tensors())

    def _apply_rows(self, grad, var, indices):
        rate, beta1, beta2, epsilon = self._bias_corrected(grad.dtype)
        means = faded(self.get_slot(var, "m"), beta1, grad * (1 - beta1), indices)
        squares = faded(self.get_slot(var, "v"), beta2, grad * grad * (1 - beta2), indices)
        return var.assign_sub(rate * means / (api.sqrt(squares) + epsilon))

    def _bias_corrected(self, dtype):
        """The corrected rate, betas and epsilon as tensors of dtype."""
        beta1_power, beta2_power, rate, beta1, beta2, epsilon = (
            api.cast(number, dtype) for number in self._tensors()
        )
        return rate * api.sqrt(1 - beta2_power) / (1 - beta1_power), beta1, beta2, epsilon

    def _finish(self, update_ops, name_scope):
        with control.control_dependencies([u for u in update_ops if u is not None]):
            betas = zip(self._get_beta_accumulators(), (self._beta1_t, self._beta2_t))  # noqa: B905
            grown = [power.assign(power * beta) for power, beta in betas]
        return control.group(*update_ops, *grown, name=name_scope)
