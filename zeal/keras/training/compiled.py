"""What `Model.compile` says: the optimizer, the losses and the metrics of a model."""

from contextlib import nullcontext
from typing import Any

from zeal import logging
from zeal.eager.context import executing_eagerly
from zeal.eager.control import group, init_scope
from zeal.graph.gradients import gradients
from zeal.keras.metrics.metric import Metric
from zeal.keras.serialization import serialize
from zeal.keras.training.endpoint import Endpoint, loss_of, metric_name
from zeal.keras.training.own_data import targets_of
from zeal.state.scope import name_scope
from zeal.train.optimizer import Optimizer as TrainOptimizer


def optimizer_of(given) -> Any:
    """The optimizer that a name or an object stands for."""
    if hasattr(given, "apply_gradients") and not isinstance(given, type):
        return given
    from zeal import keras

    return keras.optimizers.get(given)


def scaling(optimizer, policy) -> Any:
    """An optimizer, in a `LossScaleOptimizer` where a model's policy has a loss scale."""
    from zeal.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
    from zeal.keras.optimizers.optimizer import Optimizer

    scale = policy.loss_scale
    if isinstance(optimizer, LossScaleOptimizer):
        if optimizer.loss_scale is not scale:
            logging.warning(
                f"LossScale of LossScaleOptimizer passed to compile ({optimizer.loss_scale}) is "
                f"not the same as the dtype policy's loss scale ({scale}). Because the dtype "
                "policy has a loss scale, you should pass an optimizer that is not wrapped with a "
                "LossScaleOptimizer,"
            )
        return optimizer
    if not isinstance(optimizer, Optimizer):
        raise ValueError(
            '"optimizer" must be an instance of tf.keras.optimizers.Optimizer when a dype policy '
            f"with a loss scale  used, but got: {optimizer}. Using policy: {policy}"
        )
    return LossScaleOptimizer(optimizer, scale)


def _per_output(given, names, what):
    """One entry for each output, of one for all, a list, or a dict by names."""
    if isinstance(given, dict):
        unknown = set(given) - set(names)
        if unknown:
            raise ValueError(
                f"Unknown entries in {what} dictionary: {sorted(unknown)}. Only expected following "
                f"keys: {names}"
            )
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(names):
            raise ValueError(
                f"When passing a list as {what}, it should have one entry per model outputs. The "
                f"model has {len(names)} outputs, but you passed {what}={given}"
            )
        return list(given)
    return [given] * len(names)


def _warn_of_missing(losses, names):
    for name in names:
        if name not in losses:
            logging.warning(
                f"Output {name} missing from loss dictionary. We assume this was done on purpose. "
                f"The fit and evaluate APIs will not be expecting any data to be passed to {name}."
            )


def _listed(given):
    return [] if given is None else list(given) if isinstance(given, (list, tuple)) else [given]


def _count_told(given) -> int:
    """How many outputs an argument is for at least: a list's entries, or names in a dict."""
    if not isinstance(given, dict):
        return len(given) if isinstance(given, (list, tuple)) else 1
    numbers = [int(n) for key in given if (n := str(key).removeprefix("output_")).isdigit()]
    return max([len(given), *numbers])


def _is_nested(metrics):
    """Whether each output has metrics of its own."""
    if not isinstance(metrics, (list, tuple)):
        return isinstance(metrics, dict)
    return any(isinstance(m, (list, tuple)) for m in metrics)


def _metrics_per_output(given, names, what):
    """A list of metrics for each output."""
    if not isinstance(given, (dict, list, tuple, type(None))):
        raise TypeError(
            "Type of `metrics` argument not understood. Expected a list or dictionary, found: "
            f"{given}"
        )
    if _is_nested(given):
        if len(given) != len(names) and not isinstance(given, dict):
            raise ValueError(
                f"When passing a list of lists as `{what}`, it should have one entry per model "
                f"output. The model has {len(names)} outputs, but you passed {what}={given}"
            )
        return [_listed(m) for m in _per_output(given, names, what)]
    given = _listed(given)
    copies = [given] + [[_copied(m) for m in given] for _ in names[1:]]
    return copies


def _copied(metric):
    """A metric of its own for another output."""
    return type(metric).from_config(metric.get_config()) if isinstance(metric, Metric) else metric


class Compiled:
    """The parts of a compiled model.

    Args:
      optimizer: an object with `apply_gradients`, or a name.
      loss: a name, a function of (y_true, y_pred), or a Loss; for several outputs one for all, a
        list, or a dict by their names.
      metrics, weighted_metrics: lists of names, functions or Metrics; only the latter are given
        the weights of examples. For several outputs a list of lists or a dict gives each its own.
      loss_weights: a list, or dict by names, of numbers that losses of outputs count by.
      names: of the outputs; None where only calls tell how many there are.
      weight_mode: "temporal" where weights are for steps of sequences, else None; for several
        outputs one for all, a list, or a dict by their names.
      target_tensors: tensors that are the targets; a list or a dict by names of outputs.

    Raises:
      ValueError: a name is unknown, or a list has another length than the outputs.
    """

    _collected: "list | None" = None
    steps_taken = 0
    step_counter: Any = None  # a variable that counts the steps of an optimizer of `tf.train`

    def __init__(
        self, optimizer, loss, metrics, weighted_metrics, loss_weights=None, names=None,
        weight_mode=None, target_tensors=None,
    ) -> None:  # fmt: skip
        self.optimizer = optimizer_of(optimizer)
        self.target_tensors = targets_of(target_tensors, names)
        self.given = (loss, metrics, weighted_metrics, loss_weights)
        self.weight_mode = weight_mode
        self.is_fixed = names is not None or isinstance(loss, dict) or any(
            isinstance(g, (list, tuple)) for g in (loss, loss_weights, weight_mode)
        )
        told = [loss, loss_weights, weight_mode]
        told += [given for given in (metrics, weighted_metrics) if _is_nested(given)]
        count = max(map(_count_told, told))
        self._set_outputs(names or [f"output_{i + 1}" for i in range(count)])

    def _set_outputs(self, names):
        loss, metrics, weighted_metrics, loss_weights = self.given
        if isinstance(loss, dict):
            _warn_of_missing(loss, names)
        losses = [loss_of(g) for g in _per_output(loss, names, "loss")]
        weights = _per_output(loss_weights, names, "loss_weights")
        plain = _metrics_per_output(metrics, names, "metrics")
        weighted = _metrics_per_output(weighted_metrics, names, "weighted_metrics")
        self.endpoints = [
            Endpoint(
                name, own, 1.0 if weight is None else weight,
                [(m, False) for m in few] + [(m, True) for m in more],
            )
            for name, own, weight, few, more in zip(
                names, losses, weights, plain, weighted, strict=True
            )
        ]  # fmt: skip
        modes = _per_output(self.weight_mode, names, "sample_weight_mode")
        for endpoint, mode in zip(self.endpoints, modes, strict=True):
            endpoint.weighs_steps = mode == "temporal"
        self._set_names()

    def collect(self, model) -> list:
        """Notes which weights are to be trained: later changes of `trainable` do not count."""
        self._collected = model.trainable_weights
        return self._collected

    def weights_of(self, model) -> list:
        """The weights that steps train: those that were trainable when the model was compiled."""
        return self.collect(model) if self._collected is None else self._collected

    def scaled(self, loss):
        """The loss whose gradients are found: an optimizer may scale it."""
        scale = getattr(self.optimizer, "get_scaled_loss", None)
        return loss if scale is None else scale(loss)

    def clipped(self, gradients) -> list:
        """Gradients as the optimizer's `clipnorm`, `clipvalue` and scale have them."""
        clipped = getattr(self.optimizer, "_clipped", None)
        return gradients if clipped is None else clipped(gradients)

    def graph_step(self, model, loss, **counted):
        """The operation of a graph that takes a step; `counted`: as for `apply_gradients`."""
        weights = self.weights_of(model)
        found = self.clipped(gradients(self.scaled(loss), weights))
        step = self.applied(list(zip(found, weights, strict=True)), **counted)
        return group(step, *model._updates_of_call())

    def applied(self, pairs, **counted) -> Any:
        """What the optimizer's `apply_gradients` returns; its variables have TensorFlow's names."""
        scoped = isinstance(self.optimizer, TrainOptimizer) or not executing_eagerly()
        with name_scope("training") if scoped else nullcontext():
            return self.optimizer.apply_gradients(pairs, **counted)

    def described(self) -> dict:
        """What files of models keep of this, in Keras's form; objects stand in it as they are."""
        loss, metrics, weighted_metrics, loss_weights = self.given
        return {
            "loss": loss, "metrics": metrics, "weighted_metrics": weighted_metrics,
            "sample_weight_mode": self.weight_mode, "loss_weights": loss_weights,
            "optimizer_config": serialize(self.optimizer),
        }  # fmt: skip

    def _set_names(self):
        several = len(self.endpoints) > 1
        self.names = ["loss"]
        if several:
            self.names += [f"{e.name}_loss" for e in self.trained]
        for endpoint in self.endpoints:
            prefix = f"{endpoint.name}_" if several else ""
            for given, weighted in endpoint.given:
                endpoint.metric_names.append(self._unused(prefix + metric_name(given, weighted)))
                self.names.append(endpoint.metric_names[-1])

    def _unused(self, name):
        number = sum(n == name or n.startswith(f"{name}_") for n in self.names)
        return f"{name}_{number}" if name in self.names else name

    @property
    def trained(self) -> list:
        """The outputs that have a loss: targets are for these."""
        return [e for e in self.endpoints if e.loss is not None]

    @property
    def metrics(self) -> "list[Metric] | None":
        """The metrics of all outputs, once there were predictions."""
        if self.endpoints[0].metrics is None:
            return None
        return [m for e in self.endpoints for m in e.metrics]

    @property
    def means(self) -> list:
        """The means of the losses of several outputs."""
        return [e.mean for e in self.endpoints if e.mean is not None]

    def _make_metrics(self, predictions):
        with init_scope():
            for endpoint, y_pred in zip(self.endpoints, predictions, strict=True):
                several = len(self.endpoints) > 1 and endpoint.loss is not None
                endpoint.make_metrics(y_pred, several)

    def expect(self, targets) -> list:
        """The names of the outputs that have a loss.

        Where only calls will tell how many there are, a list of targets tells before.
        """
        several = isinstance(targets, dict) or (
            isinstance(targets, (list, tuple)) and targets and hasattr(targets[0], "shape")
        )
        if several and not self.is_fixed and len(targets) > len(self.endpoints):
            self._set_outputs([f"output_{i + 1}" for i in range(len(targets))])
        return [e.name for e in self.trained] or ([] if isinstance(targets, dict) else ["output"])

    def fit_to(self, predictions) -> None:
        """Prepares for outputs like these."""
        if len(predictions) != len(self.endpoints):
            if self.is_fixed:
                raise ValueError(
                    f"compile was given losses for {len(self.endpoints)} outputs, and the model "
                    f"returned {len(predictions)}"
                )
            self._set_outputs([f"output_{i + 1}" for i in range(len(predictions))])
        if self.endpoints[0].metrics is None:
            self._make_metrics(predictions)

    def _each(self, y_true, predictions, weights):
        """What belongs together: (endpoint, target, prediction, weights)."""
        if y_true is None and self.trained:
            raise ValueError(f"give y: targets for {[e.name for e in self.trained]}")
        weights = iter(weights or [None] * len(self.trained))
        if y_true is not None and len(y_true) < len(self.trained):
            raise ValueError(
                f"give targets for {[e.name for e in self.trained]}; there are {len(y_true)}"
            )
        targets = iter(y_true or ())
        for endpoint, y_pred in zip(self.endpoints, predictions, strict=True):
            if endpoint.loss is not None:
                yield endpoint, next(targets), y_pred, next(weights)

    def require_fitting(self, y_true, outputs) -> None:
        """Checks arrays of targets against the outputs that a model was made of.

        Raises:
          ValueError: their shapes would broadcast into another meaning.
        """
        if len(outputs) == len(self.endpoints):
            for endpoint, target, output, _ in self._each(y_true, outputs, None):
                endpoint.require_fitting(target, output)

    def losses(self, model, y_true, predictions, weights) -> tuple[Any, list]:
        """The loss of a batch, the model's own losses included; and the losses of the outputs."""
        each = list(self._each(y_true, predictions, weights))
        values = [e.loss_value(target, y_pred, w) for e, target, y_pred, w in each]
        terms = [
            v if e.weight == 1.0 else e.weight * v for v, (e, *_) in zip(values, each, strict=True)
        ]
        terms += model._losses_of_call()
        if not terms:
            raise ValueError("The model cannot be compiled because it has no loss to optimize.")
        return sum(terms[1:], terms[0]), values

    def update_metrics(self, y_true, predictions, weights, losses) -> list:
        """Adds a batch to the metrics; returns the operations of a graph that do so."""
        updates = []
        for (endpoint, *rest), loss in zip(
            self._each(y_true, predictions, weights), losses, strict=True
        ):
            updates += endpoint.update(*rest)
            if endpoint.mean is not None:
                updates.append(endpoint.mean.update_state(loss))
        return [u for u in updates if u is not None]

    def reset(self) -> None:
        """Starts the metrics anew."""
        for metric in [*(self.metrics or ()), *self.means]:
            metric.reset_states()
