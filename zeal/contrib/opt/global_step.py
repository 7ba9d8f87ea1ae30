"""tf.contrib.opt.AdamGSOptimizer, LazyAdamGSOptimizer: Adam that counts by the global step."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.opt.adam import LazyAdamOptimizer
from zeal.dtypes import float32
from zeal.public import public
from zeal.train.adam import AdamOptimizer
from zeal.train.optimizer import Optimizer


class _ByGlobalStep(AdamOptimizer):
    """Adam whose powers of beta1 and beta2 are those of the global step, and one."""

    def __init__(
        self,
        global_step: Any = 0,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking=False,
        name: Any = "Adam",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)
        self._global_step = global_step

    def _get_beta_accumulators(self):
        return tuple(api.pow(b, self._steps) for b in (self._beta1_t, self._beta2_t))

    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._zeros_slot(v, "v", self._name)

    def _prepare(self):
        super()._prepare()
        step = api.identity(_native.convert(self._global_step))
        self._steps = api.cast(step + 1, float32)

    _finish = Optimizer._finish


_ARGS = """
    Args:
      global_step: a variable that counts the steps, or its value; a step is as the first one where
        it is 0. Pass it to `apply_gradients` or `minimize` too.
      learning_rate, beta1, beta2, epsilon, use_locking, name: as in `tf.train.AdamOptimizer`.
"""


@public("contrib.opt.AdamGSOptimizer")
class AdamGSOptimizer(_ByGlobalStep):
    __doc__ = f"""Adam that keeps no powers of its own: the global step says how far it is.
{_ARGS}
    Example:
      >>> step, x = tf.Variable(0, name="step"), tf.Variable(3.0)
      >>> optimizer = tf.contrib.opt.AdamGSOptimizer(step, 0.1)
      >>> optimizer.apply_gradients([(tf.constant(6.0), x)], step)
      >>> round(float(x), 4), int(step)
      (2.9, 1)
    """


@public("contrib.opt.LazyAdamGSOptimizer")
class LazyAdamGSOptimizer(_ByGlobalStep):
    __doc__ = f"""The same which, of gradients that are IndexedSlices, moves the rows alone.
{_ARGS}
    Example:
      >>> step, x = tf.Variable(0, name="step"), tf.Variable([[3.0], [1.0]])
      >>> optimizer = tf.contrib.opt.LazyAdamGSOptimizer(step, 0.5)
      >>> rows = tf.IndexedSlices(tf.ones([1, 1]), tf.constant([0]))
      >>> optimizer.apply_gradients([(rows, x)], step)
      >>> x.numpy().round(4).tolist()
      [[2.5], [1.0]]
    """

    _apply_rows = LazyAdamOptimizer._apply_rows
