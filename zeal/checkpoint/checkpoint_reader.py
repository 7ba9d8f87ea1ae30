"""tf.train.load_checkpoint and its kin: what is in a checkpoint, without a graph."""

import os
import time

from zeal import logging
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.state_file import latest_checkpoint
from zeal.messages.graph import DataType
from zeal.public import public


class CheckpointReader:
    """The tensors of a checkpoint by name; what `tf.train.load_checkpoint` returns.

    Args:
      filename: the checkpoint's prefix, or a file of the old format.

    Raises:
      NotFoundError: there is none.
      DataLossError: it is damaged.
    """

    def __init__(self, filename):
        self._reader = open_reader(filename)
        self._names = self._reader.keys()

    def get_variable_to_shape_map(self):
        """Lists of sizes by name."""
        return {key: self._reader.shape(key).as_list() for key in self._names}

    def get_variable_to_dtype_map(self):
        """DTypes by name."""
        return {key: self._reader.dtype(key) for key in self._names}

    def has_tensor(self, tensor_str):
        """Whether there is a tensor of a name."""
        return self._reader.has(tensor_str)

    def get_tensor(self, tensor_str):
        """A tensor's value, an array; of a string without axes, bytes.

        Raises:
          NotFoundError: there is none of that name.
          DataLossError: its data are damaged.
        """
        return self._reader.get(tensor_str).__array__().copy()[()]

    def debug_string(self):
        """A line for each tensor: name, dtype and shape; bytes."""
        lines = []
        for key in self._names:
            kind = DataType.Name(self._reader.dtype(key).as_datatype_enum)
            sizes = ",".join(map(str, self._reader.shape(key).as_list()))
            lines.append(f"{key} ({kind}) [{sizes}]\n")
        return "".join(lines).encode()


@public("train.NewCheckpointReader")
def NewCheckpointReader(filepattern):
    """What reads a checkpoint's tensors by name.

    Args:
      filepattern: the checkpoint's prefix.

    Returns:
      A CheckpointReader: `get_tensor`, `has_tensor`, `get_variable_to_shape_map`,
      `get_variable_to_dtype_map`, `debug_string`.

    Raises:
      NotFoundError: there is none.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(1.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> tf.train.NewCheckpointReader(path).has_tensor("v")
      True
    """
    return CheckpointReader(filepattern)


@public("train.load_checkpoint", "contrib.framework.load_checkpoint")
def load_checkpoint(ckpt_dir_or_file):
    """What reads a checkpoint's tensors by name.

    Args:
      ckpt_dir_or_file: a checkpoint's prefix, or a folder, whose latest one is taken.

    Returns:
      A CheckpointReader, as of `tf.train.NewCheckpointReader`.

    Raises:
      ValueError: there is none in the folder.
      NotFoundError: there is none of that prefix.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(1.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> print(tf.train.load_checkpoint(path).get_tensor("v"))
      1.0
    """
    path = latest_in(ckpt_dir_or_file)
    if path is None:
        raise ValueError(
            "Couldn't find 'checkpoint' file or checkpoints in given directory "
            f"{os.fsdecode(ckpt_dir_or_file)}"
        )
    return CheckpointReader(path)


def latest_in(folder_or_prefix):
    """A prefix as it is, or the latest checkpoint of a folder, None if it has none."""
    path = os.fsdecode(folder_or_prefix)
    return latest_checkpoint(path) if os.path.isdir(path) else path


@public("train.load_variable", "contrib.framework.load_variable")
def load_variable(ckpt_dir_or_file, name):
    """A tensor of a checkpoint.

    Args:
      ckpt_dir_or_file: a checkpoint's prefix, or a folder.
      name: the tensor's name, with or without ":0".

    Returns:
      An array.

    Raises:
      NotFoundError: there is no such checkpoint or tensor.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable(1.0)}).save(None, tempfile.mkdtemp() + "/model")
      >>> print(tf.train.load_variable(path, "v"))
      1.0
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


@public("train.list_variables", "contrib.framework.list_variables")
def list_variables(ckpt_dir_or_file):
    """The tensors of a checkpoint.

    Args:
      ckpt_dir_or_file: a checkpoint's prefix, or a folder.

    Returns:
      A list of pairs of name and sizes, sorted.

    Example:
      >>> import tempfile
      >>> path = tf.train.Saver({"v": tf.Variable([1.0])}).save(None, tempfile.mkdtemp() + "/m")
      >>> tf.train.list_variables(path)
      [('v', [1])]
    """
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


@public("train.checkpoints_iterator", "contrib.training.checkpoints_iterator",
        "contrib.slim.evaluation.checkpoints_iterator")
def checkpoints_iterator(checkpoint_dir, min_interval_secs=0, timeout=None, timeout_fn=None):
    """Each new checkpoint of a folder, as it comes.

    Args:
      checkpoint_dir: the folder.
      min_interval_secs: at least so many seconds from one to the next.
      timeout: how long it waits for a new one, in seconds; None for ever.
      timeout_fn: called when that is over; the end where it returns True, or where it is None.

    Returns:
      An iterator of prefixes. Those that came while nobody asked are left out but for the last.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> path = tf.train.Saver([tf.Variable(1.0)]).save(None, folder + "/model")
      >>> [p == path for p in tf.train.checkpoints_iterator(folder, timeout=0)]
      [True]
    """
    path = None
    while True:
        new = wait_for_new_checkpoint(checkpoint_dir, path, timeout=timeout)
        if new is None:
            if not timeout_fn:
                logging.info("Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        start, path = time.time(), new
        yield path
        time.sleep(max(0, start + min_interval_secs - time.time()))


@public("contrib.training.wait_for_new_checkpoint",
        "contrib.slim.evaluation.wait_for_new_checkpoint")
def wait_for_new_checkpoint(
    checkpoint_dir, last_checkpoint=None, seconds_to_sleep=1, timeout=None
):
    """Waits for a folder's next checkpoint.

    Args:
      checkpoint_dir: the folder.
      last_checkpoint: the prefix of the last one, which is not waited for.
      seconds_to_sleep: from one look to the next.
      timeout: the longest wait in seconds; None for ever.

    Returns:
      A prefix; None if none came.

    Example:
      >>> import tempfile
      >>> tf.contrib.training.wait_for_new_checkpoint(tempfile.mkdtemp(), timeout=0)
    """
    end = None if timeout is None else time.time() + timeout
    while True:
        path = latest_checkpoint(checkpoint_dir)
        if path is not None and path != last_checkpoint:
            return path
        if end is not None and time.time() + seconds_to_sleep > end:
            return None
        time.sleep(seconds_to_sleep)
