"""Epochs: fit, evaluate and predict over batches, with callbacks."""

from collections.abc import Container
from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.keras.callbacks.callback import Callbacks, History
from zeal.keras.callbacks.progress import EvaluationProgress, ProgbarLogger
from zeal.keras.session import in_session
from zeal.keras.training import seen
from zeal.keras.training import step as steps
from zeal.keras.training.batches import batches_of
from zeal.keras.training.own_data import own_or_given
from zeal.keras.training.rows import joined
from zeal.train.optimizer import Optimizer as TrainOptimizer


def reset_metrics(model) -> None:
    """Starts a model's metrics anew, in the session of Keras in graphs."""
    further = model._zeal_further_metrics()
    if model._zeal_compiled.metrics or model._zeal_compiled.means or further:
        with in_session():
            model._zeal_compiled.reset()
            for metric in further:
                metric.reset_states()


class Averages:
    """The loss of an epoch and the last results of metrics.

    Args:
      model: what names both once a step has run.
    """

    def __init__(self, model) -> None:
        self._model = model
        self._sum, self._size = 0.0, 0
        self._last: list = []

    def add(self, results, weight) -> None:
        """Adds what a step returned; its loss counts so much."""
        self._sum += results[0].astype("float64") * weight  # NumPy's, as in TensorFlow
        self._size += weight
        self._last = results[1:]

    def values(self) -> dict[str, float]:
        """The values by name."""
        loss = self._sum / max(1, self._size)
        return dict(zip(self._model.metrics_names, [loss, *self._last], strict=True))


def fit(
    model, data, epochs, verbose, callbacks, validation, shuffle, initial_epoch, validation_freq
) -> History:
    """Trains a model; the arguments are those of `Model.fit`, data and validation as batches."""
    names = model.metrics_names
    _require_targets(model, data, "fit")
    history = History()
    shown = [*names, *(f"val_{n}" for n in names)] if validation else names
    bar = [ProgbarLogger(data.counts, names[1:])] if verbose else []
    params = _params(model, data, verbose, shown, epochs, validation)
    told = Callbacks([*(callbacks or ()), history, *bar], model, params)  # bars show at the end
    if verbose:
        _print_sizes(data, validation)
    model.stop_training, model.history, data.epochs = False, history, epochs
    told.tell("train_begin", {})
    for epoch in range(initial_epoch, epochs):
        reset_metrics(model)
        params |= _sizes(model, data)  # known from the second epoch on, where nobody told
        told.tell("epoch_begin", epoch, {})
        logs = _epoch(model, data, told, shuffle)
        if validation is not None and not data.ran_out and _validates(validation_freq, epoch + 1):
            validation.follow(data)
            # In any order: so TensorFlow's older loop draws as many random numbers.
            values = _test(model, validation, told, shuffle=not _in_newer(model))
            logs |= {f"val_{name}": value for name, value in values.items()}
        told.tell("epoch_end", epoch, logs)
        if model.stop_training or data.ran_out:
            break
    told.tell("train_end", {})
    return history


def _validates(freq, epoch) -> bool:
    """Whether the epoch of that number, from 1, is followed by a validation."""
    if isinstance(freq, int):
        if freq < 1:
            raise ValueError("`validation_freq` can not be less than 1.")
        return epoch % freq == 0
    if not isinstance(freq, Container):
        raise ValueError("`validation_freq` must be an Integer or a list, tuple or set of epochs")
    return epoch in freq


def _require_targets(model, data, method):
    if data.counts == "steps":
        return
    if data.parts[1] is None and model._zeal_compiled.trained:
        raise ValueError(f"{method}: give y, what the outputs should be")
    if not data.size:
        raise ValueError(f"{method}: Empty training data.")


def _print_sizes(data, validation):
    if data.size_words:
        further = getattr(validation, "size_words", None)
        print(f"Train {data.size_words}" + (f", validate {further}" if further else ""))


def _size(model, data, size):
    """The size of a batch; TensorFlow's first loop counts those of datasets, not their examples."""
    return 1 if data.is_dataset and not _in_newer(model) else size


def _epoch(model, data, told, shuffle):
    averages = Averages(model)
    for number, (size, batch) in enumerate(data.epoch(shuffle)):
        size = _size(model, data, size)
        told.tell("train_batch_begin", number, {"batch": number, "size": size})
        results = steps.run(steps.train, model, batch)
        averages.add(results, size)
        logs = dict(zip(model.metrics_names, results, strict=True))
        told.tell("train_batch_end", number, {"batch": number, "size": size, **logs})
        if model.stop_training:
            break
    return averages.values()


def _test(model, data, told, shuffle=False):
    reset_metrics(model)
    told.tell("test_begin", {})
    averages = Averages(model)
    for number, (size, batch) in enumerate(data.epoch(shuffle, anew=True)):
        size = _size(model, data, size)
        told.tell("test_batch_begin", number, {"batch": number, "size": size})
        results = steps.run(steps.test, model, batch)
        seen.note(model, batch)
        averages.add(results, 1 if data.counts == "steps" else size)
        logs = dict(zip(model.metrics_names, results, strict=True))
        told.tell("test_batch_end", number, {"batch": number, "size": size, **logs})
    values = averages.values()
    told.tell("test_end", values)
    return values


def evaluate(model, data, verbose, callbacks) -> Any:
    """The loss, or a list of it and the metrics."""
    names = model.metrics_names
    _require_targets(model, data, "evaluate")
    params = _params(model, data, verbose, names)
    bar = [EvaluationProgress(data.counts, names[1:])] if verbose else []
    values = _test(model, data, Callbacks([*bar, *(callbacks or ())], model, params))
    results = [values[name] for name in model.metrics_names]
    return results[0] if len(results) == 1 else results


def predict(model, data, verbose, callbacks) -> Any:
    """The model's outputs for all batches, one after the other."""
    import numpy as np

    params = _params(model, data, verbose, [])
    bar = [EvaluationProgress(data.counts)] if verbose else []
    told = Callbacks([*bar, *(callbacks or ())], model, params)
    outputs: list = []
    told.tell("predict_begin", {})
    for number, (size, batch) in enumerate(data.epoch()):
        logs = {"batch": number, "size": size}
        told.tell("predict_batch_begin", number, logs)
        outputs.append(steps.run(steps.predict, model, [batch[0], None, None]))
        if data.counts == "samples":
            _require_rows(outputs[-1], size)
        told.tell("predict_batch_end", number, {**logs, "outputs": outputs[-1]})
    told.tell("predict_end", {})
    whole = [joined(parts) for parts in zip(*outputs, strict=True)]
    return (whole[0] if len(whole) == 1 else whole) if whole else np.zeros([0])


def _require_rows(outputs, size):
    """Raises ValueError where an output has not a row for each of so many examples."""
    for output in outputs:
        shape = getattr(output, "shape", None)
        if shape and shape[0] != size:
            raise ValueError(
                "Mismatch between expected batch size and model output batch size. Output shape "
                f"= {tuple(shape)}, expected output shape = shape {(size, *shape[1:])}"
            )


def _params(model, data, verbose, names, epochs=1, validation=None):
    return _sizes(model, data) | {
        "batch_size": data.batch_size, "epochs": epochs, "verbose": verbose,
        "do_validation": validation is not None, "metrics": names,
    }  # fmt: skip


def _sizes(model, data):
    steps = data.total if data.counts == "steps" else data.batches if _in_newer(model) else None
    return {"samples": data.total, "steps": steps}


def _in_newer(model):
    """Whether TensorFlow runs the second version of its loops."""
    return executing_eagerly() and not isinstance(getattr(model, "optimizer", None), TrainOptimizer)


def validation_of(model, given, batch_size, steps) -> Any:
    """The batches of `validation_data`."""
    if given is None:
        return None
    if isinstance(given, (tuple, list)):
        if len(given) not in (2, 3):
            raise ValueError(
                "When passing a `validation_data` argument, it must contain either 2 items "
                f"(x_val, y_val), or 3 items (x_val, y_val, val_sample_weights), not {len(given)}."
            )
        x, y, weights = *given, *[None] * (3 - len(given))
        x, y = own_or_given(model, x, y)
        return batches_of(model, x, y, weights, batch_size, steps, "validation_steps")
    return batches_of(model, given, steps=steps, steps_name="validation_steps")
