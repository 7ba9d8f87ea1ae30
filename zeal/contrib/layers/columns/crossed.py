"""contrib's columns of combinations of categories."""

from typing import Any, NamedTuple

from zeal.contrib.layers.columns.categorical import Categories, _SparseColumn
from zeal.contrib.layers.columns.embedded import check_checkpoint
from zeal.contrib.layers.columns.numeric import _BucketizedColumn
from zeal.contrib.layers.crossing import sparse_feature_cross
from zeal.public import public


class _CrossedFields(NamedTuple):
    columns: tuple
    hash_bucket_size: int
    hash_key: Any
    combiner: str
    ckpt_to_load_from: Any
    tensor_name_in_ckpt: Any


class _CrossedColumn(Categories, _CrossedFields):
    """Combinations, which hashes number."""

    @property
    def name(self):
        """Names of what is crossed, in order."""
        return "_X_".join(sorted(column.name for column in self.columns))

    @property
    def length(self):
        """The number of hashes."""
        return self.hash_bucket_size

    @property
    def parse_example_spec(self):
        """Those of what is crossed."""
        spec = {}
        for column in self.columns:
            spec |= column.parse_example_spec
        return spec

    def _checkpoint_path(self):
        path = self.ckpt_to_load_from
        return None if path is None else (path, self.tensor_name_in_ckpt)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(
            "CrossedColumn is not supported in DNN. Please use embedding_column. column: "
            f"{self}"
        )

    def _leaves(self):
        for column in self.columns:
            yield from column._leaves() if isinstance(column, _CrossedColumn) else (column,)

    def transform_feature(self, transformation_cache, state_manager):
        """Hashes of all combinations."""
        get, parts = transformation_cache.get, []
        for column in self._leaves():
            if isinstance(column, _SparseColumn):  # its elements, not their numbers
                parts.append(get(column.name, state_manager))
            else:
                parts.append(column.id_tensor(get(column, state_manager)))
        return sparse_feature_cross(parts, True, self.hash_bucket_size, hash_key=self.hash_key)


@public("contrib.layers.crossed_column")
def crossed_column(
    columns, hash_bucket_size, combiner="sum", ckpt_to_load_from=None, tensor_name_in_ckpt=None,
    hash_key=None,
):  # fmt: skip
    """A column of combinations of categories, which hashes number.

    Args:
      columns: columns of categories, of ranges, or crossed ones.
      hash_bucket_size: how many numbers there are.
      combiner: what a linear model makes of several: "sum", "mean" or "sqrtn".
      ckpt_to_load_from, tensor_name_in_ckpt: a checkpoint and a name in it: the first value of the
        linear model's variable.
      hash_key: an int that the numbers depend on; None for TensorFlow's older way.

    Returns:
      A column.

    Raises:
      TypeError: a column is of another kind.
      ValueError: there are less than two columns or numbers, or one of ckpt_to_load_from and
        tensor_name_in_ckpt is missing.

    Example:
      >>> words = [tf.contrib.layers.sparse_column_with_hash_bucket(k, 9) for k in "ab"]
      >>> tf.contrib.layers.crossed_column(words, 100).name
      'a_X_b'
    """
    for column in columns:
        if not isinstance(column, (_SparseColumn, _CrossedColumn, _BucketizedColumn)):
            raise TypeError(
                "columns must be a set of _SparseColumn, _CrossedColumn, or _BucketizedColumn "
                f"instances. (column {column} is a {type(column).__name__})"
            )
    if len(columns) < 2:
        raise ValueError(f"columns must contain at least 2 elements. columns: {columns}")
    if hash_bucket_size < 2:
        raise ValueError(
            f"hash_bucket_size must be at least 2. hash_bucket_size: {hash_bucket_size}"
        )
    check_checkpoint(ckpt_to_load_from, tensor_name_in_ckpt)
    ordered = tuple(sorted(columns, key=lambda column: column.name))
    return _CrossedColumn(
        ordered, hash_bucket_size, hash_key, combiner, ckpt_to_load_from, tensor_name_in_ckpt
    )
