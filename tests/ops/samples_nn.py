"""Sample rows of the nn ops."""

import numpy as np
import scipy.special as sp
from samples import A, E, Sample, V
from samples_math import grad_op, unary

from zeal.errors import InvalidArgumentError as Invalid

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def below(x, low, high):
    """low where x is negative, else high."""
    return np.where(x < 0, low, high)


def expm1(x):
    return np.expm1(np.minimum(x, 0))


def relu_grad(dy, x):
    return np.where(x > 0, dy, 0).astype(x.dtype)


def relu6_grad(dy, x):
    return np.where((x > 0) & (x < 6), dy, 0).astype(x.dtype)


def sigmoid(x):
    return sp.expit(x) if x.dtype.kind == "f" else 1 / (1 + np.exp(-x))


def leaky(x, alpha=0.2):
    return np.where(x > 0, x, x * np.float32(alpha))


def leaky_grad(dy, x, alpha=0.2):
    return np.where(x > 0, dy, dy * np.float32(alpha))


# --- activation.cc ---
ACTIVATIONS = [
    unary("Relu", lambda x: below(x, 0, x).astype(x.dtype)),
    unary("Relu6", lambda x: below(x, 0, np.where(x > 6, 6, x)).astype(x.dtype), -9.0, 9.0),
    unary("Elu", lambda x: below(x, expm1(x), x)),
    unary("Selu", lambda x: SELU_SCALE * below(x, SELU_ALPHA * expm1(x), x)),
    unary("Sigmoid", sigmoid, tol=2),
    unary("Softplus", lambda x: np.logaddexp(0, x)),
    unary("Softsign", lambda x: x / (1 + np.abs(x)), tol=2),
    grad_op("ReluGrad", relu_grad),
    grad_op("Relu6Grad", relu6_grad),
    grad_op("EluGrad", lambda dy, y: below(y, dy * (y + 1), dy), tol=2),
    grad_op(
        "SeluGrad",
        lambda dy, y: below(y, dy * (y + SELU_SCALE * SELU_ALPHA), dy * SELU_SCALE),
        tol=4,
    ),
    grad_op("SigmoidGrad", lambda y, dy: dy * np.conj(y) * (1 - np.conj(y)), tol=4),
    grad_op("SoftplusGrad", lambda dy, x: dy * sp.expit(x), tol=2),
    grad_op("SoftsignGrad", lambda dy, x: dy / (1 + np.abs(x)) ** 2, tol=4),
]

# --- leaky_relu.cc ---
LEAKY = [
    *[
        Sample("LeakyRelu", [A((3, 4))], leaky, {"alpha": alpha}, name=str(alpha), tol=2)
        for alpha in (0.1, 1.5, -0.5)
    ],
    Sample("LeakyRelu", [A((0, 3))], leaky, name="empty", grad=()),
    Sample(
        "LeakyReluGrad",
        [A((3, 4)), A((3, 4))],
        leaky_grad,
        {"alpha": 0.1},
        tol=2,
        errors=[E([A((3, 4)), A((4,))], {}, Invalid, "must have the same shape")],
    ),
]

ROWS = [*ACTIVATIONS, *LEAKY]


# --- softmax.cc, cross_entropy.cc, bias_add.cc, l2_loss.cc ---
def sparse_loss(x, labels):
    rows = np.arange(len(labels))
    one_hot = np.zeros_like(x)
    one_hot[rows, labels] = 1
    return -sp.log_softmax(x, -1)[rows, labels], sp.softmax(x, -1) - one_hot


def dense_loss(x, p):
    x, p = np.broadcast_arrays(x, p)
    return -(p * sp.log_softmax(x, -1)).sum(-1), sp.softmax(x, -1) * p.sum(-1, keepdims=True) - p


def distribution(x, p):
    """Of labels that do not sum to 1, TensorFlow's backprop takes softmax as it is."""
    loss, _ = dense_loss(x, p)
    return loss, np.broadcast_arrays(sp.softmax(x, -1), p)[0] - p


def bias_add(x, b, data_format="NHWC"):
    return x + (b if data_format == "NHWC" else b.reshape((-1,) + (1,) * (x.ndim - 2)))


def bias_grad(dy, data_format="NHWC"):
    keep = dy.ndim - 1 if data_format == "NHWC" else 1
    return dy.sum(tuple(i for i in range(dy.ndim) if i != keep), dtype=dy.dtype)


def softmax_rows(op, f):
    ref = lambda x: f(x, -1)  # noqa: E731
    return [
        Sample(op, [A((2, 3))], ref, errors=[E([A(())], {}, Invalid, "rank")]),
        Sample(op, [A((2, 2, 3), -30.0, 30.0)], ref, name="deep", tol=8, grad=()),
        Sample(op, [A((5,))], ref, name="vector"),
        Sample(op, [A((33, 17))], ref, name="wide", grad=()),
        Sample(op, [A((3, 1500))], ref, name="long", grad=(), tol=16),
        Sample(op, [A((0, 3))], ref, name="empty"),
    ]


LABELS = A((3,), 0.0, 1.5, dtype="int32")
ROWS += [
    *softmax_rows("Softmax", sp.softmax),
    *softmax_rows("LogSoftmax", sp.log_softmax),
    Sample("SparseSoftmaxCrossEntropyWithLogits", [A((3, 4)), LABELS], sparse_loss, tol=4, errors=[
        E([A((3, 4)), A((2,), dtype="int32")], {}, Invalid, "one label for each row"),
        E([A((3,)), LABELS], {}, Invalid, "rank")]),
    Sample("SparseSoftmaxCrossEntropyWithLogits", [A((0, 4)), A((0,), dtype="int64")], sparse_loss, name="empty"),
    Sample("SoftmaxCrossEntropyWithLogits", [A((3, 4)), A((3, 4), 0.0, 1.0)], distribution, tol=8, grad=(), errors=[
        E([A((3, 4)), A((3, 5))], {}, Invalid, "logits_size=[3,4] labels_size=[3,5]")]),
    # The gradient for features presumes distributions, as TensorFlow's does.
    Sample("SoftmaxCrossEntropyWithLogits", [A((2, 3)), V([[0.2, 0.3, 0.5], [0.0, 1.0, 0.0]], "float64")], distribution,
           dtypes=("float64",), grad=(0,), name="features"),
    Sample("SoftmaxCrossEntropyWithLogits", [A((2, 3)), A((2, 3), 0.0, 1.0)], distribution, dtypes=("float64",),
           grad=(1,), second=False, name="labels"),
    Sample("SoftmaxCrossEntropyWithLogits", [A((2, 3)), A((1, 3), 0.0, 1.0)], distribution, tol=8, grad=(),
           name="broadcast"),
    *[row for shape, bias, fmt in [((2, 3), (3,), "NHWC"), ((2, 3, 2, 2), (3,), "NCHW"), ((40, 5), (5,), "NHWC"),
                                   ((0, 3), (3,), "NHWC")]
      for row in [Sample("BiasAdd", [A(shape), A(bias)], bias_add, {"data_format": fmt}, name=f"{fmt}-{shape}"),
                  Sample("BiasAddGrad", [A(shape)], bias_grad, {"data_format": fmt}, name=f"{fmt}-{shape}", tol=4)]],
    Sample("BiasAdd", [A((2, 3)), A((3,))], bias_add, errors=[
        E([A((2, 3)), A((2,))], {}, Invalid, "must be equal"),
        E([A((2, 3)), A((3,))], {"data_format": "NDHW"}, Invalid, "NHWC or NCHW")], big=[A((3000, 64)), A((64,))]),
    Sample("BiasAddV1", [A((2, 3)), A((3,))], bias_add),
    Sample("L2Loss", [A((2, 3))], lambda t: (t * t).sum() / 2, tol=4),
    Sample("L2Loss", [A((0,))], lambda t: (t * t).sum() / 2, name="empty"),
]
