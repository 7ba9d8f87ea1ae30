"""tensorflow.python.training.warm_starting_util, beside what is public."""

from zeal._native import Variable
from zeal.checkpoint.initial_values import begin_with_words, whole_name
from zeal.checkpoint.vocabularies import VocabInfo
from zeal.state.partition import PartitionedVariable

__all__ = ["_get_var_info", "_infer_var_name", "_warm_start_var_with_vocab"]


def _parts(var):
    parts = list(var) if isinstance(var, (list, PartitionedVariable)) else [var]
    if not parts or not all(isinstance(part, Variable) for part in parts):
        raise TypeError(
            "var MUST be one of the following: a Variable, list of Variable or "
            f"PartitionedVariable, but is {type(var)}"
        )
    return parts


def _infer_var_name(var):
    """The name of a variable, or of the whole that it or a list of parts belongs to."""
    return whole_name(_parts(var)[0])


def _get_var_info(var, prev_tensor_name=None):
    """The name that a checkpoint has a variable under, and the variable or its parts."""
    parts = _parts(var)
    return prev_tensor_name or _infer_var_name(var), parts if len(parts) > 1 else parts[0]


def _warm_start_var_with_vocab(
    var, current_vocab_path, current_vocab_size, prev_ckpt, prev_vocab_path,
    previous_vocab_size=-1, current_oov_buckets=0, prev_tensor_name=None, initializer=None, axis=0,
):  # fmt: skip
    """Lets a variable begin with rows of a checkpoint; see `tf.train.VocabInfo`."""
    info = VocabInfo(
        current_vocab_path, current_vocab_size, current_oov_buckets, prev_vocab_path,
        previous_vocab_size, initializer, axis,
    )  # fmt: skip
    parts = _parts(var)
    begin_with_words(parts, prev_ckpt, prev_tensor_name or whole_name(parts[0]), info)
