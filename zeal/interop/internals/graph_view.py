"""tensorflow.python.training.tracking.graph_view: what savers take, the root itself in zeal."""


def ObjectGraphView(root, saveables_cache=None):
    """The object that a saver is made for."""
    return root
