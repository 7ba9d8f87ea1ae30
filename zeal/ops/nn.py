"""Neural-network ops: softmax, cross-entropies, normalisation, dropout."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.errors import InvalidArgumentError
from zeal.ops.cast import cast
from zeal.ops.deprecation import renamed, warned
from zeal.ops.op_function import op_function
from zeal.random_seed import op_seeds
from zeal.tensor_shape import as_shape

__all__ = [
    "batch_normalization", "bias_add", "crelu", "dropout", "elu", "l2_loss", "l2_normalize",
    "leaky_relu", "log_softmax", "moments", "relu", "relu6", "relu_layer", "selu",
    "sigmoid_cross_entropy_with_logits", "softmax", "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2", "softplus", "softsign",
    "sparse_softmax_cross_entropy_with_logits", "swish", "weighted_cross_entropy_with_logits",
    "weighted_moments", "xw_plus_b", "zero_fraction",
]  # fmt: skip

relu, relu6, elu, softplus, softsign = api.relu, api.relu6, api.elu, api.softplus, api.softsign
selu, l2_loss = api.selu, api.l2_loss
softmax, log_softmax = api.softmax, api.log_softmax


@op_function("LeakyRelu", "features, alpha")
def leaky_relu(features, alpha=0.2, name=None):
    """features above 0, alpha * features below. Maas et al., 2013.

    Args:
      features: tensor of real numbers; integers are computed in float32.
      alpha: slope below 0, a Python number.
      name: accepted for compatibility.

    Returns:
      A tensor of features' shape.

    Raises:
      InvalidArgumentError: features are complex, bool or strings.

    Example:
      >>> tf.nn.leaky_relu([-5, 5]).numpy().tolist()
      [-1.0, 5.0]
    """
    try:
        return api.leaky_relu(features, alpha)
    except InvalidArgumentError:
        features = _native.convert(features)
        if not features.dtype.is_integer:
            raise
    return api.leaky_relu(raw.Cast(features, DstT=dtypes.float32), alpha)


def _unnamed(op, sentinel):
    """The error of a loss that was called without names, or without one of its arguments."""
    if sentinel is None:
        return ValueError("Both labels and logits must be provided.")
    return ValueError(f"Only call `{op}` with named arguments (labels=..., logits=..., ...)")


def sparse_softmax_cross_entropy_with_logits(_sentinel=None, labels=None, logits=None, name=None):
    """Cross-entropy between class numbers and softmax(logits).

    Args:
      _sentinel: forces the use of named arguments.
      labels: int32 or int64 tensor [d_0, ..., d_{r-1}] of classes in [0, num_classes).
      logits: half, float32 or float64 tensor [d_0, ..., d_{r-1}, num_classes].
      name: accepted for compatibility.

    Returns:
      A tensor of the shape of labels and the dtype of logits.

    Raises:
      ValueError: arguments were not named, or shapes do not fit.

    Example:
      >>> tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=[[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("sparse_softmax_cross_entropy_with_logits", _sentinel)
    return _native.sparse_softmax_cross_entropy(labels, logits)


def softmax_cross_entropy_with_logits_v2(labels, logits, axis=None, name=None, dim=None):
    """Cross-entropy between class probabilities and softmax(logits).

    Args:
      labels: tensor of the shape and dtype of logits, or one row for all; each row a distribution.
      logits: half, float32 or float64 tensor.
      axis: the class axis, the last by default.
      name: accepted for compatibility.
      dim: deprecated alias of axis.

    Returns:
      A tensor of the shape of logits without the class axis. Gradients flow into both arguments.

    Raises:
      InvalidArgumentError: axis is out of range, or the shapes differ.

    Example:
      >>> tf.nn.softmax_cross_entropy_with_logits_v2([[0.5, 0.5]], [[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if dim is not None:
        axis = renamed("softmax_cross_entropy_with_logits_v2", "axis", axis, "dim", dim)
    if axis is not None:
        labels, logits = _classes_last(labels, logits, int(axis))
    return _native.softmax_cross_entropy(labels, logits)


def _classes_last(labels, logits, axis):
    """labels and logits with this axis moved to the end."""
    logits = _native.convert(logits)
    rank = logits.ndim
    if not -rank <= axis < rank:
        raise InvalidArgumentError(
            f"[softmax_cross_entropy_with_logits_v2] axis {axis} is out of range for logits of "
            f"shape {logits._shape_tuple()}; it must be in [-{rank}, {rank})"
        )
    if axis in (-1, rank - 1):
        return labels, logits
    order = [i for i in range(rank) if i != axis % rank] + [axis % rank]
    return api.transpose(labels, order), api.transpose(logits, order)


def softmax_cross_entropy_with_logits(
    _sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None
):
    """As `softmax_cross_entropy_with_logits_v2`, with no gradient into labels.

    Args:
      _sentinel: forces the use of named arguments.
      labels: tensor of the shape and dtype of logits; each row a distribution.
      logits: half, float32 or float64 tensor.
      dim: deprecated alias of axis.
      name: accepted for compatibility.
      axis: the class axis, the last by default.

    Returns:
      A tensor of the shape of logits without the class axis.

    Raises:
      ValueError: arguments were not named, or both axis and dim are given.

    Example:
      >>> tf.nn.softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("softmax_cross_entropy_with_logits", _sentinel)
    if dim != -1:
        axis = renamed("softmax_cross_entropy_with_logits", "axis", axis, "dim", dim)
    labels = api.stop_gradient(_native.convert(labels))
    return softmax_cross_entropy_with_logits_v2(labels, logits, axis)


def sigmoid_cross_entropy_with_logits(_sentinel=None, labels=None, logits=None, name=None):
    """Cross-entropy of independent binary classes.

    max(x, 0) - x * z + log(1 + exp(-|x|)) with x = logits, z = labels.

    Args:
      _sentinel: forces the use of named arguments.
      labels: tensor of the shape and dtype of logits.
      logits: floating tensor.
      name: accepted for compatibility.

    Returns:
      A tensor of the shape of logits.

    Raises:
      ValueError: arguments were not named, or shapes differ.
      InvalidArgumentError: labels are a tensor of another dtype.

    Example:
      >>> tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0], logits=[0.0, 0.0]).numpy()
      array([0.6931472, 0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("sigmoid_cross_entropy_with_logits", _sentinel)
    return _native.sigmoid_cross_entropy(labels, logits)


def weighted_cross_entropy_with_logits(
    labels=None, logits=None, pos_weight=None, name=None, targets=None
):
    """Sigmoid cross-entropy with a weight on positive labels.

    (1 - z) x + (1 + (q - 1) z) (log(1 + exp(-|x|)) + max(-x, 0)), with q = pos_weight.

    Args:
      labels: tensor of the shape and dtype of logits.
      logits: floating tensor.
      pos_weight: scalar or tensor that broadcasts to logits.
      name: accepted for compatibility.
      targets: deprecated alias of labels.

    Returns:
      A tensor of the shape of logits.

    Raises:
      ValueError: shapes differ, or both labels and targets are given.

    Example:
      >>> tf.nn.weighted_cross_entropy_with_logits([1.0, 0.0], [0.0, 0.0], pos_weight=2.0).numpy()
      array([1.3862944, 0.6931472], dtype=float32)
    """
    labels = renamed("weighted_cross_entropy_with_logits", "labels", labels, "targets", targets)
    logits = _native.convert(logits)
    own = isinstance(labels, (_native.Tensor, _native.Variable))
    labels = _native.convert(labels, None if own else logits.dtype)
    if logits._shape_tuple() != labels._shape_tuple():
        raise ValueError(
            f"logits and labels must have the same shape ({logits.shape} vs {labels.shape})"
        )
    weight = 1 + (pos_weight - 1) * labels
    tail = api.log1p(api.exp(-abs(logits))) + relu(-logits)
    return (1 - labels) * logits + weight * tail


@op_function("BiasAdd", "value, bias")
def bias_add(value, bias, data_format=None, name=None):
    """Adds a vector to the channels of a tensor.

    Args:
      value: tensor of rank 2 or more.
      bias: vector as long as the channel axis, of value's dtype.
      data_format: "NHWC" (channels last, default), "NCHW" (channels second) or "N...C", "NC...".
      name: accepted for compatibility.

    Returns:
      A tensor of value's shape.

    Raises:
      ValueError: unknown data_format.

    Example:
      >>> tf.nn.bias_add([[1.0, 2.0], [3.0, 4.0]], [10.0, 20.0]).numpy().tolist()
      [[11.0, 22.0], [13.0, 24.0]]
    """
    if data_format is None or (data_format.startswith("N") and data_format.endswith("C")):
        return raw.BiasAdd(value, bias)
    if data_format.startswith("NC"):
        return raw.BiasAdd(value, bias, data_format="NCHW")
    raise ValueError("data_format must be of the form `N...C` or `NC...`")


def crelu(features, name=None, axis=-1):
    """relu of features and of their negation, concatenated along an axis. Shang et al., 2016.

    Args:
      features: tensor of real numbers.
      name: accepted for compatibility.
      axis: the axis that doubles.

    Returns:
      A tensor with twice the size along axis.

    Example:
      >>> tf.nn.crelu([-1.0, 2.0]).numpy().tolist()
      [0.0, 2.0, 1.0, 0.0]
    """
    features = _native.convert(features)
    return relu(api.concat([features, -features], axis))


def swish(features, name=None):
    """features * sigmoid(features). Ramachandran et al., 2017.

    Args:
      features: floating tensor.
      name: accepted for compatibility.

    Returns:
      A tensor of the shape of features.

    Example:
      >>> tf.nn.swish([0.0, 1.0]).numpy()
      array([0.       , 0.7310586], dtype=float32)
    """
    features = _native.convert(features)
    return features * api.sigmoid(features)


def xw_plus_b(x, weights, biases, name=None):
    """matmul(x, weights) + biases.

    Args:
      x: tensor [batch, in_units].
      weights: tensor [in_units, out_units].
      biases: vector [out_units].
      name: accepted for compatibility.

    Returns:
      A tensor [batch, out_units].

    Example:
      >>> tf.nn.xw_plus_b([[1.0, 2.0]], [[1.0], [1.0]], [0.5]).numpy().tolist()
      [[3.5]]
    """
    return raw.BiasAdd(raw.MatMul(x, weights), biases)


def relu_layer(x, weights, biases, name=None):
    """relu(matmul(x, weights) + biases); see `xw_plus_b`.

    Args:
      x: floating tensor [batch, in_units].
      weights: tensor [in_units, out_units] of x's dtype.
      biases: vector [out_units] of x's dtype.
      name: accepted for compatibility.

    Returns:
      A tensor [batch, out_units].

    Example:
      >>> tf.nn.relu_layer([[1.0, 2.0]], [[1.0, -1.0], [1.0, -1.0]], [0.5, 0.5]).numpy().tolist()
      [[3.5, 0.0]]
    """
    return relu(xw_plus_b(x, weights, biases))


def zero_fraction(value, name=None):
    """The share of elements that are zero.

    Args:
      value: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A float32 scalar; NaN for an empty tensor.

    Example:
      >>> tf.nn.zero_fraction([0, 1, 0, 2]).numpy()
      0.5
    """
    value = _native.convert(value)
    none = {dtypes.bool: False, dtypes.string: ""}.get(value.dtype, 0)
    zero = raw.Equal(value, _native.convert(none, value.dtype))
    return api.reduce_mean(raw.Cast(zero, DstT=dtypes.float32))


def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None):
    """x / sqrt(max(sum(x ** 2), epsilon)) along axes.

    Args:
      x: floating tensor.
      axis: axis or list of axes.
      epsilon: lower bound of the squared norm.
      name: accepted for compatibility.
      dim: deprecated alias of axis.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.nn.l2_normalize([3.0, 4.0]).numpy()
      array([0.6, 0.8], dtype=float32)
    """
    axis = renamed("l2_normalize", "axis", axis, "dim", dim)
    x = _native.convert(x)
    squares = api.reduce_sum(x * x, axis, keepdims=True)
    return x * api.rsqrt(raw.Maximum(squares, epsilon))


def moments(x, axes, shift=None, name=None, keep_dims=None, keepdims=None):
    """Mean and variance over axes.

    Args:
      x: floating tensor; half types compute in float32.
      axes: list of axes.
      shift: not used, as in TensorFlow.
      name: accepted for compatibility.
      keep_dims: deprecated alias of keepdims.
      keepdims: whether the axes stay, with size 1.

    Returns:
      (mean, variance), both of x's dtype.

    Example:
      >>> mean, variance = tf.nn.moments(tf.constant([[1.0, 2.0], [3.0, 6.0]]), [0])
      >>> mean.numpy().tolist(), variance.numpy().tolist()
      ([2.0, 4.0], [1.0, 4.0])
    """
    keep = keepdims
    if keep_dims is not None:
        keep = renamed("moments", "keepdims", keepdims, "keep_dims", keep_dims)
    return _native.moments(x, axes, keep)


def weighted_moments(x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None):
    """Mean and variance over axes, each element counted with a weight.

    Args:
      x: floating tensor.
      axes: list of axes.
      frequency_weights: tensor that broadcasts to x; cast to its dtype.
      name: accepted for compatibility.
      keep_dims: deprecated alias of keepdims.
      keepdims: whether the axes stay, with size 1.

    Returns:
      (mean, variance).

    Example:
      >>> x = tf.constant([1.0, 2.0, 9.0])
      >>> mean, variance = tf.nn.weighted_moments(x, [0], [1.0, 1.0, 0.0])
      >>> mean.numpy(), variance.numpy()
      (1.5, 0.25)
    """
    keep = renamed("weighted_moments", "keepdims", keepdims, "keep_dims", keep_dims)
    x = _native.convert(x)
    weights = raw.BroadcastTo(cast(frequency_weights, x.dtype), x._shape_tuple())
    total = api.reduce_sum(weights, axes, keepdims=True)
    mean = api.reduce_sum(x * weights, axes, keepdims=True) / total
    spread = api.reduce_sum(weights * raw.SquaredDifference(x, mean), axes, keepdims=True)
    variance = spread / total
    if keep:
        return mean, variance
    return api.reduce_sum(mean, axes), api.reduce_sum(variance, axes)


def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    """scale * (x - mean) / sqrt(variance + variance_epsilon) + offset. Ioffe and Szegedy, 2015.

    Args:
      x: floating tensor.
      mean: tensor that broadcasts to x; it and the next may be wider than x, as statistics of half
        precision are.
      variance: the same.
      offset: the same, or None for 0.
      scale: the same, or None for 1.
      variance_epsilon: small number added to the variance.
      name: accepted for compatibility.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> x = tf.constant([1.0, 3.0])
      >>> tf.nn.batch_normalization(x, 2.0, 4.0, 10.0, 2.0, 0.0).numpy().tolist()
      [9.0, 11.0]
    """
    if type(x) is not _native.Tensor:
        x = _native.convert(x)
    inverse = api.rsqrt(_native.convert(variance) + variance_epsilon)
    if scale is not None:
        inverse = inverse * scale
    shift = -mean * inverse if offset is None else offset - mean * inverse
    return x * api.cast(inverse, x.dtype) + api.cast(shift, x.dtype)


def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None):
    """Sets elements to zero with probability `rate` and scales the others by 1 / (1 - rate).

    Args:
      x: floating tensor.
      keep_prob: deprecated; 1 - rate.
      noise_shape: shape of the mask, which broadcasts to x; x's own by default.
      seed: op seed; see `tf.set_random_seed`.
      name: accepted for compatibility.
      rate: probability that an element is dropped, in [0, 1).

    Returns:
      A tensor of x's shape.

    Raises:
      ValueError: rate is out of range, or not exactly one of rate and keep_prob is given.

    Example:
      >>> y = tf.nn.dropout(tf.ones([100]), rate=0.5)
      >>> sorted(set(y.numpy().tolist()))
      [0.0, 2.0]

    Srivastava et al., 2014.
    """
    if keep_prob is not None:
        try:
            dropped = 1 - keep_prob
        except TypeError:
            raise ValueError(
                f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})"
            ) from None
        if rate is not None or "dropout(keep_prob)" not in warned:
            renamed("dropout", "rate", rate, "keep_prob", dropped)
        rate = dropped
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    x = _native.convert(x)
    if not x.dtype.is_floating:
        raise ValueError(
            "x has to be a floating point tensor since it's going to be scaled. "
            f"Got a {x.dtype} tensor instead."
        )
    if isinstance(rate, _native.Tensor):
        if max(rate._shape_tuple(), default=1) != 1:
            raise ValueError(f"rate must be a scalar tensor, got shape {rate.shape}")
        if float(rate) == 0:
            return x
    elif not 0 < rate < 1:
        if rate == 0:
            return x
        raise ValueError(
            f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}"
        )
    if noise_shape is not None:
        noise_shape = _noise_shape(x, noise_shape)
    seed, seed2 = op_seeds(seed)
    # The scale of a Python number is taken in double, as in TensorFlow.
    return _native.dropout(x, noise_shape, seed, seed2, rate, 1 / (1 - rate))


def _noise_shape(x, noise_shape):
    """The shape of a dropout mask, in which None stands for x's own size."""
    try:
        wanted = as_shape(noise_shape).as_list()
    except (TypeError, ValueError):  # a tensor, or what the op refuses
        return noise_shape
    if len(wanted) != x.ndim:
        return noise_shape
    return [own if n is None else n for n, own in zip(wanted, x._shape_tuple(), strict=True)]
