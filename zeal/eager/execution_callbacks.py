"""Functions that see every op after it ran, and the NaN switch: tfe.seterr and its like.

The state is one thread's own, as in TensorFlow; the flag ZEAL_CHECK_NUMERICS sets it for all.
"""

import enum
import functools
import logging
import sys
import threading
from contextlib import contextmanager

from zeal import _native
from zeal.called_function import user_frame
from zeal.public import public


@public("contrib.eager.ExecutionCallback")
class ExecutionCallback(enum.Enum):
    """What `seterr`, `errstate` and `inf_nan_callback` do about infinities and NaNs.

    IGNORE does nothing, PRINT prints to standard output, WARN logs a warning, RAISE raises
    `InfOrNanError`.

    Example:
      >>> tfe.ExecutionCallback("raise") is tfe.ExecutionCallback.RAISE
      True
    """

    IGNORE = "ignore"
    PRINT = "print"
    RAISE = "raise"
    WARN = "warn"


class InfOrNanError(FloatingPointError):
    """An op's result holds an infinity or NaN.

    Args:
      op_type: the op's name in the registry, e.g. "Log".
      op_name: the name that the program gave to the op, or None.
      output_index: which of the op's outputs it is, from 0.
      num_outputs: how many outputs the op has.
      value: the output as an array.
      details: what else is known: the op's inputs, the line of the program.
    """

    def __init__(self, op_type, op_name, output_index, num_outputs, value, details=""):
        self.op_type, self.op_name, self.output_index = op_type, op_name, output_index
        self.num_outputs, self.value = num_outputs, value
        name = None if op_name is None else f"'{op_name}'"
        super().__init__(
            f"Output {output_index + 1} of {num_outputs} of TFE operation {op_type} (name: {name}) "
            f"contains {_counts(value)} out of a total of {value.size} element(s). "
            f"Tensor value: {value}{details}"
        )


def _counts(value) -> str:
    import numpy as np

    counts = [(int(np.isinf(value).sum()), "inf"), (int(np.isnan(value).sum()), "nan")]
    return " and ".join(f"{n} {what}(s)" for n, what in counts if n)


# --- what the error says beside TensorFlow's words ---
def _array(tensor):
    """The value as an array that NumPy can count in: bfloat16 as float32."""
    from zeal.printing import _array

    return _array(tensor)


def _range(tensor) -> str:
    """A tensor's shape, dtype and range: "[2] float32 from -1 to 3"; of sizes where complex."""
    import numpy as np

    text = f"[{','.join(map(str, tensor._shape_tuple()))}] {tensor.dtype.name}"
    kinds = tensor.dtype.is_floating, tensor.dtype.is_integer, tensor.dtype.is_complex
    if not any(kinds) or tensor.dtype.is_quantized:
        return text
    values = np.abs(_array(tensor)) if tensor.dtype.is_complex else _array(tensor)
    finite = values[np.isfinite(values)]
    if finite.size:
        text += f" from {finite.min():.6g} to {finite.max():.6g}"
    return text if finite.size == values.size else f"{text} with {_counts(values)}"


def _details(inputs) -> str:
    text = "".join(f"; input {i} is {_range(t)}" for i, t in enumerate(inputs) if t is not None)
    recorded = _native.differentiated_op()
    if recorded:
        text += f"; in the gradient of {recorded}"
    frame = user_frame(sys._getframe(1))
    if frame is not None:
        text += f"; the program is at {frame.f_code.co_filename}:{frame.f_lineno}"
    return text


# --- callbacks ---
@public("contrib.eager.inf_nan_callback")
def inf_nan_callback(
    op_type, inputs, attrs, outputs, op_name, check_inf=True, check_nan=True,
    action=ExecutionCallback.RAISE,
):  # fmt: skip
    """Looks for infinities and NaNs in an op's outputs; for `add_execution_callback`.

    Args:
      op_type: the op's name in the registry.
      inputs: list of its input tensors.
      attrs: its attributes: names and values by turns.
      outputs: list of its output tensors.
      op_name: the name that the program gave it, or None.
      check_inf: whether infinities count.
      check_nan: whether NaNs count.
      action: an `ExecutionCallback`, or its value such as "warn".

    Raises:
      InfOrNanError: some were found, and the action is RAISE.
      ValueError: the action is unknown.

    Example:
      >>> tfe.add_execution_callback(tfe.inf_nan_callback)
      >>> tf.log([-1.0])
      Traceback (most recent call last):
      ...
      zeal.eager.execution_callbacks.InfOrNanError: Output 1 of 1 of TFE operation Log (name: ...
      >>> tfe.clear_execution_callbacks()
    """
    import numpy as np

    action = ExecutionCallback(action)
    for i, output in enumerate(outputs):
        if not (output.dtype.is_floating or output.dtype.is_complex):
            continue
        value = _array(output)
        if not (check_inf and np.isinf(value).any() or check_nan and np.isnan(value).any()):
            continue
        error = InfOrNanError(op_type, op_name, i, len(outputs), value, _details(inputs))
        if action is ExecutionCallback.RAISE:
            raise error
        if action is ExecutionCallback.PRINT:
            print(f"Warning: {error}")
        elif action is ExecutionCallback.WARN:
            logging.getLogger("tensorflow").warning("%s", error)


@public("contrib.eager.inf_callback")
def inf_callback(op_type, inputs, attrs, outputs, op_name, action=ExecutionCallback.RAISE):
    """As `inf_nan_callback`, for infinities alone.

    Args:
      all: those of `inf_nan_callback`.

    Raises:
      InfOrNanError: some were found, and the action is RAISE.

    Example:
      >>> tfe.add_execution_callback(tfe.inf_callback)
      >>> tf.log([-1.0]).numpy().tolist()
      [nan]
      >>> tfe.clear_execution_callbacks()
    """
    inf_nan_callback(op_type, inputs, attrs, outputs, op_name, True, False, action)


@public("contrib.eager.nan_callback")
def nan_callback(op_type, inputs, attrs, outputs, op_name, action=ExecutionCallback.RAISE):
    """As `inf_nan_callback`, for NaNs alone.

    Args:
      all: those of `inf_nan_callback`.

    Raises:
      InfOrNanError: some were found, and the action is RAISE.

    Example:
      >>> tfe.add_execution_callback(tfe.nan_callback)
      >>> tf.log([0.0]).numpy().tolist()
      [-inf]
      >>> tfe.clear_execution_callbacks()
    """
    inf_nan_callback(op_type, inputs, attrs, outputs, op_name, False, True, action)


# What the NaN switch adds, by action.
_SWITCH = {
    action: functools.partial(inf_nan_callback, action=action)
    for action in ExecutionCallback
    if action is not ExecutionCallback.IGNORE
}


_AT_START = [_SWITCH[ExecutionCallback.RAISE]] * (_native.flag("ZEAL_CHECK_NUMERICS") == "1")


class _Callbacks(threading.local):
    def __init__(self):
        self.all = _AT_START


_callbacks = _Callbacks()


def _set(callbacks: list) -> None:
    _callbacks.all = callbacks
    switch = list(_SWITCH.values())
    _native.watch_ops(bool(callbacks), any(c not in switch for c in callbacks))


def _show(op_type, inputs, attrs, outputs):
    for callback in _callbacks.all:
        callback(op_type, inputs, attrs, outputs, None)


@public("contrib.eager.add_execution_callback")
def add_execution_callback(callback):
    """Has a function called after every op of this thread.

    What the function itself computes is not shown to it, nor recorded on tapes.

    Args:
      callback: function of (op_type, inputs, attrs, outputs, op_name): the op's name in the
        registry, its input tensors, its attributes as a tuple of names and values by turns, its
        output tensors, and None in place of a name. An error that it raises stops the op.

    Example:
      >>> seen = []
      >>> tfe.add_execution_callback(lambda op_type, *rest: seen.append(op_type))
      >>> x = tf.exp(tf.constant(1.0)) + 1.0
      >>> tfe.clear_execution_callbacks()
      >>> seen
      ['Exp', 'AddV2']
    """
    _set([*_callbacks.all, callback])


def remove_execution_callback(callback):
    """Takes back one callback of this thread."""
    _set([c for c in _callbacks.all if c is not callback])


def has_execution_callback(callback) -> bool:
    """Whether a callback is among those of this thread."""
    return any(c is callback for c in _callbacks.all)


@public("contrib.eager.clear_execution_callbacks")
def clear_execution_callbacks():
    """Takes back all callbacks of this thread, those of `seterr` too.

    Example:
      >>> tfe.clear_execution_callbacks()
    """
    _set([])


@public("contrib.eager.seterr")
def seterr(inf_or_nan=None):
    """The NaN switch: what happens when an op of this thread gives an infinity or NaN.

    The message names the op, the ranges of its inputs and the line of the program; in a gradient
    also the op that is differentiated, with the line that ran it. The environment flag
    ZEAL_CHECK_NUMERICS=1 does the same to a whole program.

    Args:
      inf_or_nan: an `ExecutionCallback`, or its value such as "raise"; None changes nothing.

    Returns:
      A dict of what held before, for `seterr(**before)`.

    Raises:
      ValueError: the value is unknown.

    Example:
      >>> before = tfe.seterr(inf_or_nan="raise")
      >>> tf.log([-1.0])
      Traceback (most recent call last):
      ...
      zeal.eager.execution_callbacks.InfOrNanError: Output 1 of 1 of TFE operation Log (name: ...
      >>> tfe.seterr(**before)["inf_or_nan"]
      <ExecutionCallback.RAISE: 'raise'>
    """
    old = ExecutionCallback.IGNORE
    others = []
    for callback in _callbacks.all:
        actions = [action for action, switch in _SWITCH.items() if switch is callback]
        if callback is inf_nan_callback:
            actions = [ExecutionCallback.RAISE]
        old = actions[0] if actions else old
        others += [] if actions else [callback]
    if inf_or_nan is not None:
        action = ExecutionCallback(inf_or_nan)
        _set(others + ([_SWITCH[action]] if action in _SWITCH else []))
    return {"inf_or_nan": old}


@public("contrib.eager.errstate")
@contextmanager
def errstate(inf_or_nan=None):
    """`seterr` for the length of a `with` block.

    Args:
      inf_or_nan: as for `seterr`.

    Example:
      >>> with tfe.errstate(inf_or_nan="ignore"):
      ...     print(tf.log([0.0]).numpy().tolist())
      [-inf]
    """
    before = seterr(inf_or_nan=inf_or_nan)
    try:
        yield
    finally:
        seterr(**before)


_native.show_ops(_show)
