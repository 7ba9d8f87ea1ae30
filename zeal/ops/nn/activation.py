"""Activation functions made of several ops, or with parameters."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("log_sigmoid", "math.log_sigmoid")
@named("LogSigmoid")
def log_sigmoid(x, name=None):
    """log(1 / (1 + exp(-x))), computed as -softplus(-x).

    Args:
      x: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.math.log_sigmoid([-1000.0, 0.0]).numpy().tolist()
      [-1000.0, -0.6931471824645996]
    """
    return -api.softplus(-_native.convert(x))


@public("nn.leaky_relu")
@op_function("LeakyRelu", "features, alpha")
@named("LeakyRelu")
def leaky_relu(features, alpha=0.2, name=None):
    """features above 0, alpha * features below. Maas et al., 2013.

    Args:
      features: tensor of real numbers; integers are computed in float32.
      alpha: slope below 0, a Python number.
      name: its name in graphs.

    Returns:
      A tensor of features' shape.

    Raises:
      InvalidArgumentError: features are complex, bool or strings.

    Example:
      >>> tf.nn.leaky_relu([-5, 5]).numpy().tolist()
      [-1.0, 5.0]
    """
    if _has_integers(features):
        features = api.cast(features, dtypes.float32)
    return raw.LeakyRelu(features, alpha)


def _has_integers(x):
    """Whether these are integers of a dtype, or objects; Python's own the op takes as floats."""
    while isinstance(x, (list, tuple)) and x:
        x = x[0]
    dtype = getattr(x, "dtype", None)
    return getattr(dtype, "is_integer", getattr(dtype, "kind", None) in ("i", "u", "O"))


@public("nn.crelu")
@named("CRelu", "Relu")
def crelu(features, name=None, axis=-1):
    """relu of features and of their negation, concatenated along an axis. Shang et al., 2016.

    Args:
      features: tensor of real numbers.
      name: its name in graphs.
      axis: the axis that doubles.

    Returns:
      A tensor with twice the size along axis.

    Example:
      >>> tf.nn.crelu([-1.0, 2.0]).numpy().tolist()
      [0.0, 2.0, 1.0, 0.0]
    """
    features = _native.convert(features)
    return api.relu(api.concat([features, -features], axis))


@public("nn.swish")
@named("IdentityN")
def swish(features, name=None):
    """features * sigmoid(features). Ramachandran et al., 2017.

    Args:
      features: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of the shape of features.

    Example:
      >>> tf.nn.swish([0.0, 1.0]).numpy()
      array([0.       , 0.7310586], dtype=float32)
    """
    features = _native.convert(features)
    return features * api.sigmoid(features)
