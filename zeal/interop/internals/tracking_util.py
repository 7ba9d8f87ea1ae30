"""tensorflow.python.training.tracking.util, beside tf.contrib.checkpoint."""

from zeal._native import Variable
from zeal.checkpoint.described import read_described
from zeal.checkpoint.file_ops import one_checkpoint
from zeal.checkpoint.object_graph import list_objects
from zeal.checkpoint.object_saver import ObjectSaver
from zeal.dtypes import float32
from zeal.state.initializers import GlorotUniform, Zeros

__all__ = ["ObjectSaver", "add_variable", "gather_initializers", "list_objects", "object_metadata"]


def add_variable(trackable, name, shape=None, dtype=float32, initializer=None, trainable=True):
    """Makes a variable that an object depends on, named without regard to scopes.

    Args:
      trackable: a Trackable.
      name: what it calls the variable.
      the others: as for `tf.get_variable`.

    Returns:
      The Variable, with the value of a checkpoint that waits for it.

    Raises:
      ValueError: the object calls something else so.
    """
    if trackable._lookup_dependency(name) is not None:
        raise ValueError(
            f"A variable named '{name}' already exists in this Trackable, but "
            "Trackable._add_variable called to create another with that name. Variable names must "
            "be unique within a Trackable object."
        )
    if initializer is None:
        initializer = GlorotUniform() if dtype.is_floating else Zeros()
    value = initializer
    if callable(initializer):

        def value():
            return initializer() if shape is None else initializer(shape, dtype=dtype)

    made = Variable(value, name=name, dtype=dtype, trainable=trainable)
    return trackable._track_trackable(made, name)


def gather_initializers(root_trackable):
    """The initializers of all that an object leads to, slots included."""
    found = (getattr(node, "initializer", None) for node in list_objects(root_trackable))
    return [op for op in found if op is not None]


def object_metadata(save_path):
    """The message of a checkpoint that describes its objects, a TrackableObjectGraph.

    Raises:
      ValueError: it describes none.
    """
    with one_checkpoint(save_path) as reader:
        described = read_described(save_path, reader)
    if described is None:
        raise ValueError(
            f"The specified checkpoint '{save_path}' does not appear to be object-based (saved "
            "with TF2): it describes no objects"
        )
    return described.message
