"""Keras's optimizers whose update is one native op per variable."""

from zeal import _native
from zeal._native import Tensor, Variable, apply_step, raw
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.keras.optimizers.optimizer import Optimizer, _with_gradients
from zeal.ops.indexed_slices import IndexedSlices
from zeal.state.scope import name_scope
from zeal.train.step_optimizer import has_native_step, input_names

# Methods that the native step of all variables at once stands for.
_METHODS = frozenset((
    "_create_slots", "_prepare", "_prepare_local", "_resource_apply_dense",
    "_resource_apply_sparse", "_resource_apply_sparse_duplicate_indices", "_update",
))  # fmt: skip


class StepOptimizer(Optimizer):
    """Base of optimizers with an op of their own.

    `_op` is its name, None where ops do the work one by one; `_slot_inputs` the slots and
    `_numbers(dtype)` the scalars that it takes, in its order. An eager step is then one native
    call for all variables, unless a subclass of a program has methods of its own.
    """

    _op: str | None = None
    _variant = False
    _slot_inputs: tuple[str, ...] = ()
    _settings: tuple[str, ...] = ()  # what can be set, and how it is called in configurations
    _options: tuple[str, ...] = ()  # arguments that stay as they are, kept as attributes
    _rows_alike = True  # whether the native step does what `_resource_apply_sparse` does
    _at_once = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._at_once = has_native_step(cls, "_numbers", _METHODS)

    def apply_gradients(self, grads_and_vars, name=None):
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
        pairs = list(grads_and_vars)
        if not (self._at_once and self._op and executing_eagerly() and self._alike(pairs)):
            return super().apply_gradients(pairs, name)
        pairs = _with_gradients(pairs)
        todo = self._step(pairs)
        if todo is not None:
            with name_scope(self._name), control.init_scope():
                self._make_state([v for _, v in pairs])
            if self._step(pairs) is not None:
                return super().apply_gradients(pairs, name)
        return self.iterations

    def _alike(self, pairs) -> bool:
        """Whether one native call does for all: variables of one dtype."""
        dtypes = {v.dtype for g, v in pairs if isinstance(v, Variable)}
        rows = any(isinstance(g, IndexedSlices) for g, _ in pairs)
        return len(dtypes) == 1 and (self._rows_alike or not rows)

    def _step(self, pairs):
        """Updates all variables at once; if some have no slots yet, gives the pairs back."""
        if self._iterations is None or not self._hypers_created:
            return pairs
        slots = tuple([self._slot_dict(name) for name in self._slot_inputs])
        numbers = self._numbers(pairs[0][1].dtype)
        return apply_step(self._op, self._variant, pairs, slots, numbers, 0, self._iterations)

    def _numbers(self, dtype) -> tuple:
        """The op's scalars, as tensors of dtype."""
        raise NotImplementedError

    def _create_slots(self, var_list):
        for name in self._slot_inputs:
            for v in var_list:
                self.add_slot(v, name)

    def _prepare_local(self, var_device, var_dtype, apply_state):
        super()._prepare_local(var_device, var_dtype, apply_state)
        apply_state[(var_device, var_dtype)]["numbers"] = self._numbers(var_dtype)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        return self._node(self._op, grad, var, apply_state)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        op = self._op.replace("Resource", "ResourceSparse")
        return self._node(op, grad, var, apply_state, indices)

    def _node(self, op, grad, var, apply_state, indices=None):
        """The op of one variable; its scalars are taken in their order."""
        numbers = iter(self._coefficients(var, apply_state)["numbers"])
        states = iter([var, *(self.get_slot(var, name) for name in self._slot_inputs)])
        given = {"grad": grad, "delta": grad, "indices": indices}
        inputs = [
            next(states).handle if is_state else given[name] if name in given else next(numbers)
            for name, is_state in input_names(op)
        ]
        return getattr(raw, op)(*inputs, use_locking=self._use_locking, **self._attributes())

    def _attributes(self) -> dict:
        return {}

    def _set_all(self, given, **settings):
        """Sets all settings; `lr` among the arguments given by keyword wins."""
        settings["learning_rate"] = given.get("lr", settings["learning_rate"])
        for name in self._settings:
            self._set_hyper(name, settings.get(name, self._initial_decay))

    def get_config(self) -> dict:
        config = super().get_config()
        config.update({name: self._serialize_hyperparameter(name) for name in self._settings})
        config.update({name: getattr(self, name) for name in self._options})
        return config


def exact(value, dtype):
    """A number as a tensor of dtype, not by way of float32."""
    return _native.convert(value, dtype)


def has_momentum(momentum) -> bool:
    """Whether there is some; raises where a number is no momentum."""
    if isinstance(momentum, (int, float)) and (momentum < 0 or momentum > 1):
        raise ValueError("`momentum` must be between [0, 1].")
    return isinstance(momentum, (Tensor, Variable)) or callable(momentum) or bool(momentum > 0)
