"""tf.data.experimental.cardinality: how many elements a dataset has."""

from zeal import _native
from zeal.data.iterator import as_dataset
from zeal.data.pending import handle_of
from zeal.dtypes import int64
from zeal.graph.host_call import host_call, object_of
from zeal.public import public, publish

INFINITE = -1
UNKNOWN = -2


@public("data.experimental.cardinality")
def cardinality(dataset):
    """How many elements a dataset has, as far as that is known without reading it.

    Args:
      dataset: a Dataset.

    Returns:
      A scalar int64; `tf.data.experimental.INFINITE_CARDINALITY` where there is no end, and
      `tf.data.experimental.UNKNOWN_CARDINALITY` behind a filter and of files.

    Raises:
      TypeError: it is no Dataset.

    Example:
      >>> int(tf.data.experimental.cardinality(tf.data.Dataset.range(5).batch(2)))
      3
    """
    dataset = as_dataset(dataset)
    if _native.executing_eagerly():
        return _native.convert(_native.dataset_count(dataset._node), int64)
    return host_call("DatasetCardinality", _count, [handle_of(dataset._node)], [(int64, [])])[0]


def _count(inputs):
    return [_native.convert(_native.dataset_count(object_of(inputs[0])), int64)]


publish(__name__, "INFINITE", "data.experimental.INFINITE_CARDINALITY")
publish(__name__, "UNKNOWN", "data.experimental.UNKNOWN_CARDINALITY")
