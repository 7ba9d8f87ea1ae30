"""Optimizers whose update is one native op per variable."""

from operator import attrgetter

from zeal import _native
from zeal._native import Operation, Variable, api, apply_step, executing_eagerly, raw
from zeal.eager import control
from zeal.ops.indexed_slices import IndexedSlices
from zeal.train.optimizer import Optimizer

# Methods that the native step of all variables at once stands for.
_METHODS = frozenset((
    "_create_slots", "_prepare", "_apply_dense", "_resource_apply_dense", "_apply_sparse",
    "_resource_apply_sparse", "_apply_rows", "_apply_sparse_duplicate_indices",
    "_resource_apply_sparse_duplicate_indices", "_finish", "_update", "_apply",
))  # fmt: skip


class StepOptimizer(Optimizer):
    """Base of optimizers with an op of their own.

    A subclass says what its op takes: `_op` its name; `_slot_inputs` the slots, and `_constants`
    the settings, both in the op's order, the latter as triples (attribute with the setting,
    attribute of the tensor that `_prepare` makes, name of its constant in graphs).

    An eager step is one native call for all variables. In graphs each variable has a node, as it
    has eagerly where a subclass of a program has methods of its own.
    """

    _op = ""
    _variant = False
    _slot_inputs: tuple[str, ...] = ()
    _constants: tuple[tuple[str, str, str], ...] = ()
    _powers = 0  # how many of the numbers, the first ones, are powers that each step multiplies
    _slot_dicts: tuple | None = None
    _rows_alike = True  # whether the native step does what `_apply_rows` does
    _at_once = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._at_once = has_native_step(cls, "_constants", _METHODS)
        cls._given = staticmethod(_reader([setting for setting, _, _ in cls._constants]))

    def apply_gradients(self, grads_and_vars, global_step=None, name=None) -> Operation | None:
        """Updates variables by their gradients.

        Args:
          grads_and_vars: pairs (gradient, variable), as `compute_gradients` returns them; pairs
            whose gradient is None are left out.
          global_step: a variable to add one to, or None.
          name: of the operation, in graphs; the optimizer's name by default.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Raises:
          ValueError: no pair has a gradient.
          InvalidArgumentError: a gradient does not fit its variable; then no variable changed.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.train.GradientDescentOptimizer(0.5).apply_gradients([(tf.constant(2.0), x)])
          >>> float(x)
          2.0
        """
        at_once = self._at_once and executing_eagerly()
        if at_once and not self._rows_alike:
            grads_and_vars = list(grads_and_vars)
            at_once = not any(isinstance(g, IndexedSlices) for g, _ in grads_and_vars)
        if not at_once:
            return super().apply_gradients(grads_and_vars, global_step, name)
        slots = self._slot_dicts
        if slots is None:
            slots = tuple([self._slot_dict(slot) for slot in self._slot_inputs])
            self._slot_dicts = slots
        todo = apply_step(
            self._op, self._variant, grads_and_vars, slots, self._numbers(), self._powers,
            global_step,
        )
        if todo is None:
            return None
        with control.init_scope():
            self._create_slots([v for _, v in todo])
        todo = apply_step(
            self._op, self._variant, todo, slots, self._numbers(), self._powers, global_step
        )
        return None if todo is None else super().apply_gradients(todo, global_step, name)

    def _numbers(self) -> tuple:
        """What the op takes besides slots and gradient, as given; powers are None at first."""
        return self._given(self)

    def _tensors(self) -> tuple:
        """The same as tensors, of the present step."""
        return tuple([getattr(self, tensor) for _, tensor, _ in self._constants])

    def _prepare(self):
        for setting, tensor, name in self._constants:
            value = self._call_if_callable(getattr(self, setting))
            setattr(self, tensor, _as_tensor(value, name))

    def _apply_dense(self, grad, var):
        return self._node(self._op, grad, var)

    def _resource_apply_dense(self, grad, var):
        return self._node(self._op, grad, var)

    def _apply_sparse(self, grad, var):
        return self._apply_rows(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad, var, indices):
        return self._apply_rows(grad, var, indices)

    def _apply_rows(self, grad, var, indices):
        return self._node(self._op.replace("Resource", "ResourceSparse"), grad, var, indices)

    def _node(self, op, grad, var, indices=None):
        """The op of one variable; its scalars are taken in their order."""
        numbers = iter(self._tensors())
        states = iter([var, *(self.get_slot(var, name) for name in self._slot_inputs)])
        inputs = []
        for name, is_state in input_names(op):
            if is_state:
                inputs.append(next(states).handle)
            elif name in ("grad", "delta"):
                inputs.append(grad)
            elif name == "indices":
                inputs.append(indices)
            else:
                number = next(numbers)
                inputs.append(number if name == "global_step" else api.cast(number, grad.dtype))
        node = op.replace("Resource", "", 1)
        return getattr(raw, op)(*inputs, **self._attributes(), name=node)

    def _attributes(self) -> dict:
        return {"use_locking": self._use_locking}


def _reader(names):
    """A function that reads attributes of those names into a tuple."""
    if len(names) != 1:
        return attrgetter(*names) if names else lambda _: ()
    (name,) = names
    return lambda optimizer: (getattr(optimizer, name),)


def has_native_step(cls, declaration, methods) -> bool:
    """Whether what a class inherits last is the declaration of a native step, not a method."""
    for base in cls.__mro__:
        if declaration in base.__dict__:
            return True
        if methods & base.__dict__.keys():
            return False
    return False


def input_names(op) -> list:
    """Pairs (name, whether it is a variable) of the inputs of an op, in their order."""
    if op not in _inputs:
        _inputs[op] = [
            (arg["name"], arg["dtypes"] == ["resource"]) for arg in _native.op_info(op)["inputs"]
        ]
    return _inputs[op]


_inputs: dict = {}


def _as_tensor(value, name):
    """A setting as a tensor; in graphs, a constant of this name."""
    if executing_eagerly() or isinstance(value, Variable):
        return _native.convert(value)
    from zeal.ops.array.constant import constant

    tensor = isinstance(value, _native.Tensor)
    return value if tensor else constant(value, name=name)
