"""The file `checkpoint` of a folder, which names its checkpoints, and functions of such files."""

import contextlib
import glob
import os
import re

from zeal import errors, logging
from zeal.checkpoint import durable
from zeal.checkpoint.bundle_writer import data_paths, index_path
from zeal.local_files import call, matching
from zeal.public import public

_MOST_BYTES = 1 << 24  # of a state file: thousands of paths


def _text(path) -> str:
    return os.fsdecode(path)


def _state_path(folder, latest_filename) -> str:
    return os.path.join(_text(folder), latest_filename or "checkpoint")


@public("train.generate_checkpoint_state_proto")
def generate_checkpoint_state_proto(
    save_dir,
    model_checkpoint_path,
    all_model_checkpoint_paths=None,
    all_model_checkpoint_timestamps=None,
    last_preserved_timestamp=None,
):
    """The content of a state file as a message.

    Args:
      save_dir: the folder. Where it is no absolute path, other paths are written relative to it.
      model_checkpoint_path: the latest checkpoint.
      all_model_checkpoint_paths: all that are there, from the oldest; the latest is added where it
        is not the last.
      all_model_checkpoint_timestamps: when each was written, in seconds since 1970.
      last_preserved_timestamp: when the last one was written that is to be kept for good.

    Returns:
      A CheckpointState.

    Raises:
      ValueError: there are not as many times as paths.

    Example:
      >>> tf.train.generate_checkpoint_state_proto("run", "run/model-1").model_checkpoint_path
      'model-1'
    """
    from zeal.messages.checkpoint import CheckpointState

    latest = _text(model_checkpoint_path)
    paths = [_text(p) for p in all_model_checkpoint_paths or ()]
    if not paths or paths[-1] != latest:
        paths.append(latest)
    times = list(all_model_checkpoint_timestamps or ())
    if times and len(times) != len(paths):
        raise ValueError(
            "Checkpoint timestamps, if provided, must match checkpoint paths (got paths "
            f"{paths} and timestamps {times})"
        )
    folder = _text(save_dir)
    return CheckpointState(
        model_checkpoint_path=_in_folder(latest, folder),
        all_model_checkpoint_paths=[_in_folder(path, folder) for path in paths],
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def _in_folder(path, folder) -> str:
    return path if os.path.isabs(folder) or os.path.isabs(path) else os.path.relpath(path, folder)


@public("train.update_checkpoint_state")
def update_checkpoint_state(
    save_dir,
    model_checkpoint_path,
    all_model_checkpoint_paths=None,
    latest_filename=None,
    all_model_checkpoint_timestamps=None,
    last_preserved_timestamp=None,
):
    """Writes a folder's state file, at one moment.

    Args:
      save_dir: the folder.
      the others: as in `tf.train.generate_checkpoint_state_proto`.
      latest_filename: the file's name; "checkpoint" by default.

    Raises:
      RuntimeError: the latest checkpoint has the file's name.
      NotFoundError, PermissionDeniedError, ResourceExhaustedError: it cannot be written.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> tf.train.update_checkpoint_state(folder, "model-1")
      >>> tf.train.get_checkpoint_state(folder).model_checkpoint_path == folder + "/model-1"
      True
    """
    write_state(
        save_dir, model_checkpoint_path, all_model_checkpoint_paths, latest_filename, False,
        all_model_checkpoint_timestamps, last_preserved_timestamp,
    )  # fmt: skip


def write_state(
    folder, latest, paths=None, latest_filename=None, relative=False, times=None, preserved=None
):
    """`update_checkpoint_state`; `relative`: whether the folder is left out of paths in it."""
    from google.protobuf import text_format

    file = _state_path(folder, latest_filename)
    latest, paths = _text(latest), [_text(p) for p in paths or ()]
    if relative:
        latest, *paths = (
            os.path.relpath(p, folder) if os.path.isabs(p) else p for p in (latest, *paths)
        )
    state = generate_checkpoint_state_proto(folder, latest, paths, times, preserved)
    if state.model_checkpoint_path == file:
        raise RuntimeError(
            f"Save path '{latest}' conflicts with path used for checkpoint state.  Please use a "
            "different save path."
        )
    durable.remove_leftovers(file)
    durable.write_whole(file, text_format.MessageToString(state).encode())


@public("train.get_checkpoint_state")
def get_checkpoint_state(checkpoint_dir, latest_filename=None):
    """What a folder's state file says.

    Args:
      checkpoint_dir: the folder.
      latest_filename: the file's name; "checkpoint" by default.

    Returns:
      A CheckpointState whose paths have the folder before them where they are relative; None if
      there is no file, or none that can be read, which is logged.

    Raises:
      ValueError: it names no checkpoint.

    Example:
      >>> import tempfile
      >>> print(tf.train.get_checkpoint_state(tempfile.mkdtemp()))
      None
    """
    folder = _text(checkpoint_dir)
    path = _state_path(folder, latest_filename)
    if not os.path.exists(path):
        return None
    try:
        state = _read_state(path)
    except (errors.OpError, ValueError) as e:
        logging.warning("%s: %s", type(e).__name__, e)
        logging.warning("%s: Checkpoint ignored", path)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {folder}")
    state.model_checkpoint_path = os.path.join(folder, state.model_checkpoint_path)
    for i, name in enumerate(state.all_model_checkpoint_paths):
        state.all_model_checkpoint_paths[i] = os.path.join(folder, name)
    return state


def _read_state(path):
    from google.protobuf import text_format

    from zeal.messages.checkpoint import CheckpointState

    with call(open, path, "rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES} bytes")
    try:
        return text_format.Parse(content.decode(), CheckpointState())
    except text_format.ParseError as e:
        raise ValueError(str(e)) from None


@public("train.latest_checkpoint")
def latest_checkpoint(checkpoint_dir, latest_filename=None):
    """The latest checkpoint of a folder, by its state file.

    Args:
      checkpoint_dir: the folder.
      latest_filename: the state file's name; "checkpoint" by default.

    Returns:
      What `restore` takes, a str; None if there is none.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> path = tf.train.Saver([tf.Variable(1.0)]).save(None, folder + "/model")
      >>> tf.train.latest_checkpoint(folder) == path
      True
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if checkpoint_exists(state.model_checkpoint_path):
        return state.model_checkpoint_path
    logging.error("Couldn't match files for checkpoint %s", state.model_checkpoint_path)
    return None


def _files(prefix) -> list:
    """The index, or what the name itself matches: files of the old format."""
    prefix = _text(prefix)
    if os.path.exists(index_path(prefix)):
        return [index_path(prefix)]
    return [prefix] if os.path.exists(prefix) else matching(prefix)


@public("train.checkpoint_exists")
def checkpoint_exists(checkpoint_prefix):
    """Whether there is a checkpoint of a prefix, of the present format or the old one.

    Args:
      checkpoint_prefix: the path that its files' names begin with.

    Raises:
      NotFoundError: there is no such folder.

    Example:
      >>> tf.train.checkpoint_exists("/tmp/no such checkpoint")
      False
    """
    return bool(_files(checkpoint_prefix))


@public("train.get_checkpoint_mtimes")
def get_checkpoint_mtimes(checkpoint_prefixes):
    """When checkpoints were written.

    Args:
      checkpoint_prefixes: a list of prefixes.

    Returns:
      A list of seconds since 1970, without those that are not there.

    Example:
      >>> tf.train.get_checkpoint_mtimes(["/tmp/no such checkpoint"])
      []
    """
    found = (_files(prefix) for prefix in checkpoint_prefixes)
    return [call(os.stat, files[0]).st_mtime_ns / 1e9 for files in found if files]


@public("train.remove_checkpoint")
def remove_checkpoint(checkpoint_prefix, checkpoint_format_version=2, meta_graph_suffix="meta"):
    """Removes a checkpoint's files; what is not there is no error.

    Args:
      checkpoint_prefix: the path that their names begin with.
      checkpoint_format_version: a `tf.train.SaverDef.CheckpointFormatVersion`; V2 by default.
      meta_graph_suffix: how the graph's file ends.

    Example:
      >>> tf.train.remove_checkpoint("/tmp/no such checkpoint")
    """
    prefix = _text(checkpoint_prefix)
    old = checkpoint_format_version != 2
    own = _files_of_v1(prefix) if old else [index_path(prefix), *data_paths(prefix)]
    for path in [meta_graph_filename(prefix, meta_graph_suffix), *own]:
        with contextlib.suppress(errors.NotFoundError):
            call(os.unlink, path)


def _files_of_v1(prefix) -> list:
    """The file itself, or those that a pattern like "model-?????-of-00002" names."""
    return [prefix] if os.path.exists(prefix) else glob.glob(prefix)


def meta_graph_filename(checkpoint, suffix="meta") -> str:
    """The file of a checkpoint's graph."""
    return re.sub(r"-[\d?]+-of-\d+$", "", _text(checkpoint)) + f".{suffix}"
