"""tf.contrib.framework: ops that give variables the values of a checkpoint, or given ones."""

from zeal import logging
from zeal.checkpoint.checkpoint_reader import CheckpointReader
from zeal.checkpoint.saver import Saver
from zeal.contrib.framework.graph_variables import get_variable_full_name
from zeal.eager import control
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph.placeholder import placeholder
from zeal.public import public


def _fed(variable, value, feeds):
    """An op that assigns what is fed; the value goes to the feeds."""
    fed = placeholder(variable.dtype, variable.shape, name=f"placeholder/{variable.op.name}")
    feeds[fed] = value
    return variable.assign(fed)


@public("contrib.framework.assign_from_values", "contrib.slim.assign_from_values")
def assign_from_values(var_names_to_values):
    """An op that assigns given values, and what to feed it.

    Args:
      var_names_to_values: arrays by variables' names.

    Returns:
      An operation and a dict to feed its run with.

    Raises:
      ValueError: a name is that of no global variable, or of several.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", [2])
      ...     op, feeds = tf.contrib.framework.assign_from_values({"v": np.array([1.0, 2.0])})
      ...     session.run(op, feeds)
      ...     print(session.run(v))
      [1. 2.]
    """
    feeds: dict = {}
    ops = [
        _fed(v := _named(name), value.reshape(v.shape.as_list()), feeds)
        for name, value in var_names_to_values.items()
    ]
    return control.group(*ops), feeds


def _named(name):
    found = get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, name)
    if not found:
        raise ValueError(f"Variable {name} wasn't found")
    exact = [v for v in found if v.op.name == name]
    if len(found) > 1 and not exact:
        raise ValueError(f"Variable {name} doesn't uniquely identify a variable")
    return exact[0] if exact else found[0]


@public("contrib.framework.assign_from_values_fn", "contrib.slim.assign_from_values_fn")
def assign_from_values_fn(var_names_to_values):
    """A function of a session that assigns given values.

    Args:
      var_names_to_values: as in `assign_from_values`.

    Returns:
      A function.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", [1])
      ...     tf.contrib.framework.assign_from_values_fn({"v": np.array([1.0])})(session)
      ...     print(session.run(v))
      [1.]
    """
    op, feeds = assign_from_values(var_names_to_values)

    def assign(session):
        return session.run(op, feeds)

    return assign


@public("contrib.framework.assign_from_checkpoint", "contrib.slim.assign_from_checkpoint")
def assign_from_checkpoint(model_path, var_list, ignore_missing_vars=False):
    """An op that gives variables the values of a checkpoint, and what to feed it.

    Args:
      model_path: the checkpoint's prefix.
      var_list: a list of variables, or a dict of variables or lists of parts by the names that they
        have in the checkpoint.
      ignore_missing_vars: whether what the checkpoint lacks is no error.

    Returns:
      An operation and a dict to feed its run with.

    Raises:
      ValueError: the checkpoint lacks a variable, or it has another shape there.
      NotFoundError: there is no such checkpoint.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(3.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", [])
      ...     op, feeds = tf.contrib.framework.assign_from_checkpoint(path, [v])
      ...     session.run(op, feeds)
      ...     print(session.run(v))
      3.0
    """
    reader, feeds, ops = CheckpointReader(model_path), {}, []
    for name, parts in _grouped(var_list).items():
        if not reader.has_tensor(name):
            if not ignore_missing_vars:
                raise ValueError(f"Checkpoint is missing variable [{name}]")
            logging.warning("Checkpoint is missing variable [%s]", name)
            continue
        whole = reader.get_tensor(name)
        ops += [_fed(part, _part_of(whole, part, name), feeds) for part in parts]
    return control.group(*ops), feeds


def _grouped(var_list) -> dict:
    if isinstance(var_list, dict):
        return {n: v if isinstance(v, (list, tuple)) else [v] for n, v in var_list.items()}
    grouped: dict = {}
    for variable in var_list:
        grouped.setdefault(get_variable_full_name(variable), []).append(variable)
    return grouped


def _part_of(whole, variable, name):
    """What of a tensor is the variable's."""
    info = variable._get_save_slice_info()
    if info is not None:
        pairs = zip(info.var_offset, info.var_shape, strict=True)
        return whole[tuple(slice(begin, begin + size) for begin, size in pairs)]
    if variable.shape.as_list() != list(whole.shape):
        raise ValueError(
            f"Total size of new array must be unchanged for {name} lh_shape: [{whole.shape}], "
            f"rh_shape: [{variable.shape}]"
        )
    return whole


@public("contrib.framework.assign_from_checkpoint_fn", "contrib.slim.assign_from_checkpoint_fn")
def assign_from_checkpoint_fn(
    model_path, var_list, ignore_missing_vars=False, reshape_variables=False
):
    """A function of a session that gives variables the values of a checkpoint.

    Args:
      model_path: the checkpoint's prefix.
      var_list: a list of variables, or a dict by the names that they have in the checkpoint.
      ignore_missing_vars: whether what the checkpoint lacks is no error.
      reshape_variables: whether they may have other shapes of as many elements there.

    Returns:
      A function; None if there is nothing to restore.

    Raises:
      ValueError: var_list is empty.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(3.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", [])
      ...     tf.contrib.framework.assign_from_checkpoint_fn(path, [v])(session)
      ...     print(session.run(v))
      3.0
    """
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        var_list = _available(model_path, var_list)
    if not var_list:
        logging.warning("No Variables to restore")
        return None
    saver = Saver(var_list, reshape=reshape_variables)

    def restore(session):
        saver.restore(session, model_path)

    return restore


def _available(model_path, var_list) -> dict:
    reader = CheckpointReader(model_path)
    named = var_list if isinstance(var_list, dict) else {v.op.name: v for v in var_list}
    for name in named:
        if not reader.has_tensor(name):
            logging.warning("Variable %s missing in checkpoint %s", name, model_path)
    return {name: v for name, v in named.items() if reader.has_tensor(name)}
