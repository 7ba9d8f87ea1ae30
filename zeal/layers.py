"""tf.layers: Keras's layers under their older names, and functions that make and call one."""

from contextlib import contextmanager as _contextmanager
from contextlib import nullcontext as _nullcontext
from typing import Any as _Any

from zeal._native import Tensor as _Tensor
from zeal._native import Variable as _Variable
from zeal.eager.context import executing_eagerly as _executing_eagerly
from zeal.graph.graph import home_graph as _home_graph
from zeal.graph.keys import GraphKeys as _GraphKeys
from zeal.keras.layers import dense as _dense
from zeal.keras.layers import dropout as _dropout
from zeal.keras.layers import flatten as _flatten
from zeal.keras.layers.layer import Layer as _Layer
from zeal.keras.naming import snake_case as _snake_case
from zeal.namespace import namespace
from zeal.older_layers.arguments import spells_arguments_of as _spells_arguments_of
from zeal.public import public
from zeal.state.partition import PartitionedVariable as _PartitionedVariable
from zeal.state.scope import get_variable_scope as _get_variable_scope
from zeal.state.scope import name_scope as _name_scope
from zeal.state.scope import variable_scope as _variable_scope
from zeal.state.variable import get_variable as _get_variable


@public("layers.Layer")
class Layer(_Layer):
    """A `tf.keras.layers.Layer` whose variables are those of `tf.get_variable`.

    They live in a variable scope of the layer's own. It has the layer's name, numbered where
    another layer in the surrounding `tf.variable_scope` has it; names of models around the layer
    do not enter.

    Args:
      trainable, name, dtype, **kwargs: those of `tf.keras.layers.Layer`. `_scope` is the variable
        scope, or its name; `_reuse` says whether variables are there already.

    Example:
      >>> layer = tf.layers.Layer(name="scale")
      >>> layer.add_weight("factor", [1]).name
      'scale/factor:0'
    """

    _base_name = _scope = _reuse = None
    _autocast = False
    _zeal_first_number = 1  # `dense_1`: TensorFlow counts these from one

    def __init__(
        self, trainable=True, name=None, dtype=None, _scope=None, _reuse=None, **kwargs: _Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)
        self._base_name, self._reuse = name, _reuse
        if dtype is None:
            self._dtype = None  # the first input's, whatever Keras's layers do
        if _scope is not None:
            self._take_scope(_variable_scope(_scope))

    def _zeal_build_scope(self):
        return _nullcontext()

    def _set_scope(self, scope=None):
        """Takes a scope, or its name, by default one of the layer's name, for good."""
        if self._scope is None:
            base = self._base_name or _snake_case(type(self).__name__)
            given = scope if scope is not None else base if self._reuse else None
            self._take_scope(_variable_scope(given, base))

    def _take_scope(self, scope):
        with scope as self._scope:  # takes its place inside the surrounding one
            pass

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
        self._set_scope()
        reuse = True if self.built else self._reuse
        with (
            _variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False),
            _name_scope(self._scope.original_name_scope),
        ):
            yield

    def add_weight(self, *args: _Any, **kwargs: _Any) -> _Variable:
        """Makes a variable in the layer's scope, or finds it there.

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

    def _make_weight(
        self, name, lengths, dtype, initializer, trainable, constraint, copies, collections, kind
    ):
        initializer = initializer or _get_variable_scope().initializer
        return _get_variable(
            name, lengths, dtype, initializer or self._initializer_for(dtype, name),
            trainable=trainable and self.trainable, constraint=constraint, collections=collections,
        )

    def _regularize_weight(self, name, variable, regularizer):
        if getattr(variable, "_layer_regularizer", None) is None:  # else: of the layer that made it
            variable._layer_regularizer = regularizer
            own = name.rpartition("/")[2]  # the loss is made where the layer's ops are
            for part in variable if isinstance(variable, _PartitionedVariable) else [variable]:
                super()._regularize_weight(own, part, regularizer)

    def add_loss(self, losses, inputs=None) -> None:
        """Adds terms to `losses`, and in graphs to the regularisation losses.

        Args:
          losses, inputs: those of `tf.keras.layers.Layer.add_loss`.

        Example:
          >>> layer = tf.layers.Dense(2)
          >>> layer.add_loss(lambda: tf.constant(3.0))
          >>> len(layer.losses)
          1
        """
        super().add_loss(losses, inputs)
        graph = _home_graph()  # not a branch's or a body's, whose values nobody outside can use
        if graph is None:
            return
        for loss in losses if isinstance(losses, (list, tuple)) else [losses]:
            if callable(loss):
                with graph.as_default():
                    loss = loss()
            if loss is not None and loss.graph is graph:
                graph.add_to_collection(_GraphKeys.REGULARIZATION_LOSSES, loss)

    @property
    def graph(self) -> None:
        """None: layers do not follow their graph.

        Raises:
          RuntimeError: eager execution is on.
        """
        if _executing_eagerly():
            raise RuntimeError("Layer.graph not supported when executing eagerly.")

    def add_update(self, updates, inputs=None) -> None:
        """Adds operations to `updates`, and in graphs to `tf.GraphKeys.UPDATE_OPS`.

        Args:
          updates, inputs: those of `tf.keras.layers.Layer.add_update`.

        Example:
          >>> tf.layers.Dense(2).add_update([])
        """
        before = len(self._added_updates)
        super().add_update(updates, inputs)
        graph = _home_graph()
        added = self._added_updates[before:] if graph is not None else []
        for update in [part.value for part in added]:
            if getattr(update, "graph", None) is graph:
                graph.add_to_collection(_GraphKeys.UPDATE_OPS, update)


@public("layers.Dense")
class Dense(_dense.Dense, Layer):
    __doc__ = _dense.Dense.__doc__

    def __init__(
        self, units, activation=None, use_bias=True, kernel_initializer=None, *args: _Any,
        **kwargs: _Any,
    ) -> None:
        super().__init__(units, activation, use_bias, kernel_initializer, *args, **kwargs)


@public("layers.Dropout")
class Dropout(_dropout.Dropout, Layer):
    __doc__ = _dropout.Dropout.__doc__

    def __init__(
        self, rate=0.5, noise_shape=None, seed=None, name=None, **kwargs: _Any
    ) -> None:
        super().__init__(rate, noise_shape, seed, name=name, **kwargs)

    def call(self, inputs, training=False) -> _Tensor:
        """Drops while training, else returns the input.

        Args:
          inputs: floating tensor.
          training: whether to drop; a boolean scalar says so when the graph runs.

        Returns:
          A tensor of the input's shape.
        """
        return super().call(inputs, False if training is None else training)


@public("layers.Flatten")
class Flatten(_flatten.Flatten, Layer):
    __doc__ = _flatten.Flatten.__doc__


@public("layers.dense")
@_spells_arguments_of(Dense)
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
    """Makes a Dense layer and calls it; its variables are new, or in graphs those of its name.

    Args:
      inputs: floating tensor of shape `[..., n]`.
      units: length of the output's last axis.
      name: the variable scope; a new "dense" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.Dense`.

    Returns:
      A tensor of shape `[..., units]`.

    Raises:
      ValueError: there are variables of the name and reuse is not asked for, or the reverse.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [None, 3])
      ...     for reuse in (None, True):
      ...         y = tf.layers.dense(x, 4, name="fc", reuse=reuse)
      ...     print([v.name for v in tf.trainable_variables()])
      ['fc/kernel:0', 'fc/bias:0']
    """
    layer = Dense(
        units, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
        bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint,
        trainable=trainable, name=name, _scope=name, _reuse=reuse,
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
