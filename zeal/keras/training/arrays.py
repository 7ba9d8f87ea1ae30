"""Inputs, targets and weights of examples as a program gives them, as arrays."""

from typing import Any

from zeal.keras.training.rows import is_of_rows, rows_of


def as_array(value, floats="float32"):
    """A value as an array of at least two axes, as Keras takes it, or as Rows; None stays.

    floats: the dtype that float64 becomes.
    """
    value = _as_given(value, floats)
    return value[:, None] if getattr(value, "ndim", 0) == 1 else value


def _as_given(value, floats="float32"):
    import numpy as np

    if value is None:
        return None
    if is_of_rows(value):
        return rows_of(value)
    value = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if value.dtype == np.float64 and floats != "float64":
        value = value.astype(np.float32)
    if value.dtype == np.float32 and floats == "float64":
        value = value.astype(np.float64)
    return value


def _is_array(value):
    return is_of_rows(value) or bool(getattr(value, "shape", None)) and len(value.shape) > 0


def require_rows(value, what):
    """Raises ValueError where a value has no rows, one for each example."""
    import numpy as np

    if (value is None and what == "x") or (value is not None and np.ndim(value) == 0):
        raise ValueError(
            f"{what} must be an array with one row per example; it is a {type(value).__name__}"
        )


def inputs_of(x, taken=1, wide=frozenset()) -> Any:
    """The inputs of a model as arrays: one, a list, or a dict.

    Args:
      x: what the program gives for all of them.
      taken: how many the model takes; or their names, where a dict is to become a list.
      wide: those of the names, and of their places, whose inputs are float64.
    """

    def floats(key):
        return "float64" if key in wide else "float32"

    count = taken if isinstance(taken, int) else len(taken)
    if isinstance(x, dict) and not isinstance(taken, int):
        x = _by_names(x, taken)
    if isinstance(x, dict):
        return {name: as_array(value, floats(name)) for name, value in x.items()}
    if is_of_rows(x) or not isinstance(x, (list, tuple)) or not x:
        return as_array(x, floats(0))
    if _is_array(x[0]) or 1 < count == len(x):
        arrays = [as_array(value, floats(i)) for i, value in enumerate(x)]
        return arrays[0] if len(x) == 1 else arrays
    return as_array(x, floats(0))


def _by_names(given, names):
    missing = [name for name in names if name not in given]
    if missing:
        raise ValueError(f'No data provided for "{missing[0]}". Need data for each key in: {names}')
    return [given[name] for name in names]


def list_of(value, names, is_fixed=True) -> "list | None":
    """Targets or weights as a list, one for each output.

    Args:
      value: an array, a list of arrays, a dict by names of outputs, or None.
      names: of the outputs.
      is_fixed: whether there are as many outputs as names.

    Raises:
      ValueError: there is no entry for an output, or the numbers differ.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        return _by_names(value, names)
    if isinstance(value, (list, tuple)) and value and (len(names) > 1 or _is_array(value[0])):
        if len(value) != len(names) and is_fixed:
            raise ValueError(
                "Error when checking model target: the list of Numpy arrays that you are passing "
                f"to your model is not the size the model expected. Expected to see {len(names)} "
                f"array(s) ({', '.join(names)}), but instead got {len(value)}"
            )
        return list(value)
    return [value]


def refuse_unknown(given, names, what):
    """Raises ValueError where a dict has other names than these."""
    unknown = [key for key in given if key not in names] if isinstance(given, dict) else []
    if unknown:
        raise ValueError(
            f"Unknown entries in {what} dictionary: {unknown}. Only expected following keys: "
            f"{list(names)}"
        )


def _checked_weights(weights, names):
    """Weights for several outputs: they must say which are whose."""
    if not isinstance(weights, (dict, list, tuple)):
        raise TypeError(
            "The model has multiple outputs, so `sample_weight` should be either a list or a dict. "
            f"Provided `sample_weight` type not understood: {weights}"
        )
    if not isinstance(weights, dict) and len(weights) != len(names):
        raise ValueError(
            f"Provided `sample_weight` was a list of {len(weights)} elements, but the model has "
            f"{len(names)} outputs. You should provide one `sample_weight` array per model output."
        )
    return weights


def weights_of(weights, names, is_fixed):
    """The weights of examples as arrays, one or None for each output; None where there are none."""
    if isinstance(weights, dict):  # an output that is not named has none
        refuse_unknown(weights, names, "sample_weight")
        weights = {name: weights.get(name) for name in names}
    if weights is not None and len(names) > 1:
        weights = _checked_weights(weights, names)
    flat = list_of(weights, names, is_fixed)
    return None if flat is None else list(map(_as_given, flat))
