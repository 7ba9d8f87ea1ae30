"""tf.contrib.checkpoint.capture_dependencies: edges for code that knows names only."""

from contextlib import contextmanager

from zeal.public import public
from zeal.state.creators import variable_creator_scope


@public("contrib.checkpoint.capture_dependencies")
@contextmanager
def capture_dependencies(template):
    """A block whose variables become edges of an object, by their names in its variable scope.

    Args:
      template: a Checkpointable with an attribute `variable_scope`, which is in force.

    Example:
      >>> class Scoped(tf.contrib.checkpoint.Checkpointable):
      ...     def __init__(self):
      ...         with tf.variable_scope("part") as self.variable_scope:
      ...             with tf.contrib.checkpoint.capture_dependencies(self):
      ...                 tf.get_variable("inner/w", [2])
      >>> [name for name, _ in Scoped()._checkpoint_dependencies]
      ['inner/w']
    """
    prefix = f"{template.variable_scope.name}/"

    def capturing(next_creator, **arguments):
        variable = next_creator(**arguments)
        name = variable.name.partition(":")[0]
        if name.startswith(prefix):
            template._track_trackable(variable, name.removeprefix(prefix), overwrite=True)
        return variable

    with variable_creator_scope(capturing):
        yield
