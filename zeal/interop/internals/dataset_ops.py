"""tensorflow.python.data.ops.dataset_ops: datasets by their older names."""

from zeal.data.iterator import get_output_classes as get_legacy_output_classes
from zeal.data.iterator import get_output_shapes as get_legacy_output_shapes
from zeal.data.iterator import get_output_types as get_legacy_output_types

__all__ = [
    "DatasetV1Adapter", "MapDataset", "ParallelMapDataset", "PrefetchDataset",
    "get_legacy_output_classes", "get_legacy_output_shapes", "get_legacy_output_types",
]  # fmt: skip


def MapDataset(input_dataset, map_func, use_inter_op_parallelism=True, preserve_cardinality=False):
    """`input_dataset.map(map_func)`."""
    return input_dataset.map(map_func)


def ParallelMapDataset(
    input_dataset, map_func, num_parallel_calls, use_inter_op_parallelism=True,
    preserve_cardinality=False,
):  # fmt: skip
    """`input_dataset.map(map_func, num_parallel_calls)`."""
    return input_dataset.map(map_func, num_parallel_calls)


def PrefetchDataset(input_dataset, buffer_size, slack_period=None):
    """`input_dataset.prefetch(buffer_size)`."""
    return input_dataset.prefetch(buffer_size)


def DatasetV1Adapter(dataset):
    """The dataset itself: there is one class of them."""
    return dataset
