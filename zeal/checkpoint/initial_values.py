"""tf.train.init_from_checkpoint and warm_start: variables that begin with a checkpoint's values."""

import os

from zeal import _native, logging
from zeal.checkpoint.checkpoint_reader import latest_in, load_checkpoint
from zeal.checkpoint.file_ops import one_checkpoint, restore_v2
from zeal.checkpoint.near import hint
from zeal.checkpoint.object_names import names_to_keys
from zeal.checkpoint.saveables import VariableSaveable
from zeal.checkpoint.vocabularies import remapped
from zeal.eager.context import device
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.partition import PartitionedVariable
from zeal.state.variable_store import VariableStore


@public("train.init_from_checkpoint", "contrib.framework.init_from_checkpoint")
def init_from_checkpoint(ckpt_dir_or_file, assignment_map):
    """Lets variables begin with a checkpoint's values; while executing eagerly they get them now.

    In a graph their initializers read the checkpoint, so initializing them is all there is to do.

    Args:
      ckpt_dir_or_file: a checkpoint's prefix, or a folder, whose latest one is taken.
      assignment_map: a dict. The key is a tensor's name in the checkpoint, the value a variable,
        the list of a variable's parts, or the name of one that `tf.get_variable` made. Or both
        are scopes, "old/" and "new/", "/" for all.

    Raises:
      ValueError: the checkpoint lacks a tensor, a shape differs, or a name is none of a variable.
      NotFoundError: there is no such checkpoint.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"old/v": tf.Variable(3.0)}).save(None, tempfile.mkdtemp() + "/m")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("new/v", [])
      ...     tf.train.init_from_checkpoint(path, {"old/": "new/"})
      ...     session.run(tf.global_variables_initializer())
      ...     print(session.run(v))
      3.0
    """
    reader = load_checkpoint(ckpt_dir_or_file)
    stored = reader.get_variable_to_shape_map()
    prefix, where = latest_in(ckpt_dir_or_file), os.fsdecode(ckpt_dir_or_file)
    with one_checkpoint(prefix):
        _begin_all(assignment_map, prefix, stored, where)


def _begin_all(assignment_map, prefix, stored, where):
    for key in sorted(assignment_map):
        target = assignment_map[key]
        found = target if not isinstance(target, str) else _by_name(target)
        pairs = _in_scope(key, target, where, stored) if found is None else [(key, found)]
        for name, variable in pairs:
            _check(name, variable, stored, where)
            for part in _parts(variable):
                _begin_with(part, prefix, name)
            logging.debug("Initialize variable %s from checkpoint %s", name, where)


def _by_name(name):
    """A variable, or all parts of one, that `get_variable` has made."""
    store = VariableStore.in_force()
    return store.variables.get(name, store.partitioned.get(name))


def _parts(variable) -> list:
    several = isinstance(variable, (list, tuple, PartitionedVariable))
    return list(variable) if several else [variable]


def _in_scope(key, target, where, stored):
    """Pairs of a name in the checkpoint and a variable, for all variables of a scope."""
    scope = target.rpartition("/")[0]
    if not key.endswith("/"):
        raise ValueError(
            f"Assignment map with scope only name {scope} should map to scope only {key}. Should "
            "be 'scope/': 'other_scope/'."
        )
    store = VariableStore.in_force()
    in_parts = {id(part) for whole in store.partitioned.values() for part in whole}
    own = {n: v for n, v in store.variables.items() if id(v) not in in_parts}
    lead, old = f"{scope}/" if scope else "", "" if key == "/" else key
    for name, variable in sorted({**own, **store.partitioned}.items()):
        if not name.startswith(lead):
            continue
        full = old + name[len(lead) :]
        if full not in stored:
            raise ValueError(
                f"Tensor {full} ({name[len(lead):]} in {key}) is not found in {where} checkpoint"
                f"{hint(full, stored)}"
            )
        yield full, variable


def _check(name, variable, stored, where):
    if name not in stored:
        raise ValueError(
            f"Tensor {name} is not found in {where} checkpoint {stored}{hint(name, stored)}"
        )
    if isinstance(variable, (list, tuple)):
        _check_parts(variable)
    elif not variable.shape.is_compatible_with(stored[name]):
        raise ValueError(
            f"Shape of variable {variable.name} ({variable.shape}) doesn't match with shape of "
            f"tensor {name} ({stored[name]}) from checkpoint reader."
        )


def _check_parts(parts):
    names = {getattr(part._get_save_slice_info(), "full_name", part.name) for part in parts}
    if len(names) > 1:
        raise ValueError(f"Slices must all be from the same tensor: {' != '.join(sorted(names))}")


def _begin_with(variable, prefix, name):
    """Lets a variable, or a part of one, begin with a tensor of a checkpoint."""
    info = variable._get_save_slice_info()
    with device("cpu:0"):
        [value] = restore_v2(
            prefix, [name], [info.spec if info else ""], [variable.dtype],
            name="checkpoint_initializer",
        )  # fmt: skip
    if value._symbolic:
        value.set_shape(variable.shape)
    _take(variable, value, name)


def _take(variable, value, name):
    begin = VariableSaveable(variable, "", name).restore([value], None)
    if value._symbolic:
        variable._initializer_op, variable._initial_value = begin, value


# --- warm start ---
@public("train.warm_start")
def warm_start(
    ckpt_to_initialize_from,
    vars_to_warm_start=".*",
    var_name_to_vocab_info=None,
    var_name_to_prev_var_name=None,
):
    """Lets a graph's variables begin with the values that a checkpoint has under their names.

    Args:
      ckpt_to_initialize_from: a checkpoint's prefix, or a folder.
      vars_to_warm_start: a pattern for names of trainable variables, all by default; a list of
        patterns for names of global variables; or a list of variables.
      var_name_to_vocab_info: `tf.train.VocabInfo`s, by names of variables whose rows follow words.
      var_name_to_prev_var_name: names in the checkpoint, by names of variables where they differ.

    Raises:
      ValueError: the checkpoint lacks a variable; a dict has a name that none has; vocabularies do
        not fit.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(3.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", [])
      ...     tf.train.warm_start(path)
      ...     session.run(tf.global_variables_initializer())
      ...     print(session.run(v))
      3.0
    """
    logging.info("Warm-starting from: %s", ckpt_to_initialize_from)
    grouped = _grouped(vars_to_warm_start) if vars_to_warm_start else {}
    old = var_name_to_prev_var_name or _keys_of_objects(ckpt_to_initialize_from, grouped)
    vocabularies = var_name_to_vocab_info or {}
    _check_used(old, "var_name_to_prev_var_name", grouped)
    _check_used(vocabularies, "var_name_to_vocab_info", grouped)
    chosen = {
        old.get(name, name): parts if len(parts) > 1 else parts[0]
        for name, parts in grouped.items()
        if name not in vocabularies
    }
    init_from_checkpoint(ckpt_to_initialize_from, chosen)
    for name, info in vocabularies.items():
        begin_with_words(grouped[name], ckpt_to_initialize_from, old.get(name, name), info)
    logging.info("Warm-started %d variables.", len(grouped))


def _check_used(names, argument, grouped):
    if unused := set(names) - set(grouped):
        raise ValueError(
            f"You provided the following variables in {argument} that were not used: {unused}.  "
            "Perhaps you misspelled them?  Here is the list of viable variable names: "
            f"{list(grouped)}"
        )


def begin_with_words(parts, source, name, info):
    stored = load_checkpoint(source).get_variable_to_shape_map()
    if name not in stored:
        raise ValueError(
            f"Tensor {name} is not found in {source} checkpoint {stored}{hint(name, stored)}"
        )
    for part in parts:
        _take(part, remapped(info, latest_in(source), name, stored[name], part), name)


def _grouped(chosen) -> dict:
    """Lists of a variable's parts by its name."""
    if isinstance(chosen, str):
        found = collected(GraphKeys.TRAINABLE_VARIABLES, chosen)
    elif isinstance(chosen, list) and all(isinstance(v, str) for v in chosen):
        found = [v for scope in chosen for v in collected(GraphKeys.GLOBAL_VARIABLES, scope)]
    elif isinstance(chosen, list) and all(isinstance(v, _native.Variable) for v in chosen):
        found = chosen
    elif isinstance(chosen, list):
        raise ValueError(
            "If `vars_to_warm_start` is a list, it must be all `Variable` or all `str`.  Given "
            f"types are {[type(v) for v in chosen]}"
        )
    else:
        raise ValueError(
            f"`vars_to_warm_start must be a `list` or `str`.  Given type is {type(chosen)}"
        )
    grouped: dict = {}
    for variable in found:
        grouped.setdefault(whole_name(variable), []).append(variable)
    return grouped


def whole_name(variable) -> str:
    """A variable's name; of a part of one, that of the whole."""
    info = variable._get_save_slice_info()
    return info.full_name if info else variable.name.partition(":")[0]


def _keys_of_objects(source, names) -> dict:
    """Keys by names of variables, in a checkpoint of objects; empty for one of names."""
    prefix = latest_in(source)
    keys = None if prefix is None else names_to_keys(prefix)
    if keys is None:
        return {}
    if missing := set(names) - set(keys):
        raise ValueError(
            "Attempting to warm-start from an object-based checkpoint, but found that the "
            "checkpoint did not contain values for all variables. The following variables were "
            f"missing: {missing}"
        )
    return {name: keys[name] for name in names}
