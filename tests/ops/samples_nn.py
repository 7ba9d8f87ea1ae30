"""Sample rows of the nn ops."""

import numpy as np
import scipy.special as sp
from samples import A, E, Sample
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
        errors=[E([A((3, 4)), A((4,))], {}, Invalid, "shapes differ")],
    ),
]

ROWS = [*ACTIVATIONS, *LEAKY]
