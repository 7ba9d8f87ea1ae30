"""Batch norm of contrib."""

from typing import Any

from zeal import _native, dtypes
from zeal._native import api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import (
    collect_output,
    collect_variable,
    collections_of,
    published,
)
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph.smart_cond import smart_cond, smart_constant_value
from zeal.older_layers.batch_norm import BatchNormalization
from zeal.ops.array.fill import ones, zeros
from zeal.ops.nn.fused_batch_norm import fused_batch_norm
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.state.initializers import Ones, Zeros
from zeal.state.scope import in_one_part, variable_scope
from zeal.train.moving_averages import assign_moving_average

_DEFAULTS = {"beta": Zeros, "gamma": Ones, "moving_mean": Zeros, "moving_variance": Ones}


@published("batch_norm")
@add_arg_scope
def batch_norm(
    inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None,
    param_initializers=None, param_regularizers=None,
    updates_collections: Any = GraphKeys.UPDATE_OPS, is_training=True, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, batch_weights=None,
    fused=None, data_format: Any = "NHWC", zero_debias_moving_mean=False, scope=None,
    renorm=False, renorm_clipping=None, renorm_decay=0.99, adjustment=None,
):
    """Gives each channel mean 0 and variance 1, then scales and shifts it.

    Args:
      inputs: floating tensor of known rank, of at least two axes.
      decay: how much of the moving averages stays at each step.
      center: whether a variable "beta" is added.
      scale: whether a variable "gamma" multiplies.
      epsilon: small number added to the variance.
      activation_fn: function of the result; None for none.
      param_initializers: dict of functions of (shape, dtype), by the names of the variables.
      param_regularizers: dict of functions of "beta" and "gamma" whose values join the graph's
        regularisation losses.
      updates_collections: collections of the ops that move the averages; None to move them before
        the output is used.
      is_training: whether mean and variance are those of the batch; a boolean scalar says so when
        the graph runs.
      reuse, outputs_collections, trainable: those of `fully_connected`.
      variables_collections: collections of the variables, or a dict of them by name.
      zero_debias_moving_mean: whether the moving mean, which began at 0, is divided by the weight
        that the means so far have in it.
      batch_weights: not built.
      renorm, renorm_clipping, adjustment: those of `tf.keras.layers.BatchNormalization`.
      renorm_decay: its renorm_momentum.
      fused: whether one op does it; None where it can.
      data_format: "NHWC", or "NCHW" where channels come second.
      scope: the variable scope; a new "BatchNorm" by default.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: rank or channels are unknown, or data_format is none.
      NotImplementedError: there are batch_weights.

    Example:
      >>> y = tf.contrib.layers.batch_norm(tf.constant([[1.0], [3.0]]), epsilon=1e-7)
      >>> y.numpy().round(2).tolist()
      [[-1.0], [1.0]]

    Source: Ioffe and Szegedy, 2015.
    """
    if batch_weights is not None:
        raise NotImplementedError("contrib.layers.batch_norm: batch_weights is not built yet")
    if data_format not in ("NHWC", "NCHW"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    with variable_scope(scope, "BatchNorm", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        initializers, regularizers = param_initializers or {}, param_regularizers or {}
        if renorm or adjustment is not None:
            layer = BatchNormalization(
                1 if data_format == "NCHW" else -1, decay, epsilon, center, scale,
                *(initializers.get(name, make()) for name, make in _DEFAULTS.items()),
                *map(regularizers.get, ("beta", "gamma")), None, None, renorm, renorm_clipping,
                renorm_decay, fused, trainable, adjustment=adjustment, name=sc.name, _scope=sc,
                _reuse=reuse,
            )  # fmt: skip
            outputs = layer.apply(inputs, training=is_training)
            updates = _listed(layer, updates_collections, variables_collections)
        else:
            norm = _Norm(inputs, data_format, sc.name)
            norm.make(
                fused, center, scale, initializers, regularizers, trainable, variables_collections
            )
            norm.debias = zero_debias_moving_mean
            outputs, updates = norm.run(is_training, decay, epsilon, fused)
        outputs = _with_updates(outputs, updates, updates_collections)
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)


def _listed(layer, updates_collections, variables_collections):
    """Lists a layer's variables where `model_variable` would; gives the updates to list."""
    for v in layer.variables:
        name = v.name.partition(":")[0].rpartition("/")[2]
        own = collections_of(variables_collections, name) if name in _DEFAULTS else None
        collect_variable(v, [GraphKeys.MODEL_VARIABLES, *(own or ())])
    by_itself = updates_collections == GraphKeys.UPDATE_OPS
    return [] if by_itself else layer.updates


def _with_updates(outputs, updates, collections):
    if not updates or executing_eagerly():
        return outputs
    if collections is None:
        with get_default_graph().control_dependencies(updates):
            return api.identity(outputs)
    for update in updates:
        get_default_graph().add_to_collections(collections, update)
    return outputs


class _Norm:
    """One call: the input's form, the variables, the ops."""

    def __init__(self, inputs, data_format, scope):
        shape = inputs._shape_tuple()
        if shape is None:
            raise ValueError(f"Inputs {scope} has undefined rank")
        self.inputs, self.rank = inputs, len(shape)
        if self.rank < 2:
            raise ValueError(
                f"Inputs {scope} has unsupported rank. Expected 2 or more but got {self.rank}"
            )
        self.first, self.format = data_format == "NCHW" and self.rank > 2, data_format
        self.channels = shape[1 if self.first else -1]
        if self.channels is None:
            raise ValueError(
                f"Inputs {scope} has undefined `C` dimension {inputs.shape}."
            )
        half = inputs.dtype in (dtypes.float16, dtypes.bfloat16)
        self.dtype = dtypes.float32 if half else inputs.dtype

    def make(self, fused, center, scale, initializers, regularizers, trainable, collections):
        def variable(name, wanted=True, trained=False):
            if not wanted:
                return None
            with in_one_part(not trained):
                made = model_variable(
                    name, [self.channels], self.dtype, initializers.get(name, _DEFAULTS[name]()),
                    regularizers.get(name), trained and trainable,
                )
            collect_variable(made, collections_of(collections, name))
            return made

        wanted = {"gamma": scale, "beta": center}
        # TensorFlow's order: matrices go a way of their own there.
        for name in ("beta", "gamma") if fused is not False and self.rank == 2 else wanted:
            setattr(self, name, variable(name, wanted[name], True))
        self.mean, self.variance = variable("moving_mean"), variable("moving_variance")

    def run(self, is_training, decay, epsilon, fused):
        if fused is None:
            fused = self.rank in (2, 4) and not self.debias
        if fused and self.rank not in (2, 4):
            raise ValueError(f"Inputs has unsupported rank. Expected 2 or 4 but got {self.rank}")
        normalize = self._fused if fused else self._composed
        outputs, mean, variance = normalize(is_training, epsilon)
        return outputs, self._moves(is_training, decay, mean, variance)

    def _fused(self, is_training, epsilon):
        x = self.inputs
        if self.rank == 2:
            x = api.reshape(x, [-1, 1, 1, self.channels])
        scale = ones([self.channels], self.dtype) if self.gamma is None else self.gamma
        offset = zeros([self.channels], self.dtype) if self.beta is None else self.beta
        word = "NCHW" if self.first else "NHWC"

        def train():
            return fused_batch_norm(x, scale, offset, epsilon=epsilon, data_format=word)

        def infer():
            return fused_batch_norm(
                x, scale, offset, self.mean, self.variance, epsilon, word, False
            )

        y, mean, variance = smart_cond(is_training, train, infer)
        return api.reshape(y, api.shape(self.inputs)) if self.rank == 2 else y, mean, variance

    def _composed(self, is_training, epsilon):
        over = [i for i in range(self.rank) if i != (1 if self.first else self.rank - 1)]
        mean, variance = self.mean, self.variance
        if smart_constant_value(is_training) is not False:
            batch = moments(api.cast(self.inputs, self.dtype), over)
            mean = smart_cond(is_training, lambda: batch[0], lambda: api.identity(self.mean))
            variance = smart_cond(
                is_training, lambda: batch[1], lambda: api.identity(self.variance)
            )
        y = batch_normalization(
            self.inputs, *map(self._aligned, (mean, variance, self.beta, self.gamma)), epsilon
        )
        return y, mean, variance

    def _aligned(self, vector):
        if vector is None or not self.first:
            return vector
        return api.reshape(vector, [1, -1, *[1] * (self.rank - 2)])

    def _moves(self, is_training, decay, mean, variance):
        known = smart_constant_value(is_training)
        if known is False:
            return []
        pairs = ((self.mean, mean), (self.variance, variance))
        rest = decay
        if known is None:
            rest = smart_cond(
                is_training, lambda: api.identity(_native.convert(decay, self.dtype)),
                lambda: ones([], self.dtype),
            )
        return [
            assign_moving_average(
                average, value, rest, zero_debias=self.debias and average is self.mean
            )
            for average, value in pairs
        ]
