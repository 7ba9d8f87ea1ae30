"""Networks for flows: dense layers whose units read only what lies before them."""

from typing import Any

from zeal._native import api
from zeal.contrib.distributions.bijectors.autoregressive import known_depth
from zeal.layers import dense
from zeal.public import public
from zeal.state.initializers import GlorotNormal
from zeal.state.template import make_template


def _mask(blocks, inputs, units, exclusive):
    """Which inputs units may read: of the blocks before theirs or, inclusive, of theirs too."""
    import numpy as np

    mask = np.zeros([inputs, units], np.float32)
    step_in, step_out = inputs // blocks, units // blocks
    for block in range(blocks):
        first = (block + exclusive) * step_out
        mask[block * step_in : (block + 1) * step_in, first:] = 1
    return mask


@public("contrib.distributions.bijectors.masked_dense")
def masked_dense(
    inputs, units, num_blocks=None, exclusive=False, kernel_initializer=None, reuse=None,
    name=None, *args: Any, **kwargs: Any,
):  # fmt: skip
    """A dense layer whose units read only the inputs of the blocks before theirs.

    M. Germain, K. Gregor, I. Murray, H. Larochelle, "MADE" (2015).

    Args:
      inputs: floating tensor of known last size.
      units: how many outputs.
      num_blocks: in how many blocks inputs and outputs are divided.
      exclusive: whether a unit's own block is hidden too.
      kernel_initializer: the weights' initializer; Glorot's normal one by default.
      reuse: whether variables of that name are used again.
      name: its name.
      *args, **kwargs: those of `tf.layers.dense`.

    Returns:
      A tensor.

    Raises:
      NotImplementedError: the last size is unknown.

    Example:
      >>> with tf.Graph().as_default():
      ...     y = tf.contrib.distributions.bijectors.masked_dense(tf.ones([1, 2]), 2, num_blocks=2)
      ...     y.shape.as_list()
      [1, 2]
    """
    mask = _mask(num_blocks, known_depth(inputs), units, exclusive)
    first = GlorotNormal() if kernel_initializer is None else kernel_initializer
    kwargs["kernel_initializer"] = lambda shape, dtype=None, partition_info=None: (
        first(shape, dtype, partition_info) * api.cast(mask, dtype)
    )
    return dense(
        inputs, units, *args, kernel_constraint=lambda w: w * api.cast(mask, w.dtype), name=name,
        reuse=reuse, **kwargs,
    )  # fmt: skip


def _clipped(x, low, high):
    """x between bounds, with gradients as if it were not."""
    return x + api.stop_gradient(api.clip_by_value(x, low, high) - x)


@public("contrib.distributions.bijectors.masked_autoregressive_default_template")
def masked_autoregressive_default_template(
    hidden_layers, shift_only=False, activation=api.relu, log_scale_min_clip=-5.0,
    log_scale_max_clip=3.0, log_scale_clip_gradient=False, name=None, *args: Any, **kwargs: Any,
):  # fmt: skip
    """A masked network for `MaskedAutoregressiveFlow`.

    Args:
      hidden_layers: how many units the hidden layers have.
      shift_only: whether there is no log_scale.
      activation: that of hidden layers.
      log_scale_min_clip, log_scale_max_clip: the bounds of log_scale.
      log_scale_clip_gradient: whether no gradient flows beyond them.
      name: its name.
      *args, **kwargs: those of `tf.layers.dense`.

    Returns:
      A function of a tensor of known last size that returns shift and log_scale.

    Raises:
      NotImplementedError: the last size is unknown.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> with tf.Graph().as_default():
      ...     shift, log_scale = tfb.masked_autoregressive_default_template([4])(tf.ones([3, 2]))
      ...     shift.shape.as_list(), log_scale.shape.as_list()
      ([3, 2], [3, 2])
    """

    def network(x):
        depth, shape = known_depth(x), api.shape(x)
        for i, units in enumerate(hidden_layers):
            x = masked_dense(
                *args, inputs=x, units=units, num_blocks=depth, exclusive=i == 0,
                activation=activation, **kwargs,
            )  # fmt: skip
        outputs = (1 if shift_only else 2) * depth
        x = masked_dense(
            *args, inputs=x, units=outputs, num_blocks=depth, activation=None, **kwargs
        )
        if shift_only:
            return api.reshape(x, shape), None
        x = api.reshape(x, api.concat([shape, [2]], 0))
        clip = api.clip_by_value if log_scale_clip_gradient else _clipped
        return x[..., 0], clip(x[..., 1], log_scale_min_clip, log_scale_max_clip)

    return make_template(name or "masked_autoregressive_default_template", network)


@public("contrib.distributions.bijectors.real_nvp_default_template")
def real_nvp_default_template(
    hidden_layers, shift_only=False, activation=api.relu, name=None, *args: Any, **kwargs: Any
):
    """A network of dense layers for `RealNVP`.

    Args:
      name: accepted for compatibility.
      *args, **kwargs: those of `tf.layers.dense`.
      the others: as for `masked_autoregressive_default_template`.

    Returns:
      A function of a tensor and a number of outputs that returns shift and log_scale.

    Example:
      >>> with tf.Graph().as_default():
      ...     network = tf.contrib.distributions.bijectors.real_nvp_default_template([4])
      ...     shift, log_scale = network(tf.ones([3, 2]), 1)
      ...     shift.shape.as_list(), log_scale.shape.as_list()
      ([3, 1], [3, 1])
    """

    def network(x, output_units):
        for units in hidden_layers:
            x = dense(*args, inputs=x, units=units, activation=activation, **kwargs)
        outputs = (1 if shift_only else 2) * output_units
        x = dense(*args, inputs=x, units=outputs, activation=None, **kwargs)
        return (x, None) if shift_only else (x[:, :output_units], x[:, output_units:])

    return make_template("real_nvp_default_template", network)
