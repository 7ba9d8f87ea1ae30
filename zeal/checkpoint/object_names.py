"""Checkpoints of `tf.train.Checkpoint`, read by the names that variables had."""

from zeal import errors
from zeal.checkpoint.described import read_described
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.saveables import saveables_of


def names_to_keys(prefix):
    """The keys of a checkpoint by the names of the variables.

    Returns:
      A dict; None for a checkpoint that was written by names.

    Raises:
      DataLossError: what says so is damaged.
    """
    described = read_described(prefix, open_reader(prefix))
    return described and {
        attribute.full_name: attribute.checkpoint_key
        for node in described.nodes
        for attribute in node.attributes
    }


def saver_of_objects(kind, values, keys):
    """A Saver that reads what such a checkpoint has for some variables.

    Args:
      kind: the class Saver.
      values: what is to be restored, a list or dict.
      keys: what `names_to_keys` gave.

    Raises:
      NotFoundError: the checkpoint lacks some.
    """
    saveables = saveables_of(values)
    names = {spec.name for saveable in saveables for spec in saveable.specs}
    missing = sorted(names - set(keys))
    if missing:
        extra = sorted(set(keys) - names)
        raise errors.NotFoundError(
            f"\n\nExisting variables not in the checkpoint: {', '.join(missing)}\n\n"
            "Variables names when this checkpoint was written which don't exist now: "
            f"{', '.join(extra)}\n\n({len(names & set(keys))} variable name(s) did match)\n\n"
            "Could not find some variables in the checkpoint (see names above). Saver was "
            "attempting to load an object-based checkpoint (saved using tf.train.Checkpoint or "
            "tf.keras.Model.save_weights) using variable names. If the checkpoint was written "
            "with eager execution enabled, it's possible that variable names have changed (for "
            "example missing a '_1' suffix). It's also possible that there are new variables "
            "which did not exist when the checkpoint was written. You can construct a "
            "Saver(var_list=...) with only the variables which previously existed, and if "
            "variable names have changed you may need to make this a dictionary with the old "
            "names as keys."
        )
    for saveable in saveables:
        for spec in saveable.specs:
            spec.name = keys[spec.name]
    return kind(saveables)
