"""What contrib's columns have: names, keys, and the features that they transform."""

from typing import Any, NamedTuple

from zeal._native import api
from zeal.contrib.layers.reshaping import inner_flatten
from zeal.feature_columns.column import FeatureColumn
from zeal.sparse.shapes import sparse_reshape
from zeal.sparse.sparse_tensor import SparseTensor


class Lookup(NamedTuple):
    """Which rows of a variable a linear model adds up: their numbers and weights, SparseTensors."""

    input_tensor: Any
    weight_tensor: Any
    vocab_size: int
    initializer: Any
    combiner: str


class Column(FeatureColumn):
    """A column; subclasses are also named tuples of what they were made of."""

    _unkeyed: "tuple[str, ...]" = ()  # fields by which columns do not differ

    @property
    def key(self) -> str:
        """What sorts columns: no two of a model have the same."""
        if not self._unkeyed:
            return repr(self)
        fields = self._asdict().items()
        told = ", ".join(f"{name}={value}" for name, value in fields if name not in self._unkeyed)
        return f"{type(self).__name__}({told})"

    @property
    def config(self) -> dict:
        """The features of the column, and how they are stored."""
        return self.parse_example_spec

    def insert_transformed_feature(self, columns_to_tensors) -> None:
        """Puts the column's tensor into a dict of features, where it is not yet."""
        Transformed(columns_to_tensors).get(self)

    def _checkpoint_path(self):
        """A checkpoint and a name in it, the first value of the column's variable, or None."""

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        """Rows of numbers, of the column's tensor."""
        raise ValueError(f"Column {self} gives no rows of numbers.")

    def _wide_embedding_lookup_arguments(self, input_tensor) -> Lookup:
        """The rows of a linear model's variable."""
        raise NotImplementedError(f"No wide embedding lookup arguments for column {self}.")

    def _to_dense_tensor(self, input_tensor):
        """Numbers that a linear model multiplies."""
        raise NotImplementedError(f"No dense tensor representation for column {self}.")


class Transformed:
    """Features by name, and what columns made of them: one dict, which grows.

    Args:
      tensors: a dict from names, and from columns, to tensors.
    """

    def __init__(self, tensors: dict) -> None:
        self._tensors = tensors

    def get(self, key, state_manager=None):
        """The tensor of a feature, by its name, or of a column."""
        if key not in self._tensors:
            if isinstance(key, str):
                raise ValueError(f"features dictionary doesn't contain key ({key})")
            if not isinstance(key, FeatureColumn):
                raise TypeError(
                    f'"key" must be either a "str" or "_FeatureColumn". Provided: {key}'
                )
            self._tensors[key] = key.transform_feature(self, state_manager)
        return self._tensors[key]

    def transform(self, feature_column):
        """The same."""
        return self.get(feature_column)


def rank_of(tensor):
    """The number of axes of a tensor or SparseTensor, None where it is unknown."""
    if isinstance(tensor, SparseTensor) and tensor.shape.ndims is None:
        return tensor.dense_shape.shape._at(0)
    return tensor.shape.ndims


def of_rank(tensor, rank, name):
    """A tensor or SparseTensor with so many axes: the last ones become one, or there is one more.

    Raises:
      ValueError: it has fewer than rank - 1.
    """
    given = rank_of(tensor)
    if given is not None and rank > given + 1:
        raise ValueError(
            f"Error while processing column {name}. Rank of input Tensor ({given}) should be the "
            f"same as output_rank ({rank}). For example, sequence data should typically be 3 "
            "dimensional (rank 3) while non-sequence data is typically 2 dimensional (rank 2)."
        )
    if given == rank:
        return tensor
    if given is None or rank < given:
        return inner_flatten(tensor, rank)
    if isinstance(tensor, SparseTensor):
        return sparse_reshape(tensor, api.concat([tensor.dense_shape, [1]], 0))
    return api.expand_dims(tensor, -1)
