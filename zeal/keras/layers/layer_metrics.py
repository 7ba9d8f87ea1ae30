"""Metrics of layers: those of `add_metric`, and those that are attributes."""

from typing import Any

from zeal.eager.control import init_scope
from zeal.keras import tracking
from zeal.keras.layers.calls import calls

_NAME = (
    "Please provide a name for your metric like `self.add_metric(tf.reduce_sum(inputs), "
    "name='mean_activation', aggregation='mean')`"
)
_AGGREGATED = (
    "We do not support adding an aggregated metric result tensor that is not the output of a "
    "`tf.keras.metrics.Metric` metric instance. Without having access to the metric instance we "
    "cannot reset the state of a metric after every epoch during training. You can create a "
    "`tf.keras.metrics.Metric` instance and pass the result here or pass an un-aggregated result "
    "with `aggregation` parameter set as `mean`. For example: "
    "`self.add_metric(tf.reduce_sum(inputs), name='mean_activation', aggregation='mean')`"
)


class LayerMetrics:
    """Methods of Layer."""

    def add_metric(self, value, aggregation=None, name=None) -> None:
        """Tells of a value in the logs of `fit` and in what `evaluate` returns.

        Args:
          value: a tensor; or what a Metric returned when it was called, whose results are told.
          aggregation: "mean": the mean over all batches of an epoch is told. None for a Metric's
            result.
          name: the name under which it is told; a Metric has its own.

        Raises:
          ValueError: aggregation is neither, or does not fit value; the name is missing.

        Example:
          >>> class Watched(tf.keras.layers.Layer):
          ...     def call(self, inputs):
          ...         self.add_metric(tf.reduce_sum(inputs), name="total", aggregation="mean")
          ...         return inputs
          >>> layer = Watched()
          >>> _ = layer(tf.constant([1.0, 2.0])), layer(tf.constant([5.0]))
          >>> float(layer.metrics[0].result())
          4.0
        """
        metric = metric_for(self, value, aggregation, name)
        if not calls.apart and getattr(value, "_metric_obj", None) is None:
            metric.update_state(value)

    @property
    def metrics(self) -> list[Any]:
        """The layer's metrics: attributes and those of `add_metric`, and those of layers inside."""
        return metrics_inside(self)

    def _metric_updates_of_call(self):
        """The operations of a graph that add to the metrics what the last call gave them."""
        number = self._zeal_number
        return [
            update for metric in metrics_inside(self)
            for update in metric._gather_parts(
                "_added_updates", set(), lambda part, since: part.number == number
            )
        ]  # fmt: skip


def metric_for(layer, value, aggregation, name) -> Any:
    """The metric of a layer that `add_metric` names; made where there is none."""
    if aggregation not in (None, "mean"):
        raise ValueError(
            "We currently support only `mean` sample-wise metric aggregation. You provided "
            f"aggregation=`{aggregation}`"
        )
    given = getattr(value, "_metric_obj", None)
    if name is None and given is None:
        raise ValueError(_NAME)
    name = name if given is None else given.name
    own = layer.__dict__.setdefault("_zeal_metrics", [])
    known = [metric for metric in _of_layer(layer) if metric.name == name]
    if len(known) > 1:
        raise ValueError(
            "Please provide different names for the metrics you have added. We found "
            f'{len(known)} metrics with the name: "{name}"'
        )
    if known:
        return known[0]
    if given is None and aggregation is None:
        raise ValueError(_AGGREGATED)
    own.append(_mean(value, name) if given is None else given)
    tracking.changed()
    return own[-1]


def _mean(value, name):
    from zeal.keras.metrics.means import Mean

    with init_scope():
        return Mean(name=name, dtype=value.dtype if hasattr(value, "dtype") else None)


def _of_layer(layer):
    """A layer's own metrics: attributes, then those that were added."""
    from zeal.keras.metrics.metric import Metric

    found = [part for part in layer._zeal_children()[0] if isinstance(part, Metric)]
    return found + layer.__dict__.get("_zeal_metrics", [])


def metrics_inside(layer) -> list[Any]:
    """The metrics of a layer and of those inside, each once."""
    cached, now = layer._zeal_cache.get("metrics"), tracking.revision()
    if cached is None or cached[0] != now:  # training loops ask at every step
        cached = layer._zeal_cache["metrics"] = now, _gathered(layer, set())
    return list(cached[1])


def _gathered(layer, seen):
    if id(layer) in seen:
        return []
    seen.add(id(layer))
    found = [m for m in _of_layer(layer) if id(m) not in seen and not seen.add(id(m))]
    inner = [m for part in layer._zeal_children()[0] for m in _gathered(part, seen)]
    is_network = getattr(layer, "_zeal_network", None) is not None  # its own come behind all layers
    return inner + found if is_network else found + inner
