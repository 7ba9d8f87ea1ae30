"""tf.data.experimental.cardinality: how many elements a dataset has."""

from zeal import _native
from zeal.data.iterator import as_dataset
from zeal.data.pending import Recipe
from zeal.dtypes import int64
from zeal.graph.host_call import host_call
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
    recipe = Recipe(dataset._node)

    def count(values):
        return [_native.convert(_native.dataset_count(recipe.node(values)), int64)]

    return host_call("DatasetCardinality", count, recipe.take_values(), [(int64, [])])[0]


publish(__name__, "INFINITE", "data.experimental.INFINITE_CARDINALITY")
publish(__name__, "UNKNOWN", "data.experimental.UNKNOWN_CARDINALITY")
