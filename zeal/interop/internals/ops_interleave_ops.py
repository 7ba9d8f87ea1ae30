"""tensorflow.python.data.experimental.ops.interleave_ops: elements of several datasets."""

from zeal.data.choosing import choose_from_datasets

__all__ = ["_DirectedInterleaveDataset"]


def _DirectedInterleaveDataset(selector_input, data_inputs):
    return choose_from_datasets(data_inputs, selector_input)
