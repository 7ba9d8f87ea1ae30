"""tf.contrib.opt.MovingAverageOptimizer: an optimizer that keeps averages of what it trains."""

from typing import Any

from zeal.checkpoint.saveables import by_name
from zeal.eager import control
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.partition import PartitionedVariable
from zeal.train.forwarding import Forwarding
from zeal.train.moving_averages import ExponentialMovingAverage


@public("contrib.opt.MovingAverageOptimizer")
class MovingAverageOptimizer(Forwarding):
    """Wraps an optimizer: each step also updates moving averages of the variables.

    Args:
      opt: the optimizer that takes the steps.
      average_decay: how much of the averages stays.
      num_updates: see `tf.train.ExponentialMovingAverage`.
      sequential_update: whether averages are updated behind the step.

    Example:
      >>> x = tf.Variable(4.0)
      >>> optimizer = tf.contrib.opt.MovingAverageOptimizer(
      ...     tf.train.GradientDescentOptimizer(0.5), average_decay=0.75)
      >>> optimizer.minimize(lambda: x * x)
      >>> float(x), optimizer._ema.average(x).numpy()
      (0.0, 0.0)
    """

    def __init__(
        self, opt, average_decay: Any = 0.9999, num_updates=None, sequential_update=True
    ) -> None:
        super().__init__(opt)
        self._ema = ExponentialMovingAverage(average_decay, num_updates=num_updates)
        self._swapped_variable_name_map = None
        self._sequential_update = sequential_update

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Takes the step, then updates the averages; see `tf.train.Optimizer.apply_gradients`."""
        pairs = list(grads_and_vars)
        step = self._optimizer.apply_gradients(pairs, global_step=global_step, name=name)
        variables = [v for g, v in pairs if g is not None]
        behind = [step] if self._sequential_update and step is not None else []
        with control.control_dependencies(behind):
            averages = self._ema.apply(variables)
        swapped = {}
        for v in variables:
            name, average = _op_name(v), _op_name(self._ema.average(v))
            swapped.update({name: average, average: name})
        self._swapped_variable_name_map = swapped
        return control.group(step, averages, name="train_with_avg")

    def swapping_saver(self, var_list=None, name: Any = "swapping_saver", **kwargs: Any):
        """A saver under which the averages have the variables' names, and the reverse.

        Args:
          var_list: variables, or a dict of them by name; all of the graph by default.
          name: the saver's name.
          **kwargs: see `tf.train.Saver`.

        Returns:
          A `tf.train.Saver`.

        Raises:
          RuntimeError: no step was made yet.
          ValueError: the average of a variable to save is not among them, or the reverse.
        """
        if self._swapped_variable_name_map is None:
            raise RuntimeError(
                "Must call apply_gradients or minimize before creating the swapping_saver"
            )
        from zeal import train

        if var_list is None:
            var_list = collected(GraphKeys.GLOBAL_VARIABLES)
        if not isinstance(var_list, dict):
            var_list = by_name(var_list)
        found = {}
        for key, value in var_list.items():
            found.update({_op_name(v): v for v in value} if _has_parts(value) else {key: value})
        swapped = {
            key: [self._swapped(found, _op_name(v), v) for v in value] if _has_parts(value) else
            self._swapped(found, key, value) for key, value in var_list.items()
        }  # fmt: skip
        return train.Saver(swapped, name=name, **kwargs)

    def _swapped(self, by_name, name, variable):
        other = self._swapped_variable_name_map.get(name)
        if other is None:
            return variable
        if other not in by_name:
            raise ValueError(
                f"Variable to swap {other} is not part of variables to save. This breaks "
                "MovingAverageOptimizer."
            )
        return by_name[other]


def _has_parts(value) -> bool:
    return isinstance(value, (list, tuple, PartitionedVariable))


def _op_name(variable) -> str:
    return variable.name.partition(":")[0]
