"""Stacks of tensors, one a run: ops that TensorFlow has under no public name."""

from functools import partial

from zeal import _native, errors
from zeal.dtypes import as_dtype
from zeal.graph.host_call import host_call, made_object, object_of


def stack_v2(max_size, elem_type, stack_name="", name=None):
    """A stack, which each run makes anew.

    Args:
      max_size: how many elements there is room for, an integer scalar; negative for any number.
      elem_type: their dtype.
      stack_name: for messages.
      name: name of the op.

    Returns:
      A handle for `stack_push_v2`, `stack_pop_v2` and `stack_close_v2`.

    Example:
      >>> from tensorflow.python.ops.gen_data_flow_ops import stack_v2, stack_push_v2, stack_pop_v2
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     stack = stack_v2(-1, tf.float32)
      ...     with tf.control_dependencies([stack_push_v2(stack, 2.0)]):
      ...         print(session.run(stack_pop_v2(stack, tf.float32)))
      2.0
    """
    make = partial(_Stack, as_dtype(elem_type), stack_name)
    size = _native.convert(max_size, "int32")
    return made_object("StackV2", make, [size], name or "StackV2", None)


def _stack(elem_type, stack_name="", name=None):
    """A stack of any number of elements; see `stack_v2`."""
    return stack_v2(-1, elem_type, stack_name, name or "Stack")


def stack_push_v2(handle, elem, swap_memory=False, name=None):
    """Puts a tensor on a stack, and gives it."""
    elem = _native.convert(elem)
    outputs = [(elem.dtype, elem.shape)]
    return host_call("StackPushV2", _push, [handle, elem], outputs, name or "StackPushV2")[0]


def stack_pop_v2(handle, elem_type, name=None):
    """Takes the tensor that was put on a stack last."""
    outputs = [(as_dtype(elem_type), None)]
    return host_call("StackPopV2", _pop, [handle], outputs, name or "StackPopV2")[0]


def stack_close_v2(handle, name=None):
    """An op after which a stack takes and gives nothing."""
    return host_call("StackCloseV2", _close, [handle], (), name or "StackCloseV2")


class _Stack:
    def __init__(self, dtype, name, inputs):
        self._dtype, self._name, self._size = dtype, name, int(inputs[0])
        self._items, self._closed = [], False

    def push(self, element):
        self._check_open()
        if element.dtype != self._dtype:
            raise errors.InvalidArgumentError(
                f"Must have type {self._dtype.name} but got {element.dtype.name}")
        if 0 <= self._size <= len(self._items):
            raise errors.InvalidArgumentError(
                f"Stack[{self._name}] overflowed its max_size ({self._size})")
        self._items.append(element)

    def pop(self):
        self._check_open()
        if not self._items:
            raise errors.InvalidArgumentError(f"Stack[{self._name}] is empty when calling Pop().")
        return self._items.pop()

    def close(self):
        self._closed, self._items = True, []

    def _check_open(self):
        if self._closed:
            raise errors.InvalidArgumentError(f"Stack[{self._name}] has already been closed.")

    def cancel(self):
        """A session that closes has nobody waiting here."""


def _push(inputs):
    object_of(inputs[0]).push(inputs[1])
    return [inputs[1]]


def _pop(inputs):
    return [object_of(inputs[0]).pop()]


def _close(inputs):
    object_of(inputs[0]).close()
    return []
