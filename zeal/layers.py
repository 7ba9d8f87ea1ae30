"""tf.layers: Keras's layers under their older names, and functions that make and call one."""

from zeal.keras import layers as _layers
from zeal.keras.layers import Dense, Dropout, Flatten
from zeal.keras.layers import Layer as Layer
from zeal.namespace import namespace as _namespace

__all__ = ["Dense", "Dropout", "Flatten", "Layer", "dense", "dropout", "flatten"]


def dense(
    inputs,
    units,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """Makes a Dense layer and calls it; its variables are new at each call.

    Args:
      inputs: floating tensor of shape `[..., n]`.
      units: length of the output's last axis.
      reuse: not built; must be None or False.
      The others: as `tf.keras.layers.Dense`.

    Returns:
      A tensor of shape `[..., units]`.

    Raises:
      NotImplementedError: reuse is asked for.
    """
    if reuse:
        raise NotImplementedError("tf.layers.dense: reuse is not built; keep a tf.layers.Dense")
    layer = _layers.Dense(
        units, activation, use_bias, kernel_initializer or "glorot_uniform", bias_initializer,
        kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable=trainable, name=name,
    )
    return layer(inputs)


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None):
    """Sets elements to zero at random if `training`, and scales the others up.

    Args, Returns: as `tf.keras.layers.Dropout` and its call.
    """
    return _layers.Dropout(rate, noise_shape, seed, name=name)(inputs, training=training)


def flatten(inputs, name=None, data_format="channels_last"):
    """Joins all axes but the first.

    Args, Returns: as `tf.keras.layers.Flatten` and its call.
    """
    return _layers.Flatten(data_format, name=name)(inputs)

__getattr__ = _namespace(__name__)
