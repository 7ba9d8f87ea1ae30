"""tensorflow.python.tools.inspect_checkpoint: prints what is in a checkpoint."""

import math
import re

from zeal import errors
from zeal.checkpoint.checkpoint_reader import CheckpointReader

__all__ = ["print_tensors_in_checkpoint_file"]


def print_tensors_in_checkpoint_file(
    file_name, tensor_name, all_tensors, all_tensor_names=False, count_exclude_pattern=""
):
    """Prints names, dtypes, shapes and values of a checkpoint's tensors.

    Args:
      file_name: the checkpoint's prefix.
      tensor_name: the one tensor to show; none for a list of all.
      all_tensors: whether all are shown with their values.
      all_tensor_names: whether all are shown without.
      count_exclude_pattern: a pattern of names that do not count in the total.
    """
    try:
        reader = CheckpointReader(file_name)
        shapes = reader.get_variable_to_shape_map()
        if all_tensors or all_tensor_names:
            for name in sorted(shapes):
                _show(reader, name, all_tensors)
        elif not tensor_name:
            print(reader.debug_string().decode("utf-8", errors="ignore"))
        else:
            _show(reader, tensor_name, True)
        print(f"# Total number of params: {_count(shapes, count_exclude_pattern)}")
    except errors.OpError as e:  # printed, as TensorFlow's does
        print(e)


def _show(reader, name, value):
    print("tensor_name: ", name)
    if value:
        print(reader.get_tensor(name))


def _count(shapes, excluded) -> int:
    """How many numbers there are."""
    left_out = [name for name in shapes if excluded and re.search(excluded, name)]
    if excluded:
        numbers = sum(math.prod(shapes[name]) for name in left_out)
        print(
            f"# Excluding {len(left_out)} tensors ({numbers} params) that match {excluded} when "
            "counting."
        )
    return sum(math.prod(shape) for name, shape in shapes.items() if name not in left_out)
