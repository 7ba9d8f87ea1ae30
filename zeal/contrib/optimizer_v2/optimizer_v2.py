"""tf.contrib.optimizer_v2.OptimizerV2: the base class of optimizers that are given their state."""

from typing import Any

from zeal._native import Operation, Tensor, Variable
from zeal.contrib.optimizer_v2.state import State
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.graph.gradients import gradients
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.train.optimizer import (
    Optimizer,
    check_some_gradient,
    sum_repeated,
    variables_of_graph,
)
from zeal.train.step_optimizer import StepOptimizer


@public("contrib.optimizer_v2.OptimizerV2")
class OptimizerV2(Optimizer):
    """Base class of optimizers whose methods are given settings and slots as `state`.

    A subclass calls `_set_hyper(name, value)` for each setting: a number, a scalar tensor, or a
    function without arguments that gives one, called at each step. It overrides
    `_create_vars(var_list, state)`, which makes slots by `state.zeros_slot(var, name)` and the
    like, and `_apply_dense(grad, var, state)` or `_resource_apply_dense(grad, var, state)` and, for
    IndexedSlices, `_apply_sparse(grad, var, state)` or
    `_resource_apply_sparse(values, var, indices, state)`. `_prepare(state)` runs before a step,
    `_finish(state)` behind it. `state.get_hyper(name, dtype)` is a setting as a tensor.

    Args:
      use_locking: accepted for compatibility.
      name: the optimizer's name; must not be empty.

    Raises:
      ValueError: the name is empty.
      RuntimeError: the subclass has `_create_slots`, which is `_create_vars` here.

    Example:
      >>> class Descent(tf.contrib.optimizer_v2.OptimizerV2):
      ...     def __init__(self, rate):
      ...         super().__init__(False, "Descent")
      ...         self._set_hyper("rate", rate)
      ...     def _apply_dense(self, grad, var, state):
      ...         return var.assign_sub(state.get_hyper("rate", grad.dtype) * grad)
      >>> x = tf.Variable(3.0)
      >>> Descent(0.5).minimize(lambda: x * x)
      >>> float(x)
      0.0
    """

    def __init__(self, use_locking, name) -> None:
        if not isinstance(self, StepOptimizer):
            self._check_methods()
        super().__init__(use_locking, name)
        self._hyper: dict = {}

    def _check_methods(self):
        if type(self)._create_slots is not OptimizerV2._create_slots:
            raise RuntimeError(
                "Override _create_vars instead of _create_slots when descending from OptimizerV2 "
                f"(class {type(self).__name__})"
            )

    def _set_hyper(self, name, value):
        """Sets a number, scalar tensor or function that gives one; read at each step."""
        self._hyper[name] = value

    def minimize(
        self,
        loss,
        global_step=None,
        var_list=None,
        gate_gradients: Any = Optimizer.GATE_OP,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        name=None,
        grad_loss=None,
        stop_gradients=None,
        scale_loss_by_num_replicas=None,
    ) -> "Operation | None":
        """Takes one step down: `compute_gradients`, then `apply_gradients`.

        Args:
          loss: a function without arguments that returns the value to minimise; while a graph is
            built, that value or such a function.
          global_step: a variable to add one to, or None.
          var_list: the variables to change; by default the trainable ones that loss reads.
          gate_gradients: `GATE_GRAPH`: in graphs, no gradient is used before all are there.
          aggregation_method, colocate_gradients_with_ops: accepted for compatibility.
          name: of the operation, in graphs; the optimizer's name by default.
          grad_loss: gradient with respect to the loss, ones by default.
          stop_gradients: in graphs, tensors through which no gradient flows.
          scale_loss_by_num_replicas: accepted for compatibility; there is one replica.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Raises:
          ValueError: the loss depends on none of the variables.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.contrib.optimizer_v2.GradientDescentOptimizer(0.5).minimize(lambda: x * x)
          >>> float(x)
          0.0
        """
        pairs = self.compute_gradients(
            loss, var_list=var_list, gate_gradients=gate_gradients,
            aggregation_method=aggregation_method, grad_loss=grad_loss,
            colocate_gradients_with_ops=colocate_gradients_with_ops, stop_gradients=stop_gradients,
            scale_loss_by_num_replicas=scale_loss_by_num_replicas,
        )  # fmt: skip
        check_some_gradient(pairs, loss)
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss,
        var_list=None,
        gate_gradients: Any = Optimizer.GATE_OP,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        grad_loss=None,
        stop_gradients=None,
        scale_loss_by_num_replicas=None,
    ) -> "list[tuple[Any, Variable]]":
        """Computes the gradients of a loss with respect to variables. Arguments as in `minimize`.

        Returns:
          A list of pairs (gradient, variable); the gradient is None where the loss does not depend
          on the variable.

        Raises:
          ValueError: there is no variable.

        Example:
          >>> x = tf.Variable(3.0)
          >>> optimizer = tf.contrib.optimizer_v2.GradientDescentOptimizer(0.1)
          >>> [(g, v)] = optimizer.compute_gradients(lambda: x * x)
          >>> float(g), v is x
          (6.0, True)
        """
        of_function = callable(loss) and not isinstance(loss, (Tensor, Variable))
        if stop_gradients is None or of_function or executing_eagerly():
            return super().compute_gradients(
                loss, var_list, gate_gradients, aggregation_method, colocate_gradients_with_ops,
                grad_loss,
            )  # fmt: skip
        variables = variables_of_graph(var_list)
        found = gradients(loss, variables, grad_loss, stop_gradients=stop_gradients)
        if gate_gradients == self.GATE_GRAPH:
            found = control.tuple(found)
        return list(zip(found, variables, strict=True))

    def _state(self) -> State:
        return State(self, self._hyper)

    def _create_slots(self, var_list):
        self._create_vars(var_list, self._state())

    def _create_vars(self, var_list, state):
        """Makes what state the optimizer keeps per variable."""

    def _begin(self):
        self._prepare(self._state())

    def _prepare(self, state):
        """Runs before a step."""

    def _apply(self, gradient, variable):
        state = self._state()
        if not isinstance(gradient, IndexedSlices):
            return getattr(self, self._method("apply_dense"))(gradient, variable, state)
        values, indices = sum_repeated(gradient.values, gradient.indices)
        if self._method("apply_sparse") == "_resource_apply_sparse":
            return self._resource_apply_sparse(values, variable, indices, state)
        once = IndexedSlices(values, indices, gradient.dense_shape)
        return self._apply_sparse(once, variable, state)

    def _end(self, updates, scope):
        with control.control_dependencies([u for u in updates if u is not None]):
            last = self._finish(self._state())
        return control.group(*updates, *([] if last is None else [last]), name=scope)

    def _finish(self, state):
        """Runs behind all updates."""
