"""tf.train.ExponentialMovingAverage: averages of variables that fade."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, Variable, api
from zeal.dtypes import bfloat16, float16, float32, float64
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.ops.array.constant import constant
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable
from zeal.train import slot_creator


def _named(value, name):
    """A tensor; of a number in graphs, a constant of this name."""
    if executing_eagerly() or isinstance(value, (Tensor, Variable)):
        return _native.convert(value)
    return constant(value, name=name)


def assign_moving_average(variable, value, decay, zero_debias=True, name=None):
    """Moves a variable towards a value: `variable -= (1 - decay) * (variable - value)`.

    Args:
      variable: a variable.
      value: a tensor of its shape.
      decay: how much of the variable stays.
      zero_debias: whether the average, which began at 0, is divided by the weight that the values
        have so far (Kingma and Ba, 2015). It is then kept in a variable of its own.
      name: of the op.

    Returns:
      The updated variable; in graphs, the op.
    """
    if (
        type(decay) is float and not zero_debias and executing_eagerly()
        and variable.dtype is float32
    ):  # what layers do at each step: no names, and nothing to convert
        return variable.assign_sub((variable - value) * (1.0 - decay))
    with name_scope(name, "AssignMovingAvg") as scope:
        rest = _named(1.0 - decay, "decay")
        if rest.dtype != variable.dtype:
            rest = api.cast(rest, variable.dtype)
        if zero_debias:
            return _without_bias(variable, value, rest)
        return variable.assign_sub((variable - value) * rest, name=scope)


def _without_bias(variable, value, rest):
    with variable_scope(variable.name.partition(":")[0]):
        biased = get_variable(
            _fresh("biased"), variable.get_shape(), variable.dtype, Zeros(), trainable=False
        )
        count = get_variable(_fresh("local_step"), [], variable.dtype, Zeros(), trainable=False)
        new = biased.assign_sub((biased - value) * rest)
        weight = 1 - api.pow(1.0 - rest, count.assign_add(api.cast(1, variable.dtype)))
        return variable.assign(new / weight)


def _fresh(name) -> str:
    """A name that no variable of the scope in force has; the name itself where those are reused."""
    from zeal.state.scope import get_variable_scope

    scope = get_variable_scope()
    if scope.reuse:
        return name
    prefix = scope.name
    taken = {v.name.partition(":")[0] for v in collected(GraphKeys.GLOBAL_VARIABLES)}
    count, fresh = 0, name
    while f"{prefix}/{fresh}" in taken:
        count += 1
        fresh = f"{name}_{count}"
    return fresh


def weighted_moving_average(value, decay, weight, truediv=True, collections=None, name=None):
    """The moving average of values that have weights.

    Args:
      value, weight: tensors of one shape.
      decay: how much of the past stays.
      truediv: accepted for compatibility.
      collections: keys of the graph to list the two variables under.
      name: of the variables' scope.
    """
    with variable_scope(name, "WeightedMovingAvg"):
        sums = [
            get_variable(
                part, t.get_shape(), t.dtype, Zeros(), trainable=False, collections=collections
            )
            for part, t in (("value_x_weight", value), ("weight", weight))
        ]
        numerator = assign_moving_average(sums[0], value * weight, decay, zero_debias=False)
        return numerator / assign_moving_average(sums[1], weight, decay, zero_debias=False)


@public("train.ExponentialMovingAverage")
class ExponentialMovingAverage:
    """Averages of variables: `average -= (1 - decay) * (average - variable)` with each `apply`.

    Args:
      decay: how much of the average stays, near 1.
      num_updates: a count of updates, or None; early on, `(1 + count) / (10 + count)` is the decay
        where that is less.
      zero_debias: whether averages of tensors, which begin at 0, are divided by the weight that
        the values have so far.
      name: what the averages' names end in.

    Example:
      >>> x = tf.Variable(0.0)
      >>> average = tf.train.ExponentialMovingAverage(0.75)
      >>> average.apply([x])
      >>> x = x.assign(4.0)
      >>> average.apply([x])
      >>> average.average(x).numpy()
      1.0
    """

    def __init__(
        self, decay, num_updates=None, zero_debias=False, name: Any = "ExponentialMovingAverage"
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict = {}

    @property
    def name(self) -> str:
        """What the averages' names end in."""
        return self._name

    def apply(self, var_list=None) -> "_native.Operation | None":
        """Updates the averages; makes those that are not there.

        Args:
          var_list: variables, and tensors of a graph; by default the graph's trainable variables.

        Returns:
          None; while a graph is built, the operation that updates them.

        Raises:
          TypeError: one has no floating dtype; or is an eager tensor.

        Example:
          >>> tf.train.ExponentialMovingAverage(0.9).apply([tf.Variable(1.0)])
        """
        if var_list is None:
            var_list = collected(GraphKeys.TRAINABLE_VARIABLES)
        fresh = self._make_averages(var_list)
        with name_scope(self._name) as scope:
            decay = self._present_decay()
            updates = [
                assign_moving_average(self._averages[id(v)][1], v, decay, id(v) in fresh)
                for v in var_list
            ]
            return control.group(*updates, name=scope)

    def _make_averages(self, var_list) -> set:
        """Makes what is missing. Gives the ids of those that began at 0 and shall not show it."""
        for v in var_list:
            if isinstance(v, Tensor) and not v._symbolic:
                raise TypeError(
                    "tf.train.ExponentialMovingAverage does not support non-Variable tensors when "
                    "eager execution is enabled."
                )
        fresh = set()
        for v in var_list:
            if v.dtype.base_dtype not in (bfloat16, float16, float32, float64):
                raise TypeError(f"The variables must be half, float, or double: {v.name}")
            if id(v) not in self._averages:
                self._averages[id(v)] = (v, self._make(v))  # v is kept: its id stays its own
                if self._zero_debias and not isinstance(v, Variable):
                    fresh.add(id(v))
        return fresh

    def _make(self, v):
        with control.init_scope():
            if not isinstance(v, Variable):
                return slot_creator.create_zeros_slot(v, self._name)
            average = slot_creator.create_slot(v, v.initialized_value(), self._name)
            count_behind("average of a variable")
            if not executing_eagerly():
                get_default_graph().add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, v)
            return average

    def _present_decay(self):
        decay = _named(self._decay, "decay")
        if self._num_updates is None:
            return decay
        count = api.cast(self._num_updates, float32)
        return api.minimum(decay, (1.0 + count) / (10.0 + count))

    def average(self, var) -> Variable | None:
        """The average of a variable, or None.

        Args:
          var: what `apply` was called with.

        Returns:
          A variable, or None.

        Example:
          >>> tf.train.ExponentialMovingAverage(0.9).average(tf.Variable(1.0))
        """
        return self._averages.get(id(var), (None, None))[1]

    def average_name(self, var) -> str:
        """The name that the average of a variable has, or would get.

        Args:
          var: a variable.

        Returns:
          A string.

        Example:
          >>> tf.train.ExponentialMovingAverage(0.9).average_name(tf.Variable(1.0, name="x"))
          'x/ExponentialMovingAverage'
        """
        known = self.average(var)
        if known is not None:
            return known.name.partition(":")[0]
        name = f"{var.name.partition(':')[0]}/{self._name}"
        if executing_eagerly():
            return name
        return get_default_graph().unique_name(name, False)

    def variables_to_restore(self, moving_avg_variables=None) -> dict:
        """What a saver shall restore, so that variables begin with their averages.

        Args:
          moving_avg_variables: variables with averages; by default the graph's trainable ones and
            those of its collection of moving averages.

        Returns:
          A dict from names in a checkpoint to variables.

        Example:
          >>> tf.train.ExponentialMovingAverage(0.9).variables_to_restore()
          {}
        """
        averaged = moving_avg_variables
        if averaged is None:
            averaged = collected(GraphKeys.TRAINABLE_VARIABLES)
            averaged = averaged + collected(GraphKeys.MOVING_AVERAGE_VARIABLES)
        restored = {self.average_name(v): v for v in dict.fromkeys(averaged)}
        names = {v.name for v in averaged}
        for v in collected(GraphKeys.GLOBAL_VARIABLES):
            op_name = v.name.partition(":")[0]
            if v.name not in names and op_name not in restored:
                restored[op_name] = v
        return restored
