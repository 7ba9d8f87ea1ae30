"""tensorflow.python.ops.confusion_matrix: labels and predictions of one rank."""

from zeal.metrics.weights import squeezed_pair
from zeal.state.scope import name_scope

__all__ = ["remove_squeezable_dimensions"]


def remove_squeezable_dimensions(labels, predictions, expected_rank_diff=0, name=None):
    """Labels and predictions; one that has an axis of size 1 too many comes without it.

    Args:
      labels, predictions: tensors.
      expected_rank_diff: how many axes more predictions shall have.
      name: the name of the scope.
    """
    with name_scope(name, "remove_squeezable_dimensions", [labels, predictions]):
        return squeezed_pair(labels, predictions, expected_rank_diff)
