"""What the types of tensors say about operators, and two operators as Python 2 spelled them."""

# Those that classes of programs forward to their tensors, as TensorFlow 1.15 lists them.
OVERLOADABLE_OPERATORS = {
    f"__{prefix}{name}__"
    for name in "add and div floordiv matmul mod mul or pow sub truediv xor".split()
    for prefix in ("", "r")
} | {f"__{name}__" for name in "abs eq ge getitem gt invert le lt ne neg".split()}


def _div(x, y):
    from zeal.ops.math.arithmetic import div

    return div(x, y)


def _rdiv(x, y):
    return _div(y, x)


def _nonzero(x):
    return bool(x)


PYTHON_2 = {"__div__": _div, "__rdiv__": _rdiv, "__nonzero__": _nonzero}


def as_tf_output(tensor):
    """What functions of C took of a tensor: itself."""
    return tensor
