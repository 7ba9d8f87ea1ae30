"""tfe.Saver: saves and restores variables by name, without a graph."""

from contextlib import contextmanager

from zeal import _native
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.saver import Saver
from zeal.eager.context import executing_eagerly
from zeal.public import public
from zeal.state.creators import variable_creator_scope


@public("contrib.eager.Saver")
class EagerSaver:
    """Saves and restores variables by name. `tf.train.Checkpoint` does so by objects.

    Args:
      var_list: a list of variables, or a dict of them by the names that they have in files.

    Raises:
      RuntimeError: eager execution is not on.

    Example:
      >>> import tempfile
      >>> v = tf.Variable(3.0, name="v")
      >>> saver = tfe.Saver([v])
      >>> path = saver.save(tempfile.mkdtemp() + "/model", global_step=1)
      >>> _ = v.assign(0.0)
      >>> saver.restore(path)
      >>> v.numpy()
      3.0
    """

    def __init__(self, var_list):
        if not executing_eagerly():
            raise RuntimeError(
                "tfe.Saver can only be used when eager execution is enabled. Use tf.train.Saver "
                "when building graphs."
            )
        self._saver = Saver(var_list=var_list)

    def save(self, file_prefix, global_step=None):
        """Writes a checkpoint.

        Args:
          file_prefix: what its files' names begin with.
          global_step: an int or variable that is appended to it.

        Returns:
          The whole prefix, which `restore` takes.
        """
        return self._saver.save(None, file_prefix, global_step, write_meta_graph=False)

    def restore(self, file_prefix):
        """Gives the variables the values of a checkpoint.

        Args:
          file_prefix: what `save` returned.
        """
        self._saver.restore(None, file_prefix)


@public("contrib.eager.get_optimizer_variables")
def get_optimizer_variables(optimizer):
    """The variables of an optimizer, `optimizer.variables()`.

    Args:
      optimizer: a `tf.train.Optimizer`.

    Returns:
      A list of Variables, those that it has made so far.

    Example:
      >>> tfe.get_optimizer_variables(tf.train.GradientDescentOptimizer(0.1))
      []
    """
    return optimizer.variables()


@public("contrib.eager.restore_variables_on_create")
@contextmanager
def restore_variables_on_create(save_path, map_func=None):
    """A block whose variables begin with what a checkpoint has under their names.

    Args:
      save_path: the checkpoint's prefix; None restores nothing.
      map_func: a function of a variable's name, without ":0", that gives the name in the
        checkpoint.

    Raises:
      NotImplementedError: eager execution is not on.
      ValueError: map_func is no function.
      NotFoundError: there is no such checkpoint.

    Example:
      >>> import tempfile
      >>> path = tfe.Saver({"v": tf.Variable(3.0)}).save(tempfile.mkdtemp() + "/model")
      >>> with tfe.restore_variables_on_create(path):
      ...     tf.Variable(0.0, name="v").numpy()
      3.0
    """
    if not executing_eagerly():
        raise NotImplementedError(
            "Currently, restore_variables_on_create can only be used with eager execution enabled."
        )
    if map_func is not None and not callable(map_func):
        raise ValueError("map_func must be callable.")
    reader = open_reader(save_path) if save_path else None

    def create(next_creator, **arguments):
        variable = next_creator(**arguments)
        name = variable.name.partition(":")[0]
        name = name if map_func is None else map_func(name)
        if reader is not None and reader.has(name) and isinstance(variable, _native.Variable):
            variable.assign(reader.get(name))
        return variable

    with variable_creator_scope(create):
        yield
