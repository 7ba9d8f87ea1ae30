"""tfe.metrics.Metric: the base class of metrics that are objects."""

import functools
import re
import threading
from typing import Any

from zeal import _native
from zeal._native import Variable, api
from zeal.eager.context import executing_eagerly
from zeal.eager.control import group, init_scope
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.scope import variable_scope
from zeal.state.trackable import Trackable
from zeal.state.variable import get_variable

_NO_NAME = re.compile("[^A-Za-z0-9.]")
_first_calls = threading.RLock()  # threads may share a metric; `build` may call another one


def _noting_the_end(build):
    """A subclass's `build` that says when the metric has its variables."""

    @functools.wraps(build)
    def noting(self, *args, **kwargs):
        outermost, self._building = not self._building, True  # build may call that of its base
        try:
            build(self, *args, **kwargs)
        finally:
            self._building = not outermost
        if outermost:
            self._built = True

    return noting


@public("contrib.eager.metrics.Metric")
class Metric(Trackable):
    """A value that is gathered over many calls: `call` updates variables, `result` reads them.

    A subclass defines `build`, which makes the variables with `add_variable`; `call`, which
    updates them and usually returns its arguments; and `result`. All run eagerly and in graphs,
    where what a call returns runs the update.

    Args:
      name: the metric's name, that of its class by default; it is the scope of its variables.
      use_global_variables: in graphs, whether they are in the collection GLOBAL_VARIABLES rather
        than LOCAL_VARIABLES.

    Example:
      >>> class Largest(tfe.metrics.Metric):
      ...     def build(self, values):
      ...         self.most = self.add_variable("most", [], tf.float32, tf.zeros_initializer())
      ...     def call(self, values):
      ...         self.most.assign(tf.maximum(self.most, tf.reduce_max(values)))
      ...         return values
      ...     def result(self):
      ...         return self.most.value()
      >>> metric = Largest()
      >>> for batch in ([1.0, 3.0], [2.0, 0.0]):
      ...     _ = metric(tf.constant(batch))
      >>> float(metric.result())
      3.0
    """

    _built = _building = False
    _traced = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls):
            cls.build = _noting_the_end(vars(cls)["build"])

    def __init__(self, name=None, use_global_variables=False) -> None:
        self._vars: list[Variable] = []
        self._initial_values: list[_native.Tensor] = []
        self._use_global_variables = use_global_variables
        name = name or type(self).__name__
        scope_name = _NO_NAME.sub("_", name)
        with variable_scope(scope_name, use_resource=True, reuse=False) as scope:
            self._name = name + scope.name[scope.name.rfind(scope_name) + len(scope_name):]
            self._scope = scope

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Updates the metric; makes its variables first where that has not happened.

        Args:
          *args, **kwargs: what `call` takes.

        Returns:
          What `call` returns; in graphs, tensors that run the update.
        """
        if not self._built:
            self._build_once(args, kwargs)
        if executing_eagerly():
            return self.call(*args, **kwargs)
        if self._traced is None:
            from zeal.graph.function import defun

            self._traced = defun(self.call)
        return self._traced(*args, **kwargs)

    def _build_once(self, args, kwargs):
        with _first_calls:
            if self._built:
                return  # by another thread
            with init_scope(), variable_scope(self._scope):
                self.build(*args, **kwargs)
            self._built = True

    @property
    def name(self) -> str:
        """The metric's name."""
        return self._name

    @property
    def variables(self) -> list[Variable]:
        """Its variables, in the order in which they were made."""
        return self._vars

    def init_variables(self) -> Any:
        """Starts anew: gives the variables their first values.

        Returns:
          In graphs, an operation that does so; else None.

        Example:
          >>> metric = tfe.metrics.Mean()
          >>> for value in (1, 2):
          ...     metric.init_variables()
          ...     _ = metric(value)
          >>> float(metric.result())
          2.0
        """
        if len(self._initial_values) < len(self._vars):  # made in a graph
            return group(*[v.initializer for v in self._vars])
        for variable, value in zip(self._vars, self._initial_values, strict=True):
            variable.assign(value)
        return None

    def build(self, *args: Any, **kwargs: Any) -> None:
        """Makes the variables; a subclass must define it.

        Args:
          *args, **kwargs: those of the first call.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Metrics must define a build() member function")

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Updates the variables; a subclass must define it.

        Args:
          *args, **kwargs: those of the call.

        Returns:
          Its arguments, usually.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Metrics must define a call() member function")

    def result(self) -> Any:
        """The value over all calls so far; a subclass must define it.

        Returns:
          A tensor.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Metrics must define a result() member function")

    def value(self) -> Any:
        """`result` for code that wants a function eagerly and a tensor in graphs.

        Returns:
          The method `result`; in graphs what it returns.

        Example:
          >>> metric = tfe.metrics.Mean()
          >>> _ = metric([1, 3])
          >>> float(metric.value()())
          2.0
        """
        return self.result if executing_eagerly() else self.result()

    def aggregate(self, metrics) -> Any:
        """Adds the variables of other metrics of the same type to this one's.

        Args:
          metrics: a list of metrics.

        Returns:
          In graphs, an operation that does so; else None.

        Raises:
          TypeError: one has another type.
          ValueError: one has other variables.

        Example:
          >>> parts = [tfe.metrics.Mean("loss") for _ in range(3)]
          >>> for number, part in enumerate(parts):
          ...     _ = part(number)
          >>> parts[0].aggregate(parts[1:])
          >>> float(parts[0].result())
          1.0
        """
        for metric in metrics:
            if type(self) is not type(metric):
                raise TypeError(
                    f"All metrics must be the same type, '{type(self)}' != '{type(metric)}'."
                )
        names = [v.name for v in self._vars]
        if any([v.name for v in m.variables] != names for m in metrics):
            raise ValueError("All metrics must have variables in the same order.")
        added = [
            own.assign_add(api.add_n([m.variables[i] for m in metrics]))
            for i, own in enumerate(self._vars)
        ]
        return None if executing_eagerly() else group(*added)

    def add_variable(self, name, shape=None, dtype=None, initializer=None) -> Variable:
        """Makes a variable of the metric; for `build`.

        Args:
          name: its name below the metric's.
          shape: list of lengths; may be left out when `initializer` is a value.
          dtype: its type, float32 by default.
          initializer: a value or a function of (shape, dtype).

        Returns:
          A Variable, which `init_variables` sets back.

        Raises:
          RuntimeError: the metric is built.
        """
        if self._built:
            raise RuntimeError("Can't call add_variable() except in build().")
        kind = GraphKeys.GLOBAL_VARIABLES if self._use_global_variables else (
            GraphKeys.LOCAL_VARIABLES)  # fmt: skip
        variable = get_variable(
            name, shape, dtype, initializer, trainable=False, use_resource=True,
            collections=None if executing_eagerly() else [kind, GraphKeys.METRIC_VARIABLES],
        )  # fmt: skip
        self._vars.append(variable)
        if executing_eagerly():
            self._initial_values.append(variable.value())
        return self._track_trackable(variable, name, overwrite=True)

    def __getattr__(self, name):
        made = "" if self._built else "; a metric makes its variables in its first call, or `build`"
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'{made}")
