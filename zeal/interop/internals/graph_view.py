"""tensorflow.python.training.tracking.graph_view: what savers take, the root itself in zeal."""


def ObjectGraphView(root, saveables_cache=None):
    """The object that a saver is made for.

    Args:
      root: a Trackable.
      saveables_cache: accepted for compatibility.
    """
    return root
