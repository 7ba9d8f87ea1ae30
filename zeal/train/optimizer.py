"""tf.train.Optimizer: the base class of optimizers."""

from typing import Any

from zeal import _native
from zeal._native import GradientTape, Tensor, Variable
from zeal.eager.context import executing_eagerly
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.train import in_graph


def _shown(setting) -> str:
    """A number, or the present value of a scalar tensor or variable; else what Python shows."""
    return str(setting.numpy()) if isinstance(setting, (Tensor, Variable)) else repr(setting)


@public("train.Optimizer")
class Optimizer:
    """Base class of optimizers: computes gradients, and applies them to variables.

    A subclass overrides `apply_gradients`, or `_apply_dense(gradient, variable)` and, for
    IndexedSlices, `_apply_sparse(gradient, variable)`; `_prepare()` runs before a step and
    `_finish()` after it.

    Args:
      use_locking: accepted for compatibility.
      name: the optimizer's name; must not be empty.

    Raises:
      ValueError: the name is empty.

    Example:
      >>> class Descent(tf.train.Optimizer):
      ...     def _apply_dense(self, grad, var):
      ...         var.assign_sub(0.5 * grad)
      >>> x = tf.Variable(3.0)
      >>> Descent(False, "Descent").minimize(lambda: x * x)
      >>> float(x)
      0.0
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2
    _settings: tuple[str, ...] = ()  # what `repr` shows: arguments, kept as attributes _name

    def __init__(self, use_locking, name) -> None:
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._use_locking = use_locking
        self._name = name
        self._slots = {}

    def __repr__(self) -> str:
        shown = [f", {name}={_shown(getattr(self, f'_{name}', None))}" for name in self._settings]
        return f"<{type(self).__name__} '{self._name}'{''.join(shown)}>"

    def get_name(self) -> str:
        """The optimizer's name.

        Returns:
          A string.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).get_name()
          'GradientDescent'
        """
        return self._name

    def minimize(
        self,
        loss,
        global_step=None,
        var_list=None,
        gate_gradients: Any = GATE_OP,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        name=None,
        grad_loss=None,
    ) -> "_native.Operation | None":
        """Takes one step down: `compute_gradients`, then `apply_gradients`.

        Args:
          loss: a function without arguments that returns the value to minimise; while a graph is
            built, that value.
          global_step: a variable to add one to, or None.
          var_list: the variables to change; by default the trainable ones that loss reads.
          gate_gradients, aggregation_method, colocate_gradients_with_ops, name: accepted for
            compatibility.
          grad_loss: gradient with respect to the loss, ones by default.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Raises:
          ValueError: the loss depends on none of the variables.
          RuntimeError: loss is not a function.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.train.GradientDescentOptimizer(0.5).minimize(lambda: x * x)
          >>> float(x)
          0.0
        """
        pairs = self.compute_gradients(
            loss, var_list, gate_gradients, aggregation_method, colocate_gradients_with_ops,
            grad_loss,
        )
        if all(gradient is None for gradient, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not "
                f"support gradients, between variables {[str(v) for _, v in pairs]} and loss "
                f"{loss}. The loss must be computed by ops from trainable variables; "
                "tf.GradientTape's tape.explain(loss, variable) says why a gradient is None."
            )
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss,
        var_list=None,
        gate_gradients: Any = GATE_OP,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        grad_loss=None,
    ) -> list[tuple[Any, Variable]]:
        """Computes the gradients of a loss with respect to variables.

        Args:
          loss: a function without arguments that returns the value to differentiate; while a
            graph is built, that value.
          var_list: the variables; by default the trainable ones that loss reads.
          gate_gradients, aggregation_method, colocate_gradients_with_ops: accepted for
            compatibility.
          grad_loss: gradient with respect to the loss, ones by default.

        Returns:
          A list of pairs (gradient, variable); the gradient is None where the loss does not depend
          on the variable.

        Raises:
          RuntimeError: loss is not a function.

        Example:
          >>> x = tf.Variable(3.0)
          >>> [(g, v)] = tf.train.GradientDescentOptimizer(0.1).compute_gradients(lambda: x * x)
          >>> float(g), v is x
          (6.0, True)
        """
        if not executing_eagerly():
            return in_graph.compute_gradients(loss, var_list, grad_loss)
        if not callable(loss):
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a function when eager "
                "execution is enabled."
            )
        with GradientTape() as tape:
            if var_list is not None:
                tape.watch(var_list)
            value = loss()
        if var_list is None:
            variables = list(tape.watched_variables())
        else:
            variables = list(var_list) if isinstance(var_list, (list, tuple)) else [var_list]
        return list(zip(tape.gradient(value, variables, grad_loss), variables, strict=True))

    def apply_gradients(
        self, grads_and_vars, global_step=None, name=None
    ) -> "_native.Operation | None":
        """Applies gradients to variables; the second half of `minimize`.

        Args:
          grads_and_vars: pairs (gradient, variable); those without a gradient are left out.
          global_step: a variable to add one to, or None.
          name: accepted for compatibility.

        Raises:
          ValueError: no pair has a gradient.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.train.GradientDescentOptimizer(0.5).apply_gradients([(tf.constant(2.0), x)])
          >>> float(x)
          2.0
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise ValueError("No variables provided.")
        present = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
        if not present:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v in pairs]}. "
                "tape.explain(loss, variable) says why a gradient is None."
            )
        self._create_slots([variable for _, variable in present])
        self._prepare()
        if not executing_eagerly():
            updates = [(self._apply(g, v), v) for g, v in present]
            return in_graph.apply(updates, self._finish, global_step, name or self._name)
        for gradient, variable in present:
            self._apply(gradient, variable)
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable))
        self._finish()
        if global_step is not None:
            global_step.assign_add(1)
        return None

    def _apply(self, gradient, variable):
        sparse = isinstance(gradient, IndexedSlices)
        return (self._apply_sparse if sparse else self._apply_dense)(gradient, variable)

    def variables(self) -> list[Variable]:
        """The optimizer's own variables: its slots.

        Returns:
          A list.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).variables()
          []
        """
        return [slot for slots in self._slots.values() for slot in slots.values()]

    def get_slot_names(self) -> list[str]:
        """Names of the slots made so far.

        Returns:
          A sorted list of strings.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).get_slot_names()
          []
        """
        return sorted(self._slots)

    def get_slot(self, var, name) -> Variable | None:
        """The slot of that name made for a variable, or None.

        Args:
          var: a variable.
          name: the slot's name.

        Returns:
          A variable or None.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).get_slot(tf.Variable(1.0), "momentum")
        """
        return self._slots.get(name, {}).get(var)

    def _create_slots(self, var_list):
        """Makes what state the optimizer keeps per variable."""

    def _prepare(self):
        """Reads learning rates and the like before a step."""

    def _apply_dense(self, grad, var):
        raise NotImplementedError

    def _apply_sparse(self, grad, var):
        raise NotImplementedError

    def _finish(self):
        """Runs after all variables were updated."""
