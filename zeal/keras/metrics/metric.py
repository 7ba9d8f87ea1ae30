"""tf.keras.metrics.Metric: the base class of Keras's metrics."""

import functools
from typing import Any

from zeal._native import Tensor, Variable, api
from zeal.eager.context import executing_eagerly
from zeal.eager.control import control_dependencies, group
from zeal.keras.float_dtype import floatx
from zeal.keras.layers.layer import Layer
from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.state.copies import VariableAggregation, VariableSynchronization


def _outermost(method):
    """Wraps methods of subclasses, which may call those of their bases: around the first alone."""

    def decorate(function):
        in_graphs = functools.cache(lambda: _with_control_flow(function))

        @functools.wraps(function)
        def wrapped(self, *args, **kwargs):
            state = self.__dict__
            key = f"_in_{function.__name__}"
            own = function if executing_eagerly() else in_graphs()
            if state.get(key):
                return own(self, *args, **kwargs)
            state[key] = True
            try:
                return method(self, own, args, kwargs)
            finally:
                state[key] = False

        return wrapped

    return decorate


def _is_program_s(function):
    return not function.__module__.startswith("zeal.")


def _with_control_flow(function):
    """A program's own method with its control flow over tensors, as TensorFlow has it in graphs."""
    from zeal.autograph.api import convert

    return convert(function)


@_outermost
def _updating(self, function, args, kwargs):
    """An update; in graphs it comes as one operation, whatever a program's own returns."""
    if executing_eagerly():
        return function(self, *args, **kwargs)
    run = _traced_update if _is_program_s(function) else _plain_update
    update = run(self, function, args, kwargs)
    self.add_update(update)
    return update


def _plain_update(self, function, args, kwargs):
    return function(self, *args, **kwargs)


def _traced_update(self, function, args, kwargs):
    """A program's own update as one op, which runs all that the method does."""
    from zeal.graph.function import function as traced

    def updated(*args, **kwargs):
        return function(self, *args, **kwargs), constant(0)

    result, done = traced(updated)(*args, **kwargs)
    return done.op if result is None else result


@_outermost
def _reading(self, function, args, kwargs):
    """A result that later updates leave as it is."""
    return api.identity(function(self, *args, **kwargs))


@public("keras.metrics.Metric")
class Metric(Layer):
    """A value over many batches: `update_state` adds one, `result` reads, `reset_states` forgets.

    A subclass makes variables in `__init__` with `add_weight` and defines `update_state` and
    `result`.

    Args:
      name: its name.
      dtype: of its variables; `floatx()` by default.
      **kwargs: those of Layer.

    Example:
      >>> class Positives(tf.keras.metrics.Metric):
      ...     def __init__(self):
      ...         super().__init__(name="positives")
      ...         self.count = self.add_weight("count", initializer="zeros")
      ...     def update_state(self, y_true, y_pred, sample_weight=None):
      ...         self.count.assign_add(tf.reduce_sum(tf.cast(y_pred > 0.5, tf.float32)))
      ...     def result(self):
      ...         return self.count
      >>> metric = Positives()
      >>> metric.update_state([1, 0], tf.constant([0.9, 0.1]))
      >>> float(metric(None, tf.constant([0.6])))
      2.0
    """

    stateful = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, wrap in (("update_state", _updating), ("result", _reading)):
            if name in vars(cls):
                setattr(cls, name, wrap(vars(cls)[name]))

    def __init__(self, name=None, dtype=None, **kwargs: Any) -> None:
        super().__init__(name=name, dtype=dtype or floatx(), **kwargs)
        self.built = True

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        """Adds a batch and gives the result after that.

        Args:
          *args, **kwargs: what `update_state` takes.

        Returns:
          A tensor.
        """
        update = self.update_state(*args, **kwargs)
        with control_dependencies([] if update is None else [update]):
            result = self.result()
        result._metric_obj = self  # what `add_metric` asks for
        return result

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Adds a batch; a subclass must define it.

        Args:
          *args, **kwargs: usually y_true, y_pred and sample_weight.

        Returns:
          In graphs, the operation that does so.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Must be implemented in subclasses.")

    def result(self) -> Any:
        """The value so far; a subclass must define it.

        Returns:
          A tensor.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Must be implemented in subclasses.")

    def reset_states(self) -> None:
        """Sets the variables to 0; in a graph, those of the session in force.

        Raises:
          ValueError: in a graph without a session in force.

        Example:
          >>> metric = tf.keras.metrics.Sum()
          >>> _ = metric(3.0)
          >>> metric.reset_states()
          >>> float(metric.result())
          0.0
        """
        import numpy as np

        for variable in self.variables:
            variable.load(np.zeros(variable.shape.as_list(), variable.dtype.as_numpy_dtype))

    def add_weight(
        self, name=None, shape=(), aggregation=VariableAggregation.SUM,
        synchronization=VariableSynchronization.ON_READ, initializer=None, dtype=None,
        **kwargs: Any,
    ) -> Variable:  # fmt: skip
        """Makes a variable that no optimizer changes; in graphs no collection lists it.

        Args:
          name: its name.
          shape: list of lengths; a scalar by default.
          aggregation, synchronization: how copies on several devices would be kept together.
          initializer: name, object or function; zeros by default for integers.
          dtype: its type; that of the metric by default.
          **kwargs: none of them has an effect.

        Returns:
          A Variable; `tf.variables_initializer(metric.variables)` gives it its first value in
          graphs.
        """
        return super().add_weight(
            name, shape, dtype or self._dtype, initializer, trainable=False, collections=[],
            synchronization=synchronization, aggregation=aggregation,
        )  # fmt: skip

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "dtype": self.dtype}


def done(updates) -> Any:
    """What `update_state` returns for assignments: nothing eagerly, else one operation."""
    return None if executing_eagerly() else group(*updates)
