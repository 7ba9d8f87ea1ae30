"""tf.keras.utils.get_source_inputs."""

from typing import Any

from zeal import nest
from zeal.keras.functional.node import node_of
from zeal.public import public


@public("keras.utils.get_source_inputs")
def get_source_inputs(tensor, layer=None, node_index=None) -> list[Any]:
    """The tensors of Inputs that a tensor comes from.

    Args:
      tensor: a tensor that layers returned.
      layer, node_index: accepted for compatibility; the tensor knows them.

    Returns:
      A list of tensors, each once.

    Example:
      >>> x = tf.keras.Input((3,))
      >>> y = tf.keras.layers.Dense(2)(tf.keras.layers.Dense(2)(x))
      >>> tf.keras.utils.get_source_inputs(y)[0] is x
      True
    """
    found: dict = {}
    seen, waiting = set(), [node_of(tensor)]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.sources:
            waiting += reversed(node.parents)
        else:
            found.update((id(x), x) for x in nest.flatten(node.outputs))
    return list(found.values())
