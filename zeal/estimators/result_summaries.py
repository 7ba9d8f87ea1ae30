"""Results of an evaluation as summaries."""

import numpy as np

from zeal import logging
from zeal.messages.summary import Summary
from zeal.summary.file_writer import FileWriterCache


def write_results(folder, results, step, checkpoint_path):
    """Writes numbers, arrays of numbers and the checkpoint's path under their names.

    Args:
      folder: the folder of the event file.
      results: dict from names to values.
      step: the global step.
      checkpoint_path: the path, or None.
    """
    writer = FileWriterCache.get(folder)
    summary = Summary()
    for key, value in sorted(results.items()):
        if value is None or key == "global_step":
            continue
        if isinstance(value, (np.floating, np.integer, float, int)):
            summary.value.add(tag=key, simple_value=float(value))
        elif isinstance(value, bytes):
            _add_summaries(summary, key, value)
        elif np.asarray(value).dtype.kind in "fiu":
            for i, number in enumerate(np.ravel(value)):
                summary.value.add(tag=f"{key}/{i}", simple_value=float(number))
        else:
            logging.warning(f"Skipping summary for {key}, cannot write {type(value)} to Summary.")
    writer.add_summary(summary, step)
    if checkpoint_path:
        writer.add_summary(_path_summary(checkpoint_path), step)
    writer.flush()


def _add_summaries(summary, key, value):
    """The values of a summary that a metric gave."""
    for i, part in enumerate(Summary.FromString(value).value):
        part.tag = f"{key}/{i}"
        summary.value.add().CopyFrom(part)


def _path_summary(path):
    from zeal.graph_def.tensor_proto import make_tensor_proto

    summary = Summary()
    value = summary.value.add(tag="checkpoint_path")
    value.metadata.plugin_data.plugin_name = "text"
    value.tensor.CopyFrom(make_tensor_proto(str(path), dtype="string"))
    return summary
