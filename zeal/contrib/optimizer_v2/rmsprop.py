"""tf.contrib.optimizer_v2.RMSPropOptimizer."""

from zeal import train
from zeal._native import api
from zeal.contrib.optimizer_v2.native import NativeOptimizer
from zeal.ops.array.fill import ones_like
from zeal.public import public


@public("contrib.optimizer_v2.RMSPropOptimizer")
class RMSPropOptimizer(train.RMSPropOptimizer, NativeOptimizer):
    """`tf.train.RMSPropOptimizer` as an OptimizerV2: same arguments, but for what epsilon is.

    Here epsilon is what the mean of squares begins with, and is not added to the root.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.contrib.optimizer_v2.RMSPropOptimizer(0.1, decay=0.0)
      >>> optimizer.minimize(lambda: x * x)
      >>> round(float(x), 2)
      2.9
    """

    _constants = (
        *train.RMSPropOptimizer._constants[:-1],
        ("_added", "_added_tensor", "epsilon"),
    )
    _added = 0.0  # to the root

    def _create_slots(self, var_list):
        for v in var_list:
            epsilon = api.cast(self._call_if_callable(self._epsilon), v.dtype.base_dtype)
            self._get_or_make_slot(v, epsilon * ones_like(v), "rms", self._name)
            if self._centered:
                self._zeros_slot(v, "mg", self._name)
            self._zeros_slot(v, "momentum", self._name)
