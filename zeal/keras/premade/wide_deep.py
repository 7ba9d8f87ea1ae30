"""tf.keras.experimental.WideDeepModel: the mean of a linear model and a deep one."""

from typing import Any

from zeal.eager.control import group
from zeal.keras import activations
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.lookup import deserialize, serialize
from zeal.keras.model import Model
from zeal.keras.training.compiled import optimizer_of
from zeal.public import public


class _Apart:
    """Two optimizers as one: the first takes the weights of a model, the second all others."""

    def __init__(self, model, first, second) -> None:
        self._model, self._first, self._second = model, first, second

    def apply_gradients(self, pairs, global_step=None) -> Any:
        """Takes a step with each."""
        own = {id(v) for v in self._model.trainable_weights}
        steps = []
        for optimizer, here in ((self._first, True), (self._second, False)):
            part = [(g, v) for g, v in pairs if (id(v) in own) is here]
            clipped = getattr(optimizer, "_clipped", None)
            if part and clipped is not None:
                gradients = clipped([g for g, _ in part])
                part = list(zip(gradients, (v for _, v in part), strict=True))
            if part:
                steps.append(optimizer.apply_gradients(part))
        return group(*(step for step in steps if step is not None))


@public("keras.experimental.WideDeepModel")
class WideDeepModel(Model):
    """`activation((linear_model(x) + dnn_model(y)) / 2)`.

    Args:
      linear_model: a LinearModel, or another model.
      dnn_model: a model whose output has the same shape.
      activation: a name or function, or None.
      **kwargs: those of `tf.keras.Model`.

    Inputs: a pair for the two models, or what both take. `compile` takes a pair of optimizers, one
    for the weights of each model, or one for all.

    Example:
      >>> linear = tf.keras.experimental.LinearModel(kernel_initializer="ones")
      >>> deep = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
      >>> model = tf.keras.experimental.WideDeepModel(linear, deep)
      >>> model([tf.constant([[1.0]]), tf.constant([[5.0]])]).numpy().tolist()
      [[3.0]]
    """

    def __init__(self, linear_model, dnn_model, activation=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.linear_model, self.dnn_model = linear_model, dnn_model
        self.activation = activations.get(activation)

    def compile(self, optimizer="rmsprop", *args: Any, **kwargs: Any) -> None:
        """Says how `fit` trains the model.

        Args:
          optimizer: that of `tf.keras.Model.compile`, or a pair: for linear_model and dnn_model.
          *args, **kwargs: those of `tf.keras.Model.compile`.
        """
        if not isinstance(optimizer, (list, tuple)):
            super().compile(optimizer, *args, **kwargs)
            return
        pair = [optimizer_of(one) for one in optimizer]
        super().compile(_Apart(self.linear_model, *pair), *args, **kwargs)
        self.__dict__["optimizer"] = pair

    def call(self, inputs, training=None) -> Any:
        """The mean of both models' outputs.

        Args:
          inputs: a pair, or what both models take.
          training: whether the model is being trained.

        Returns:
          A tensor.
        """
        pair = isinstance(inputs, (list, tuple)) and len(inputs) == 2
        wide, deep = inputs if pair else (inputs, inputs)
        total = self.linear_model(wide) + self.dnn_model(deep)  # `training` reaches them by itself
        return self.activation(0.5 * total)

    def get_config(self) -> dict:
        return {
            **Layer.get_config(self), "linear_model": serialize(self.linear_model),
            "dnn_model": serialize(self.dnn_model),
            "activation": activations.serialize(self.activation),
        }  # fmt: skip

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "WideDeepModel":
        from zeal.keras.utils.custom_objects import CustomObjectScope

        config = dict(config)
        with CustomObjectScope(custom_objects or {}):
            models = [deserialize(config.pop(key)) for key in ("linear_model", "dnn_model")]
            return cls(*models, **config)
