"""How many float operations ops do, counted as TensorFlow 1.15 counts them."""

from math import prod


def _size(tensor):
    """The number of elements. Raises ValueError where it is unknown."""
    return prod(int(n) for n in _sizes(tensor))


def _sizes(tensor):
    sizes = tensor.shape.as_list()
    if None in sizes:
        raise ValueError(f"the shape of {tensor.name} is not fully defined")
    return sizes


def _by_input(each):
    return lambda op: each * _size(op.inputs[0])


def _by_output(each):
    return lambda op: each * _size(op.outputs[0])


def _reduction(finish):
    return lambda op: _size(op.inputs[0]) + (finish - 1) * _size(op.outputs[0])


def _product(op):
    sizes = _sizes(op.inputs[0])
    return 2 * _size(op.outputs[0]) * sizes[-2 if _transposed(op) else -1]


def _transposed(op):
    return op.get_attr("transpose_a" if op.type == "MatMul" else "adj_x")


def _convolution(axes):
    return lambda op: 2 * _size(op.outputs[0]) * prod(_sizes(op.inputs[1])[:axes])


def _window(op):
    if op.get_attr("data_format") != b"NHWC":
        raise ValueError("Only NHWC format is supported in flops computations")
    return prod(op.get_attr("ksize"))


def _convolution_gradient(op, image, kernel):
    strides = op.get_attr("strides")
    return 2 * _size(image) * _size(kernel) / (_sizes(image)[-1] * strides[1] * strides[2])


_COUNTED = {
    **dict.fromkeys("Reciprocal Square Log Neg AssignSub AssignAdd BiasAdd".split(), _by_input(1)),
    "Rsqrt": _by_input(2),
    "Softmax": _by_input(5),
    "L2Loss": lambda op: 3 * _size(op.inputs[0]) - 1,
    **dict.fromkeys(
        "Add Sub Mul RealDiv Maximum Minimum Pow GreaterEqual Greater LessEqual Less Equal "
        "NotEqual".split(),
        _by_output(1),
    ),
    "RsqrtGrad": _by_output(4),
    "SquaredDifference": _by_output(2),
    "Mean": _reduction(1),
    **dict.fromkeys("Sum ArgMax ArgMin BiasAddGrad".split(), _reduction(0)),
    "AddN": lambda op: _size(op.inputs[0]) * (len(op.inputs) - 1),
    **dict.fromkeys(("MatMul", "BatchMatMul"), _product),
    "Conv2D": _convolution(3),
    "Conv3D": _convolution(4),
    **dict.fromkeys(("DepthwiseConv2dNative", "Dilation2D"), _convolution(2)),
    **dict.fromkeys(("AvgPool", "MaxPool"), lambda op: _window(op) * _size(op.outputs[0])),
    "AvgPoolGrad": lambda op: 2 * _window(op) * _size(op.inputs[1]),
    "MaxPoolGrad": lambda op: (_window(op) + 1) * _size(op.inputs[1]),
    "Conv2DBackpropInput": lambda op: _convolution_gradient(op, op.outputs[0], op.inputs[1]),
    "Conv2DBackpropFilter": lambda op: _convolution_gradient(op, op.inputs[0], op.outputs[0]),
}

STATISTICS: dict = {}
"""Functions of (graph, NodeDef) that programs gave, by op and statistic."""


def float_operations(op):
    """The float operations of an op; None where nobody counts them.

    Raises:
      ValueError: a shape is not known.
    """
    given = STATISTICS.get((op.type, "flops"))
    if given is not None:
        return given(op.graph, op.node_def).value
    count = _COUNTED.get(op.type)
    return None if count is None else int(count(op))
