"""tf.contrib.opt.RegAdagradOptimizer: Adagrad beside regularization."""

from contextlib import contextmanager
from typing import Any

from zeal.public import public
from zeal.train.adagrad import AdagradOptimizer
from zeal.train.step_optimizer import StepOptimizer


@public("contrib.opt.RegAdagradOptimizer")
class RegAdagradOptimizer(AdagradOptimizer):
    """Adagrad that can take steps which its sums of squares do not count, as of regularization.

    Args:
      all: as in `tf.train.AdagradOptimizer`.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.contrib.opt.RegAdagradOptimizer(0.1)
      >>> with optimizer.avoid_updating_slots():
      ...     optimizer.apply_gradients([(tf.constant(1.0), x)])
      >>> round(float(optimizer.get_slot(x, "accumulator")), 4)
      0.1
    """

    def __init__(
        self,
        learning_rate,
        initial_accumulator_value: Any = 0.1,
        use_locking=False,
        name: Any = "RegAdagrad",
    ) -> None:
        super().__init__(learning_rate, initial_accumulator_value, use_locking, name)
        self._should_update_slots = True

    @contextmanager
    def avoid_updating_slots(self):
        """In the `with` block, steps leave the sums of squares as they are."""
        before, self._should_update_slots = self._should_update_slots, False
        try:
            yield
        finally:
            self._should_update_slots = before

    def _attributes(self):
        return {"use_locking": self._use_locking, "update_slots": self._should_update_slots}

    _apply_dense = StepOptimizer._apply_dense  # named here, each variable has its op
    _resource_apply_dense = StepOptimizer._resource_apply_dense
