"""What the layers of a model gave for the last batch that it was evaluated with."""

from typing import Any


def note(model, batch) -> None:
    """Keeps a batch.

    Args:
      model: the model.
      batch: inputs, targets and weights as arrays.
    """
    model.__dict__["_zeal_seen"] = batch


def last_gradients(model) -> dict[Any, Any]:
    """The gradients of the loss for the batch that was noted last, by weight.

    Returns:
      A dict from weights to arrays; of rows of a table the rows that changed.
    """
    from zeal.keras.training import step as steps

    seen = model.__dict__.get("_zeal_seen")
    if seen is None:
        return {}
    found = steps.run(steps.gradients, model, seen)
    return dict(zip(model._zeal_compiled.weights_of(model), found, strict=True))


def last_outputs(model) -> dict[Any, list]:
    """The outputs of layers for the batch that was noted last.

    Args:
      model: a model of inputs and outputs, or a Sequential; of others, which do not say how their
        layers hang together, nothing is known.

    Returns:
      A dict from layers to lists of arrays.
    """
    from zeal import nest

    seen = model.__dict__.get("_zeal_seen")
    if seen is None or not model._zeal_inputs:
        return {}
    layers = [layer for layer in model.layers if layer.inbound_nodes]
    found = iter(nest.flatten(_watching(model, layers).predict_on_batch(seen[0])))
    return {layer: [next(found) for _ in nest.flatten(layer.output)] for layer in layers}


def _watching(model, layers):
    """A model with the outputs of all layers, made once."""
    from zeal import nest
    from zeal.keras.model import Model

    made = model.__dict__.get("_zeal_watching")
    if made is None or made[0] != layers:
        outputs = [x for layer in layers for x in nest.flatten(layer.output)]
        made = model.__dict__["_zeal_watching"] = layers, Model(model._zeal_inputs, outputs)
    return made[1]
