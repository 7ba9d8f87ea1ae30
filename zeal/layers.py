"""tf.layers: Keras's layers under their older names, and functions that make and call one."""

from contextlib import contextmanager as _contextmanager
from typing import Any as _Any

from zeal._native import Tensor as _Tensor
from zeal._native import Variable as _Variable
from zeal.keras.layers import dense as _dense
from zeal.keras.layers import dropout as _dropout
from zeal.keras.layers import flatten as _flatten
from zeal.keras.layers.layer import Layer as _Layer
from zeal.keras.naming import snake_case as _snake_case
from zeal.namespace import namespace
from zeal.public import public
from zeal.state.scope import name_scope as _name_scope
from zeal.state.scope import variable_prefix as _variable_prefix
from zeal.state.scope import variable_scope as _variable_scope


@public("layers.Layer")
class Layer(_Layer):
    """A `tf.keras.layers.Layer` whose variables live in a variable scope of its own.

    The scope has the layer's name, numbered where another layer in the surrounding
    `tf.variable_scope` has it; names of models around the layer do not enter.

    Args:
      trainable, name, dtype, **kwargs: those of `tf.keras.layers.Layer`.

    Example:
      >>> layer = tf.layers.Layer(name="scale")
      >>> layer.add_weight("factor", [1]).name
      'scale/factor:0'
    """

    _base_name = _scope = None

    def __init__(self, trainable=True, name=None, dtype=None, **kwargs: _Any) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)
        self._base_name = name

    @property
    def scope_name(self) -> str:
        """Name of the scope of the layer's variables.

        Raises:
          ValueError: there is none before the layer has variables or was called.
        """
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self.name}" has not been '
                "used yet. The scope name is determined the first time the layer instance is "
                "called. You must therefore call the layer before querying `scope_name`."
            )
        return self._scope.name

    @_contextmanager
    def _own_scope(self):
        if self._scope is None:
            base = self._base_name or _snake_case(type(self).__name__)
            with _variable_scope(None, default_name=base) as self._scope:
                pass
        # The very scopes, which are no new ones below those in force.
        names = self._scope.original_name_scope
        with _variable_scope(self._scope, auxiliary_name_scope=False), _name_scope(names):
            yield

    def _weight_prefix(self):
        return _variable_prefix()

    def add_weight(self, *args: _Any, **kwargs: _Any) -> _Variable:
        """Makes a variable in the layer's scope.

        Args:
          *args, **kwargs: those of `tf.keras.layers.Layer.add_weight`.

        Returns:
          A Variable.

        Example:
          >>> tf.layers.Layer(name="shift").add_weight("by", [1]).name
          'shift/by:0'
        """
        with self._own_scope():
            return super().add_weight(*args, **kwargs)


@public("layers.Dense")
class Dense(_dense.Dense, Layer):
    __doc__ = _dense.Dense.__doc__


@public("layers.Dropout")
class Dropout(_dropout.Dropout, Layer):
    __doc__ = _dropout.Dropout.__doc__


@public("layers.Flatten")
class Flatten(_flatten.Flatten, Layer):
    __doc__ = _flatten.Flatten.__doc__


@public("layers.dense")
def dense(
    inputs,
    units,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer: _Any = "zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
) -> _Tensor:
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
    layer = Dense(
        units, activation, use_bias, kernel_initializer or "glorot_uniform", bias_initializer,
        kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable=trainable, name=name,
    )
    return layer(inputs)


@public("layers.dropout")
def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None) -> _Tensor:
    """Sets elements to zero at random if `training`, and scales the others up.

    Args, Returns: as `tf.keras.layers.Dropout` and its call.
    """
    return Dropout(rate, noise_shape, seed, name=name)(inputs, training=training)


@public("layers.flatten")
def flatten(inputs, name=None, data_format: _Any = "channels_last") -> _Tensor:
    """Joins all axes but the first.

    Args, Returns: as `tf.keras.layers.Flatten` and its call.
    """
    return Flatten(data_format, name=name)(inputs)

__getattr__, __dir__ = namespace(__name__)
