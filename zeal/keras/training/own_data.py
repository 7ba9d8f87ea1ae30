"""Data that a model brings itself: inputs made of tensors, and `compile(target_tensors=...)`."""

from zeal.keras.functional.node import history


def own_or_given(model, x, y=None, takes_targets=True) -> tuple:
    """What a call is given, or what the model brings where nothing is given.

    Args:
      model: the model.
      x, y: inputs and targets as `fit` takes them; None for none.
      takes_targets: whether targets are wanted.

    Returns:
      A pair of inputs and targets.

    Raises:
      ValueError: there are inputs or targets, and the model brings its own.
    """
    pasts = ((t, history(t)) for t in model._zeal_inputs or ())  # plain placeholders have none
    own = [t for t, past in pasts if past and not past[0].is_placeholder]
    if own and len(own) == len(model._zeal_inputs):
        if x is not None and not (isinstance(x, (list, tuple, dict)) and not x):
            raise ValueError("Error when checking model input: expected no data, but got:", x)
        x = own if len(own) > 1 else own[0]
    parts = model._compiled_parts
    targets = None if parts is None or not takes_targets else parts.target_tensors
    if targets is None:
        return x, y
    if y is not None:
        raise ValueError("Error when checking model target: expected no data, but got:", y)
    return x, targets


def targets_of(given, names) -> "list | None":
    """`target_tensors` as a list with an entry for each output.

    Args:
      given: a tensor, a list, a dict by names of outputs, or None.
      names: the names of the outputs, None where only calls tell them.

    Returns:
      A list, or None for None.

    Raises:
      TypeError: it is none of these.
      ValueError: it does not fit the outputs.
    """
    if given is None or (isinstance(given, (list, tuple, dict)) and not given):
        return None
    if isinstance(given, dict):
        unknown = set(given) - set(names or given)
        if unknown:
            raise ValueError(
                f'Unknown entry in `target_tensors` dictionary: "{unknown}". Only expected the '
                f"following keys: {names}"
            )
        return [given.get(name) for name in names or given]
    if isinstance(given, (list, tuple)):
        if names is not None and len(given) != len(names):
            raise ValueError(
                "When passing a list as `target_tensors`, it should have one entry per model "
                f"output. The model has {len(names)} outputs, but you passed "
                f"target_tensors={given}"
            )
        return list(given)
    if not hasattr(given, "dtype"):
        raise TypeError(
            "Expected `target_tensors` to be a list or tuple or dict or a single tensor, but got:",
            given,
        )
    return [given]
