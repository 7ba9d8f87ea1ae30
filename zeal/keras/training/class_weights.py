"""Weights of examples by their classes, as `Model.fit` takes them."""

from typing import Any

from zeal.keras.training.arrays import list_of, refuse_unknown


def class_weights(class_weight, y):
    """What each example counts by its class."""
    import numpy as np

    y = np.asarray(y)
    if y.ndim > 2:
        raise ValueError("`class_weight` not supported for 3+ dimensional targets.")
    classes = y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(-1)
    missing = set(np.unique(classes).tolist()) - set(class_weight)
    if missing:
        raise ValueError(
            f"`class_weight` must contain all classes in the data. The classes {missing} exist in "
            "the data but not in `class_weight`."
        )
    return np.array([class_weight[c] for c in classes.tolist()], np.float32)


def weights_by_class(class_weight, y, sample_weight, endpoints) -> Any:
    """The weights of examples times those of their classes.

    Args:
      class_weight: a dict from classes to numbers; of several outputs one for each, in a dict by
        their names or a list.
      y: targets.
      sample_weight: weights of examples, or None.
      endpoints: the outputs that have a loss.

    Returns:
      An array, or a list with an array or None for each output.

    Raises:
      ValueError: several outputs have one dict of classes.
    """
    names = [e.name for e in endpoints]
    if isinstance(class_weight, dict) and set(class_weight) & set(names):
        refuse_unknown(class_weight, names, "class_weight")
        class_weight = [class_weight.get(name) for name in names]
    if not isinstance(class_weight, (list, tuple)):
        if len(names) > 1:
            given = class_weight if isinstance(class_weight, dict) else ()
            if any(isinstance(key, str) for key in given):  # meant as names of outputs
                refuse_unknown(class_weight, names, "class_weight")
            raise ValueError(
                "The model has multiple outputs, so `class_weight` should be either a list or a "
                f"dict. Provided `class_weight` type not understood: {class_weight}"
            )
        return _times(class_weights(class_weight, y), sample_weight)
    targets = list_of(y, names)
    weights = list_of(sample_weight, names) or [None] * len(names)
    found = [
        w if c is None else _times(class_weights(c, t), w)
        for c, t, w in zip(class_weight, targets, weights, strict=True)
    ]
    return found if len(names) > 1 else found[0]


def _times(by_class, weights):
    return by_class if weights is None else by_class * weights
