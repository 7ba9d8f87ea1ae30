"""tfe.save_network_checkpoint and restore_network_checkpoint: files of one network's variables."""

import os
from functools import partial

from zeal import logging
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.saver import Saver
from zeal.graph.session import get_default_session
from zeal.older_layers.network import Network
from zeal.public import public
from zeal.train.step_counter import get_global_step


@public("contrib.eager.save_network_checkpoint")
def save_network_checkpoint(network, save_path, global_step=None, map_func=None) -> str:
    """Writes a network's variables to a checkpoint; `tf.train.Checkpoint` needs no names.

    Args:
      network: a `tfe.Network` that was called.
      save_path: the prefix of the files' names, or a folder, in which it is the network's name.
      global_step: an int, tensor or variable that is appended to it; by default
        `tf.train.get_global_step()`, if there is one.
      map_func: a function of a variable's full name that gives its name in the file; by default the
        network's own name is taken off.

    Returns:
      The checkpoint's path.

    Raises:
      ValueError: the network was not called yet, or two variables get one name.

    Example:
      >>> import tempfile
      >>> network = tfe.Sequential([tf.layers.Dense(1, name="d")])
      >>> network(tf.ones([1, 2])).shape.as_list()
      [1, 1]
      >>> path = tfe.save_network_checkpoint(network, tempfile.mkdtemp())
      >>> tf.train.list_variables(path)
      [('d/bias', [1]), ('d/kernel', [2, 1])]
    """
    _check(network)
    if not network.built:
        raise ValueError(
            "Attempt to save the Network before it was first called. This means variables have not "
            "yet been created, so there is nothing to save."
        )
    if global_step is None:
        global_step = get_global_step()
    saver = Saver(_by_name(network, map_func, "save_network_checkpoint"))
    return saver.save(
        get_default_session(), _prefix(network, save_path), global_step, write_meta_graph=False
    )


@public("contrib.eager.restore_network_checkpoint")
def restore_network_checkpoint(network, save_path, map_func=None) -> None:
    """Gives a network's variables a checkpoint's values, now or when its first call makes them.

    Args:
      network: a `tfe.Network`.
      save_path: the path that `save_network_checkpoint` returned, or a folder: see there.
      map_func: as it was when saving.

    Raises:
      NotFoundError: there is no such checkpoint, or it lacks a variable that the network has.
      ValueError: two variables get one name; or there is no variable yet of a layer that is none
        of `tf.layers`.

    Example:
      >>> import tempfile
      >>> def made():
      ...     return tfe.Sequential([tf.layers.Dense(1, name="d")])
      >>> first, second, x = made(), made(), tf.ones([1, 2])
      >>> y = first(x)
      >>> path = tfe.save_network_checkpoint(first, tempfile.mkdtemp())
      >>> tfe.restore_network_checkpoint(second, path)
      >>> bool(tf.equal(second(x), y))
      True
    """
    _check(network)
    network._set_scope()
    prefix = _prefix(network, save_path)
    network._get_by(_getter(network, open_reader(prefix), map_func))
    present = _by_name(network, map_func, "restore_network_checkpoint")
    if present:
        Saver(present).restore(get_default_session(), prefix)
        logging.debug("Restored %d variables of %s", len(present), network.name)


def _check(network):
    if not isinstance(network, Network):
        raise TypeError(f"{network!r} is no tfe.Network")


def _prefix(network, save_path) -> str:
    save_path = os.fsdecode(save_path)
    if not os.path.isdir(save_path):
        return save_path
    return os.path.join(save_path, network.name.replace("/", "_"))


def _mapped(network, map_func):
    """The function from full names to names in files."""
    own = f"{network.scope_name}/"
    return map_func or (lambda name: name.removeprefix(own))


def _conflict(network, map_func, caller, name, *variables):
    start = (
        f"The map_func passed to {caller} for the Network '{network}' resulted in" if map_func else
        "The default checkpoint variable name mapping strategy for Network "
        f"'{network}' resulted in a naming conflict:"
    )  # fmt: skip
    first, second = (variable.name.partition(":")[0] for variable in variables)
    return ValueError(
        f"{start} two variables named '{name}' ('{first}' and '{second}'). Try stripping less from "
        "the variable names, or renaming parts of the Network."
    )


def _by_name(network, map_func, caller) -> dict:
    name_of, found = _mapped(network, map_func), {}
    for variable in network.variables:
        full = variable.name.partition(":")[0]
        name = name_of(full)
        if name in found:
            raise _conflict(network.name, map_func, caller, name, found[name], variable)
        found[name] = variable
    return found


def _getter(network, reader, map_func):
    """A custom getter whose variables begin with the checkpoint's values, where it has them."""
    name_of, made, session = _mapped(network, map_func), {}, get_default_session()
    conflict = partial(_conflict, network.name, map_func, "restore_network_checkpoint")

    def restoring(getter, name, *args, **kwargs):
        key = name_of(name)
        if not reader.has(key):
            return getter(name, *args, **kwargs)
        is_new = key not in made
        if is_new:
            kwargs["initializer"] = lambda shape, dtype=None, partition_info=None: reader.get(key)
        variable = getter(name, *args, **kwargs)
        if made.setdefault(key, variable) is not variable:
            raise conflict(key, made[key], variable)
        if is_new and session is not None:
            session.run(variable.initializer)
        return variable

    return restoring
