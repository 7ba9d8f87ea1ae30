"""The arguments of layers in their configurations."""

from typing import Any

from zeal.keras import activations, constraints, initializers, regularizers

_KINDS: Any = {
    "activation": activations, "initializer": initializers, "regularizer": regularizers,
    "constraint": constraints,
}  # fmt: skip


def own_arguments(layer, names) -> dict:
    """Attributes of a layer as its `get_config` says them, by their names in one text.

    The last word of a name tells what kind a function is of, as in "bias_initializer".
    """
    found = {}
    for name in names.split():
        value, kind = getattr(layer, name), _KINDS.get(name.rpartition("_")[2])
        found[name] = kind.serialize(value) if kind else value
    return found
