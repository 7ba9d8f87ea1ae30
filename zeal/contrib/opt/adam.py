"""tf.contrib.opt.NadamOptimizer, LazyAdamOptimizer, AdaMaxOptimizer: kin of Adam."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.graph.graph import home_graph
from zeal.public import public
from zeal.state.scatter import scatter_add, scatter_sub, scatter_update
from zeal.train.adam import AdamOptimizer, faded
from zeal.train.step_optimizer import StepOptimizer


@public("contrib.opt.NadamOptimizer")
class NadamOptimizer(AdamOptimizer):
    """Adam that looks ahead by one momentum. Arguments as in `tf.train.AdamOptimizer`.

    Dozat, 2015: Incorporating Nesterov Momentum into Adam. Of gradients that are IndexedSlices
    the rows alone move; all means fade.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.opt.NadamOptimizer(0.1).minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.81
    """

    _constants = AdamOptimizer._constants
    _variant = True
    _rows_alike = False

    def _attributes(self):
        return {"use_locking": self._use_locking, "use_nesterov": True}

    def _apply_rows(self, grad, var, indices):
        rate, beta1, beta2, epsilon = self._bias_corrected(grad.dtype)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        means = api.gather(faded(m, beta1, grad * (1 - beta1), indices), indices)
        squares = api.gather(faded(v, beta2, grad * grad * (1 - beta2), indices), indices)
        ahead = grad * (1 - beta1) + beta1 * means
        return scatter_add(var, indices, -rate * ahead / (api.sqrt(squares) + epsilon))


@public("contrib.opt.LazyAdamOptimizer")
class LazyAdamOptimizer(AdamOptimizer):
    """Adam which, of gradients that are IndexedSlices, moves the rows and their means alone.

    Arguments as in `tf.train.AdamOptimizer`.

    Example:
      >>> x = tf.Variable([[3.0], [1.0]])
      >>> optimizer = tf.contrib.opt.LazyAdamOptimizer(0.5)
      >>> optimizer.apply_gradients([(tf.IndexedSlices(tf.ones([1, 1]), tf.constant([0])), x)])
      >>> x.numpy().round(4).tolist()
      [[2.5], [1.0]]
    """

    _constants = AdamOptimizer._constants
    _rows_alike = False

    def _apply_rows(self, grad, var, indices):
        rate, beta1, beta2, epsilon = self._bias_corrected(grad.dtype)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        means = beta1 * api.gather(m, indices) + (1 - beta1) * grad
        squares = beta2 * api.gather(v, indices) + (1 - beta2) * api.square(grad)
        step = rate * means / (api.sqrt(squares) + epsilon)
        return control.group(
            scatter_update(m, indices, means), scatter_update(v, indices, squares),
            scatter_sub(var, indices, step),
        )  # fmt: skip


@public("contrib.opt.AdaMaxOptimizer")
class AdaMaxOptimizer(AdamOptimizer):
    """Adam by the largest gradient so far, fading, in place of the mean of squares.

    Kingma and Ba, 2015, section 7. Gradients that are IndexedSlices move their rows alone.

    Args:
      all: as in `tf.train.AdamOptimizer`.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.opt.AdaMaxOptimizer(0.1).minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.9
    """

    _op = "ResourceApplyAdaMax"
    _constants = AdamOptimizer._constants
    _powers = 1
    _rows_alike = False

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking=False,
        name: Any = "AdaMax",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)

    def _power_names(self):
        return ("beta1_power",)

    def _get_beta_accumulators(self):
        return self._get_non_slot_variable("beta1_power", home_graph())

    def _tensors(self):
        return (self._get_beta_accumulators(), *StepOptimizer._tensors(self))

    def _finish(self, update_ops, name_scope):
        power = self._get_beta_accumulators()
        with control.control_dependencies([u for u in update_ops if u is not None]):
            grown = power.assign(power * self._beta1_t)
        return control.group(*update_ops, grown, name=name_scope)

    def _numbers(self):
        power, _, *settings = super()._numbers()
        return (power, *settings)

    def _apply_rows(self, grad, var, indices):
        power, rate, beta1, beta2, epsilon = (api.cast(t, grad.dtype) for t in self._tensors())
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        means = api.gather(m, indices) * beta1 + grad * (1 - beta1)
        sizes = api.maximum(api.gather(v, indices) * beta2, abs(grad))
        step = -rate / (1 - power) * (means / (sizes + epsilon))
        return control.group(
            scatter_update(m, indices, means), scatter_update(v, indices, sizes),
            scatter_add(var, indices, step),
        )  # fmt: skip
