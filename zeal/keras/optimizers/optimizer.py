"""tf.keras.optimizers.Optimizer: the base class of Keras's optimizers."""

from typing import Any

from zeal import _native, nest
from zeal._native import GradientTape, Variable, api
from zeal.dtypes import bfloat16, float16, float32, float64
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.graph.gradients import gradients
from zeal.keras.optimizers.state import OptimizerState
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.math.clip import clip_by_norm
from zeal.public import public
from zeal.state.scatter import scatter_add, scatter_update
from zeal.state.scope import name_scope
from zeal.train.optimizer import sum_repeated
from zeal.train.slots import making

ARGUMENTS = frozenset(("clipnorm", "clipvalue", "decay", "lr"))


@public("keras.optimizers.Optimizer")
class Optimizer(OptimizerState):
    """Base class of Keras's optimizers, which have settings that can be read and set.

    A subclass calls `_set_hyper(name, value)` for its settings and overrides `_create_slots`,
    `_resource_apply_dense(grad, var)`, `_resource_apply_sparse(grad, var, indices)` and
    `get_config`. A setting is an attribute: a variable, once the first step was taken.

    Args:
      name: the optimizer's name.
      clipnorm: what the norm of each gradient is cut to by `minimize`.
      clipvalue: what each element of a gradient is cut to by `minimize`.
      decay: the learning rate is divided by `1 + decay * steps`.
      lr: another name of learning_rate.

    Raises:
      TypeError: an unknown argument.
      ValueError: one is below 0.

    Example:
      >>> class Descent(tf.keras.optimizers.Optimizer):
      ...     def __init__(self, rate):
      ...         super().__init__("Descent")
      ...         self._set_hyper("learning_rate", rate)
      ...     def _resource_apply_dense(self, grad, var):
      ...         return var.assign_sub(self._get_hyper("learning_rate") * grad)
      >>> x, optimizer = tf.Variable(3.0), Descent(0.5)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> float(x), int(count)
      (0.0, 1)
    """

    def __init__(self, name, **kwargs: Any) -> None:
        _check_arguments(kwargs)
        super().__init__(name or type(self).__name__)
        self._use_locking = True
        self._initial_decay = kwargs.pop("decay", 0.0)
        for key in ("clipnorm", "clipvalue"):
            if key in kwargs:
                setattr(self, key, kwargs.pop(key))

    # --- steps ---
    def minimize(self, loss, var_list, grad_loss=None, name=None) -> Any:
        """Takes one step down: finds gradients, then `apply_gradients`.

        Args:
          loss: a function without arguments that returns the value to minimise.
          var_list: the variables to change, or a function that returns them after `loss` ran.
          grad_loss: gradient with respect to the loss, ones by default.
          name: of the operation, in graphs.

        Returns:
          The count of steps; in graphs, the operation that takes the step.

        Raises:
          ValueError: the loss depends on none of the variables.

        Example:
          >>> x = tf.Variable(3.0)
          >>> count = tf.keras.optimizers.SGD(0.5).minimize(lambda: x * x, [x])
          >>> float(x)
          0.0
        """
        pairs = self._compute_gradients(loss, var_list, grad_loss)
        return self.apply_gradients(pairs, name=name)

    def _compute_gradients(self, loss, var_list, grad_loss=None):
        with GradientTape() as tape:
            if not callable(var_list):
                tape.watch(var_list)
            value = loss()
        variables = nest.flatten(var_list() if callable(var_list) else var_list)
        with name_scope(f"{self._name}/gradients"):
            found = self._clipped(tape.gradient(value, variables, grad_loss))
        pairs = list(zip(found, variables, strict=True))
        self._assert_valid_dtypes([v for g, v in pairs if g is not None])
        return pairs

    def get_gradients(self, loss, params) -> list:
        """Gradients of a tensor of a graph.

        Args:
          loss: the tensor.
          params: variables.

        Returns:
          A list of tensors.

        Raises:
          ValueError: the loss does not depend on a variable.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     x = tf.Variable(3.0)
          ...     session.run(x.initializer)
          ...     print(session.run(tf.keras.optimizers.SGD().get_gradients(x * x, [x])))
          [6.0]
        """
        params = nest.flatten(params)
        with name_scope(f"{self._name}/gradients"):
            found = gradients(loss, params)
            for g, v in zip(found, params, strict=True):
                if g is None:
                    raise ValueError(
                        f"Variable {v} has `None` for gradient. Please make sure that all of your "
                        "ops have a gradient defined (i.e. are differentiable). Common ops without "
                        "gradient: K.argmax, K.round, K.eval."
                    )
            return self._clipped(found)

    def get_updates(self, loss, params) -> list:
        """The operation of a step, in a graph.

        Args:
          loss: a tensor.
          params: variables.

        Returns:
          A list of one operation.

        Example:
          >>> with tf.Graph().as_default():
          ...     x = tf.Variable(3.0, name="x")
          ...     len(tf.keras.optimizers.SGD().get_updates(x * x, [x]))
          1
        """
        pairs = list(zip(self.get_gradients(loss, params), nest.flatten(params), strict=True))
        return [self.apply_gradients(pairs)]

    def _clipped(self, found):
        if hasattr(self, "clipnorm"):
            found = [g if g is None else clip_by_norm(g, self.clipnorm) for g in found]
        if hasattr(self, "clipvalue"):
            high = self.clipvalue
            found = [g if g is None else api.clip_by_value(g, -high, high) for g in found]
        return found

    def apply_gradients(self, grads_and_vars, name=None) -> Any:
        """Updates variables by their gradients, and counts the step.

        Args:
          grads_and_vars: pairs (gradient, variable); those without a gradient are left out.
          name: of the operation, in graphs.

        Returns:
          The count of steps; in graphs, the operation that takes the step.

        Raises:
          ValueError: no pair has a gradient.

        Example:
          >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.SGD(0.5)
          >>> count = optimizer.apply_gradients([(tf.constant(2.0), x)])
          >>> float(x), int(optimizer.iterations)
          (2.0, 1)
        """
        pairs = _with_gradients(grads_and_vars)
        with name_scope(self._name):
            with control.init_scope():
                self._make_state([v for _, v in pairs])
            state = self._prepare([v for _, v in pairs])
            with name_scope(name or self._name):
                updates = [self._update(g, v, state) for g, v in pairs]
                with control.control_dependencies([u for u in updates if u is not None]):
                    count = self.iterations.assign_add(1)
        return count if executing_eagerly() else getattr(count, "op", count)

    def _make_state(self, variables):
        with making:
            _ = self.iterations
            self._create_hypers()
            self._create_slots(variables)

    def _update(self, grad, var, apply_state):
        """One variable's update, and its constraint behind it."""
        if not isinstance(var, Variable):
            raise NotImplementedError("Trying to update a Tensor ", var)
        with name_scope(f"update_{var.op.name}" if hasattr(var, "graph") else "update"):
            given = {"apply_state": apply_state}
            if isinstance(grad, IndexedSlices):
                update = self._resource_apply_sparse_duplicate_indices(
                    grad.values, var, grad.indices,
                    **(given if _takes_state(self._resource_apply_sparse) else {}),
                )  # fmt: skip
            else:
                method = self._resource_apply_dense
                update = method(grad, var, **(given if _takes_state(method) else {}))
            if var.constraint is None:
                return update
            with control.control_dependencies([] if update is None else [update]):
                return var.assign(var.constraint(var))

    # --- what subclasses override ---
    def _create_slots(self, var_list):
        """Makes what state the optimizer keeps per variable."""

    def _prepare_local(self, var_device, var_dtype, apply_state):
        if "learning_rate" in self._hyper:
            rate = api.identity(self._decayed_lr(var_dtype))
            apply_state[(var_device, var_dtype)]["lr_t"] = rate

    def _resource_apply_dense(self, grad, handle, apply_state):
        raise NotImplementedError

    def _resource_apply_sparse(self, grad, handle, indices, apply_state):
        raise NotImplementedError

    def _resource_apply_sparse_duplicate_indices(self, grad, handle, indices, **kwargs):
        """Sums rows that have one index, then updates by what has each index once."""
        values, distinct = sum_repeated(grad, indices)
        return self._resource_apply_sparse(values, handle, distinct, **kwargs)

    def _prepare(self, var_list):
        """What all updates of a step share, by device and dtype."""
        state: dict = {}
        for key in dict.fromkeys((v.device, v.dtype.base_dtype) for v in var_list):
            state[key] = {}
            self._prepare_local(*key, state)
        return state

    def _fallback_apply_state(self, var_device, var_dtype):
        state: dict = {(var_device, var_dtype): {}}
        self._prepare_local(var_device, var_dtype, state)
        return state[(var_device, var_dtype)]

    def _coefficients(self, var, apply_state):
        key = (var.device, var.dtype.base_dtype)
        return (apply_state or {}).get(key) or self._fallback_apply_state(*key)

    def _resource_scatter_add(self, x, i, v):
        with control.control_dependencies(_list_of(scatter_add(x, i, v))):
            return x.value()

    def _resource_scatter_update(self, x, i, v):
        with control.control_dependencies(_list_of(scatter_update(x, i, v))):
            return x.value()

    def _assert_valid_dtypes(self, tensors):
        for t in tensors:
            if t.dtype.base_dtype not in self._valid_dtypes():
                expected = list(self._valid_dtypes())
                raise ValueError(f"Invalid type {t.dtype!r} for {t.name}, expected: {expected}.")

    def _valid_dtypes(self):
        return {float16, bfloat16, float32, float64}

    def _call_if_callable(self, param):
        return param() if callable(param) else param


def _check_arguments(given):
    for key, value in given.items():
        if key not in ARGUMENTS:
            raise TypeError(f"Unexpected keyword argument passed to optimizer: {key}")
        if not callable(value) and value < 0:
            raise ValueError(f"Expected {key} >= 0, received: {value}")


def _with_gradients(grads_and_vars) -> list:
    pairs = list(grads_and_vars)
    present = [(g, v) for g, v in pairs if g is not None]
    if pairs and not present:
        names = [v.name for _, v in pairs]
        raise ValueError(f"No gradients provided for any variable: {names}.")
    if len(present) < len(pairs):
        from zeal import logging

        logging.warning(
            "Gradients does not exist for variables %s when minimizing the loss.",
            [v.name for g, v in pairs if g is None],
        )
    return [(g if isinstance(g, IndexedSlices) else _native.convert(g), v) for g, v in present]


def _takes_state(method) -> bool:
    code = getattr(method, "__code__", None)
    count = 0 if code is None else code.co_argcount + code.co_kwonlyargcount
    return count > 0 and "apply_state" in code.co_varnames[:count]


def _list_of(update) -> list:
    return [] if update is None else [update]
