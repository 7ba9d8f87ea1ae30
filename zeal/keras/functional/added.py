"""Layers that stand for what `add_loss` and `add_metric` of a model of inputs and outputs added."""

from typing import Any

from zeal.keras.layers.layer import Layer


class AddLoss(Layer):
    """A loss of a model; returns its input.

    Args:
      unconditional: whether it does not depend on the model's inputs.
      **kwargs: those of `Layer`.
    """

    def __init__(self, unconditional=False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unconditional = unconditional

    def get_config(self) -> dict:
        return {**super().get_config(), "unconditional": self.unconditional}


class AddMetric(Layer):
    """A value that a model tells of; returns its input.

    Args:
      aggregation, metric_name: the last two arguments of `Model.add_metric`.
      **kwargs: those of `Layer`.
    """

    def __init__(self, aggregation=None, metric_name=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.aggregation, self.metric_name = aggregation, metric_name

    def get_config(self) -> dict:
        own = {"aggregation": self.aggregation, "metric_name": self.metric_name}
        return {**super().get_config(), **own}


ADDED = (AddLoss, AddMetric)
