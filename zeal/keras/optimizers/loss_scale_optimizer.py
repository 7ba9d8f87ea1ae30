"""tf.keras.mixed_precision.experimental.LossScaleOptimizer, and the function that wraps one."""

from zeal import logging
from zeal.eager import control
from zeal.graph.machine_settings import get_experimental_options, set_experimental_options
from zeal.keras.optimizers.optimizer import Optimizer
from zeal.public import public
from zeal.train import loss_scale as scales
from zeal.train import optimizer as train
from zeal.train.loss_scale_optimizer import MixedPrecisionLossScaleOptimizer, times

_REWRITE = "auto_mixed_precision"


@public("keras.mixed_precision.experimental.LossScaleOptimizer")
class LossScaleOptimizer(Optimizer):
    """Wraps an optimizer: losses are scaled, so that small gradients of float16 stay above 0.

    With a dynamic scale, steps whose gradients are not finite are left out. `Model.fit` and
    `minimize` scale by themselves; with a tape see the example.

    Args:
      opt: the `tf.keras.optimizers.Optimizer` that takes the steps.
      loss_scale: a `tf.train.experimental.LossScale`, a number, or "dynamic".

    Raises:
      ValueError: opt is no such optimizer, or clips gradients.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.keras.mixed_precision.experimental.LossScaleOptimizer(
      ...     tf.keras.optimizers.SGD(0.5), "dynamic")
      >>> with tf.GradientTape() as tape:
      ...     loss = optimizer.get_scaled_loss(x * x)
      >>> gradients = optimizer.get_unscaled_gradients(tape.gradient(loss, [x]))
      >>> optimizer.apply_gradients(zip(gradients, [x]))
      >>> float(x), float(optimizer.loss_scale())
      (0.0, 32768.0)
    """

    _create_or_restore_slot_variable = None  # to checkpoints slots are those of the wrapped one

    def __init__(self, opt, loss_scale) -> None:
        if not isinstance(opt, Optimizer):
            raise ValueError(f'"opt" must be an instance of OptimizerV2, but got: {opt}')
        for kind in ("clipnorm", "clipvalue"):
            if hasattr(opt, kind):
                raise ValueError(
                    f"LossScaleOptimizer does not support wrapping optimizers with a {kind}. "
                    f"Optimizer {opt} has {kind} {getattr(opt, kind)}"
                )
        super().__init__(opt._name)
        self._optimizer = self._track_trackable(opt, "base_optimizer")
        self._loss_scale = self._track_trackable(scales.get(loss_scale), "loss_scale")

    @property
    def loss_scale(self):
        """The `tf.train.experimental.LossScale`."""
        return self._loss_scale

    def get_scaled_loss(self, loss):
        """A loss, a tensor or a function that gives one, times the scale."""
        return times(loss, self._loss_scale())

    def get_unscaled_gradients(self, grads):
        """A list: gradients, some perhaps None, divided by the scale."""
        factor = 1.0 / self._loss_scale()
        return [scales.scaled(g, factor) for g in grads]

    _clipped = get_unscaled_gradients  # what `Model.fit` does with gradients of a scaled loss

    def _compute_gradients(self, loss, var_list, grad_loss=None):
        scaled = self.get_scaled_loss(loss)
        pairs = self._optimizer._compute_gradients(scaled, var_list, grad_loss)
        found = self.get_unscaled_gradients([g for g, _ in pairs])
        return [(g, v) for g, (_, v) in zip(found, pairs, strict=True)]

    def get_gradients(self, loss, params):
        """Gradients of a tensor of a graph; see `tf.keras.optimizers.Optimizer.get_gradients`."""
        scaled = self._optimizer.get_gradients(self.get_scaled_loss(loss), params)
        return self.get_unscaled_gradients(scaled)

    def apply_gradients(self, grads_and_vars, name=None):
        """Takes the step, if the gradients are finite, and learns the scale from them."""
        pairs = list(grads_and_vars)
        update, finite = self._loss_scale.update([g for g, _ in pairs])
        step = scales.apply_if(finite, lambda: self._optimizer.apply_gradients(pairs, name))
        return control.group(*[x for x in (step, update) if x is not None])

    @property
    def iterations(self):
        """The wrapped optimizer's count of steps."""
        return self._optimizer.iterations

    @iterations.setter
    def iterations(self, variable):
        self._optimizer.iterations = variable

    @property
    def learning_rate(self):
        """The wrapped optimizer's learning rate."""
        return self._optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, rate):
        self._optimizer.learning_rate = rate

    lr = learning_rate

    @property
    def weights(self):
        """The wrapped optimizer's variables."""
        return self._optimizer.weights

    def get_slot_names(self):
        """Names of the wrapped optimizer's slots."""
        return self._optimizer.get_slot_names()

    def get_slot(self, var, slot_name):
        """A slot of the wrapped optimizer."""
        return self._optimizer.get_slot(var, slot_name)

    def get_config(self):
        """Not there, as in TensorFlow 1.15."""
        raise NotImplementedError("get_config() is not yet implemented for LossScaleOptimizers")

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Not there, as in TensorFlow 1.15."""
        raise NotImplementedError("from_config() is not yet implemented for LossScaleOptimizers")


@public("train.experimental.enable_mixed_precision_graph_rewrite")
def enable_mixed_precision_graph_rewrite(opt, loss_scale="dynamic"):
    """An optimizer that scales losses; ops are computed as before, as TensorFlow does on CPUs.

    Args:
      opt: a `tf.train.Optimizer` or a `tf.keras.optimizers.Optimizer`.
      loss_scale: a `tf.train.experimental.LossScale`, a number, or "dynamic".

    Returns:
      A `tf.train.experimental.MixedPrecisionLossScaleOptimizer`, or a
      `tf.keras.mixed_precision.experimental.LossScaleOptimizer`.

    Raises:
      ValueError: opt is no optimizer, or is one of these two already.
    """
    for kind in (MixedPrecisionLossScaleOptimizer, LossScaleOptimizer):
        if isinstance(opt, kind):
            raise ValueError(
                f'"opt" must not already be an instance of a {kind.__name__}. '
                "`enable_mixed_precision_graph_rewrite` will automatically wrap the optimizer "
                f"with a {kind.__name__}."
            )
    if isinstance(opt, train.Optimizer):
        wrapped = MixedPrecisionLossScaleOptimizer(opt, loss_scale)
    elif isinstance(opt, Optimizer):
        wrapped = LossScaleOptimizer(opt, loss_scale)
    else:
        raise ValueError(
            '"opt" must be an instance of a tf.train.Optimizer or a tf.keras.optimizers.Optimizer, '
            f"but got: {opt}"
        )
    set_experimental_options({_REWRITE: True})
    return wrapped


@public("train.experimental.disable_mixed_precision_graph_rewrite")
def disable_mixed_precision_graph_rewrite():
    """Ends what `enable_mixed_precision_graph_rewrite` began; optimizers go on scaling."""
    if not get_experimental_options().get(_REWRITE):
        logging.warning(
            "disable_mixed_precision_graph_rewrite() called when mixed precision is already "
            "disabled."
        )
    set_experimental_options({_REWRITE: False})
