"""tf.train.Optimizer: the base class of optimizers."""

from typing import Any

from zeal import _native, nest
from zeal._native import GradientTape, Tensor, Variable, api
from zeal.dtypes import bfloat16, float16, float32, float64
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.graph.gradients import gradients
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph.variable import add
from zeal.ops.array.unique import unique
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.train.slots import SlotKeeper


def _shown(setting) -> str:
    """A number, or the present value of a scalar tensor or variable; else what Python shows."""
    known = executing_eagerly() and isinstance(setting, (Tensor, Variable))
    return str(setting.numpy()) if known else repr(setting)


@public("train.Optimizer")
class Optimizer(SlotKeeper):
    """Base class of optimizers: computes gradients, and applies them to variables.

    A subclass overrides `_apply_dense(grad, var)` or `_resource_apply_dense(grad, var)` and, for
    IndexedSlices, `_apply_sparse(grad, var)` or `_resource_apply_sparse(values, var, indices)`,
    whose indices are unique. Of two methods that one class defines, eager programs call the
    `_resource` one and graphs the other. `_create_slots(var_list)` makes state, `_prepare()` runs
    before a step, and `_finish(update_ops, name_scope)` after it.

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
        super().__init__()
        self._use_locking = use_locking
        self._name = name

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
          gate_gradients: `GATE_GRAPH`: in graphs, no gradient is used before all are there.
          aggregation_method, colocate_gradients_with_ops: accepted for compatibility.
          name: of the operation, in graphs; the optimizer's name by default.
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
        pairs = self.compute_gradients(  # by name: programs' own may take **kwargs
            loss, var_list=var_list, gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops, grad_loss=grad_loss,
        )  # fmt: skip
        check_some_gradient(pairs, loss)
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
          var_list: the variables; by default the trainable ones that loss reads, or those of the
            graph.
          gate_gradients: `GATE_GRAPH`: in graphs, no gradient is used before all are there.
          aggregation_method, colocate_gradients_with_ops: accepted for compatibility.
          grad_loss: gradient with respect to the loss, ones by default.

        Returns:
          A list of pairs (gradient, variable); the gradient is None where the loss does not depend
          on the variable.

        Raises:
          RuntimeError: loss is not a function.
          ValueError: in graphs, there is no variable, or the loss has no floating dtype.

        Example:
          >>> x = tf.Variable(3.0)
          >>> [(g, v)] = tf.train.GradientDescentOptimizer(0.1).compute_gradients(lambda: x * x)
          >>> float(g), v is x
          (6.0, True)
        """
        if callable(loss) and not isinstance(loss, (Tensor, Variable)):
            return _gradients_of_function(loss, var_list, grad_loss)
        if executing_eagerly():
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a function when eager "
                "execution is enabled."
            )
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, "
                f"Optimizer.GATE_GRAPH.  Not {gate_gradients}"
            )
        self._assert_valid_dtypes([x for x in (loss, grad_loss) if x is not None])
        variables = variables_of_graph(var_list)
        found = gradients(
            loss, variables, grad_loss, gate_gradients=gate_gradients == self.GATE_OP,
            aggregation_method=aggregation_method,
        )
        if gate_gradients == self.GATE_GRAPH:
            found = control.tuple(found)
        pairs = list(zip(found, variables, strict=True))
        self._assert_valid_dtypes([v for g, v in pairs if g is not None])
        return pairs

    def apply_gradients(
        self, grads_and_vars, global_step=None, name=None
    ) -> "_native.Operation | None":
        """Applies gradients to variables; the second half of `minimize`.

        Args:
          grads_and_vars: pairs (gradient, variable); those without a gradient are left out.
          global_step: a variable to add one to, or None.
          name: of the operation, in graphs; the optimizer's name by default.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Raises:
          ValueError: no pair has a gradient.
          TypeError: a gradient is no tensor.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.train.GradientDescentOptimizer(0.5).apply_gradients([(tf.constant(2.0), x)])
          >>> float(x)
          2.0
        """
        present = _present(grads_and_vars)
        self._make_slots([variable for _, variable in present])
        with name_scope(name, self._name) as scope:
            self._begin()
            updates = [self._update(gradient, variable) for gradient, variable in present]
            if global_step is None:
                step = self._end(updates, scope)
            else:
                with control.control_dependencies(_done(self._end(updates, "update"))):
                    step = _count(global_step, scope)
        if not executing_eagerly():
            step = _operation(step)
            train_ops = get_default_graph().get_collection_ref(GraphKeys.TRAIN_OP)
            if step not in train_ops:
                train_ops.append(step)
        return step

    # How a step calls the methods of subclasses; `contrib.optimizer_v2` gives them its state too.
    def _make_slots(self, variables):
        with control.init_scope():
            self._create_slots(variables)

    def _begin(self):
        self._prepare()

    def _end(self, updates, scope):
        return self._finish(updates, scope)

    def _update(self, gradient, variable):
        """One variable's update, and its constraint behind it."""
        of_graph = hasattr(variable, "graph")
        with name_scope(f"update_{variable.op.name}" if of_graph else "update_"):
            update = self._apply(gradient, variable)
            if variable.constraint is None:
                return update
            with control.control_dependencies(_done(update)):
                return variable.assign(variable.constraint(variable))

    def _apply(self, gradient, variable):
        if not isinstance(gradient, IndexedSlices):
            return getattr(self, self._method("apply_dense"))(gradient, variable)
        method = self._method("apply_sparse")
        if method == "_apply_sparse":
            return self._apply_sparse_duplicate_indices(gradient, variable)
        return self._resource_apply_sparse_duplicate_indices(
            gradient.values, variable, gradient.indices
        )

    def _method(self, what) -> str:
        """Of `_what` and `_resource_what` the one that the most derived class has defined.

        Where one class has both: TensorFlow's variables of graphs take the first, eager ones the
        second.
        """
        names = (f"_resource_{what}", f"_{what}")
        for cls in type(self).__mro__:
            own = cls.__dict__
            defined = [n for n in names if n in own or f"{n}_duplicate_indices" in own]
            if defined:
                return defined[0] if executing_eagerly() else defined[-1]
        raise NotImplementedError

    def _assert_valid_dtypes(self, tensors):
        valid = self._valid_dtypes()
        for t in tensors:
            dtype = _native.convert(t).dtype if not hasattr(t, "dtype") else t.dtype
            if dtype.base_dtype not in valid:
                name = getattr(t, "name", t) if not executing_eagerly() else t
                raise ValueError(f"Invalid type {dtype!r} for {name}, expected: {list(valid)}.")

    def _valid_dtypes(self):
        """Dtypes of losses, variables and gradients."""
        return {float16, bfloat16, float32, float64}

    @staticmethod
    def _call_if_callable(param):
        """A setting as it is now."""
        is_value = isinstance(param, (Tensor, Variable))
        return param() if callable(param) and not is_value else param

    def _create_slots(self, var_list):
        """Makes what state the optimizer keeps per variable."""

    def _prepare(self):
        """Reads learning rates and the like before a step."""

    def _apply_dense(self, grad, var):
        raise NotImplementedError

    def _resource_apply_dense(self, grad, handle):
        raise NotImplementedError

    def _apply_sparse(self, grad, var):
        raise NotImplementedError

    def _resource_apply_sparse(self, grad, handle, indices):
        raise NotImplementedError

    def _apply_sparse_duplicate_indices(self, grad, var):
        """Sums rows that have one index, then updates by what has each index once."""
        values, indices = sum_repeated(grad.values, grad.indices)
        return self._apply_sparse(IndexedSlices(values, indices, grad.dense_shape), var)

    def _resource_apply_sparse_duplicate_indices(self, grad, handle, indices):
        """The same for rows and indices by themselves."""
        values, unique = sum_repeated(grad, indices)
        return self._resource_apply_sparse(values, handle, unique)

    def _finish(self, update_ops, name_scope):
        """Runs behind all updates; gives the operation of the step."""
        return control.group(*update_ops, name=name_scope)


def sum_repeated(values, indices):
    """Rows with the same index summed.

    Returns:
      The sums, and the unique indices in the order in which they first appear.
    """
    distinct, places = unique(indices)
    return api.unsorted_segment_sum(values, places, api.size(distinct)), distinct


def check_some_gradient(pairs, loss):
    """Raises ValueError if no variable has a gradient of the loss."""
    if all(gradient is None for gradient, _ in pairs):
        raise ValueError(
            "No gradients provided for any variable, check your graph for ops that do not "
            f"support gradients, between variables {[str(v) for _, v in pairs]} and loss "
            f"{loss}. The loss must be computed by ops from trainable variables; "
            "tf.GradientTape's tape.explain(loss, variable) says why a gradient is None."
        )


def _gradients_of_function(loss, var_list, grad_loss):
    with GradientTape() as tape:
        if var_list is not None:
            tape.watch(var_list)
        value = loss()
    if var_list is None:
        variables = list(tape.watched_variables())
    else:
        variables = list(var_list) if isinstance(var_list, (list, tuple)) else [var_list]
    return list(zip(tape.gradient(value, variables, grad_loss), variables, strict=True))


def variables_of_graph(var_list) -> list:
    """The variables given, or the trainable ones of the graph."""
    if var_list is None:
        variables = collected(GraphKeys.TRAINABLE_VARIABLES)
    else:
        variables = nest.flatten(var_list)
    if not variables:
        raise ValueError("No variables to optimize.")
    for v in variables:
        if not isinstance(v, (Variable, Tensor)):
            raise NotImplementedError("Trying to optimize unsupported type ", v)
    return variables


def _present(grads_and_vars) -> list:
    """The pairs that have a gradient, as tensors."""
    pairs = list(grads_and_vars)
    if not pairs:
        raise ValueError("No variables provided.")
    present = [(_as_gradient(g), v) for g, v in pairs if g is not None]
    if not present:
        raise ValueError(
            f"No gradients provided for any variable: {[str(v) for _, v in pairs]}. "
            "tape.explain(loss, variable) says why a gradient is None."
        )
    for _, v in present:
        if not isinstance(v, Variable):
            is_tensor = isinstance(v, Tensor)
            what = "update a Tensor" if is_tensor else "optimize unsupported type"
            raise NotImplementedError(f"Trying to {what} ", v)
    return present


def _as_gradient(gradient):
    if isinstance(gradient, (Tensor, IndexedSlices)):
        return gradient
    try:
        return _native.convert(gradient)
    except TypeError:
        raise TypeError(
            f"Gradient must be convertible to a Tensor or IndexedSlices, or None: {gradient}"
        ) from None


def _done(update) -> list:
    return [] if update is None else [update]


def _count(global_step, scope):
    """Adds one to the global step, in an operation that has the step's name."""
    if executing_eagerly():
        global_step.assign_add(1)
        return None
    one = _native.convert(1, global_step.dtype, "value")
    return add(global_step.handle, one, name=scope)


def _operation(step):
    return step.op if isinstance(step, (Tensor, Variable)) else step
