"""Assertions while a graph is built: what is known raises at once, the rest is an Assert op."""

from zeal import _native, errors
from zeal._native import api
from zeal.eager.control import no_op
from zeal.effects.summary_text import summary
from zeal.ops.array.shape import as_list
from zeal.ops.host_op import python_op
from zeal.state.scope import name_scope
from zeal.tensor_shape import sizes_text


def _kernel(tensors, attrs):
    condition, *data = tensors
    if bool(condition):
        return []
    shown = " ".join(f"[{summary(t, attrs['summarize'])}]" for t in data)
    raise errors.InvalidArgumentError(f"assertion failed: {shown}")


def _infer(shapes, attrs):
    if shapes[0] is not None and shapes[0] != ():
        raise errors.InvalidArgumentError(f"In[0] should be a scalar: {sizes_text(shapes[0])}")
    return []


_assert = python_op(
    "Assert", [("condition", "bool"), ("data", "list(T)")], [], attrs=[("summarize", 3)],
    infer=_infer, kernel=_kernel, doc="Raises in a run unless a condition holds.",
)  # fmt: skip


def assertion(condition, data, summarize, name=None):
    """`tf.Assert` in a graph: the operation."""
    if not hasattr(data, "__iter__"):
        raise TypeError("values must be a sequence.")
    with name_scope(name, "Assert", [condition, data]):
        data = [_native.convert(x) for x in as_list(data)]
        return _assert(condition, data, 3 if summarize is None else summarize, name="Assert")


_TOLD = {"Shape", "Size", "Rank"}
_TOLD_BY_INPUTS = {
    "Cast", "Concat", "ConcatOffset", "ConcatV2", "Const", "Equal", "Fill", "NotEqual", "OnesLike",
    "Pack", "Range", "ZerosLike",
}  # fmt: skip


def _is_told(tensor):
    """Whether TensorFlow knows the value, too, while it builds a graph: it folds few ops."""
    kind = tensor.op.type
    return kind in _TOLD or (kind in _TOLD_BY_INPUTS and all(map(_is_told, tensor.op.inputs)))


def require(holds, data, summarize):
    """An assertion that all elements of `holds` are true; raises where TensorFlow knows better.

    Args:
      holds: bool tensor of a graph, a comparison.
      data: list of what the error shows.
      summarize: the number of elements shown of each.

    Raises:
      InvalidArgumentError: an element is known to be false.
    """
    known = _native.known_value(holds)
    told = known is not None and all(map(_is_told, holds.op.inputs))
    if told and not known.numpy().all():
        raise errors.InvalidArgumentError("\n".join(map(_known_text, data)))
    return assertion(api.reduce_all(holds), data, summarize)


def _known_text(value):
    known = _native.known_value(value) if isinstance(value, _native.Tensor) else None
    if known is None:
        return str(value)
    return (
        known.numpy().decode(errors="replace")
        if known.shape == () and known.dtype == "string"
        else str(known.numpy())
    )


def holds_already(what):
    """What an assertion gives that needs no run."""
    return no_op(what)
