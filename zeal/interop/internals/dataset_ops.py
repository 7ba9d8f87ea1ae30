"""tensorflow.python.data.ops.dataset_ops: datasets by their older names."""

from zeal.data.iterator import get_output_classes as get_legacy_output_classes
from zeal.data.iterator import get_output_shapes as get_legacy_output_shapes
from zeal.data.iterator import get_output_types as get_legacy_output_types

__all__ = [
    "DatasetV1Adapter",
    "get_legacy_output_classes", "get_legacy_output_shapes", "get_legacy_output_types",
]  # fmt: skip


def DatasetV1Adapter(dataset):
    """The dataset itself: there is one class of them."""
    return dataset
