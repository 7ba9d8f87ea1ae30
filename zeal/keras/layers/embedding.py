"""tf.keras.layers.Embedding."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import constraints, initializers, regularizers
from zeal.keras.float_dtype import floatx
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.ops.nn.embedding import embedding_lookup
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Embedding")
class Embedding(Layer):
    """Rows of a matrix, chosen by integers.

    Args:
      input_dim: number of rows: integers are below it.
      output_dim: length of a row.
      embeddings_initializer, embeddings_regularizer, embeddings_constraint: of the matrix.
      activity_regularizer: a function of the output, in graphs only.
      mask_zero: whether 0 stands for steps that are left out, which later recurrent layers of a
        `tf.keras.Sequential` skip.
      input_length: number of integers of an example, or a list of such lengths.
      **kwargs: those of `Layer`.

    Inputs: integers of any shape. Output: floats of shape `[..., output_dim]`.

    Example:
      >>> tf.keras.layers.Embedding(10, 4)(tf.constant([[1, 2, 9]])).shape.as_list()
      [1, 3, 4]
    """

    _autocast = False  # numbers of rows may be floats

    def __init__(
        self, input_dim, output_dim, embeddings_initializer: Any = "uniform",
        embeddings_regularizer=None, activity_regularizer=None, embeddings_constraint=None,
        mask_zero=False, input_length=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        if "input_shape" not in kwargs:
            lengths = input_length if isinstance(input_length, (list, tuple)) else (input_length,)
            kwargs["input_shape"] = tuple(lengths)
        super().__init__(dtype=kwargs.pop("dtype", floatx()), **kwargs)
        self.input_dim, self.output_dim = input_dim, output_dim
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = self.supports_masking = mask_zero
        self.input_length = input_length

    def build(self, input_shape) -> None:
        """Makes the matrix."""
        self.embeddings = self.add_weight(
            "embeddings", [self.input_dim, self.output_dim],
            initializer=self.embeddings_initializer, regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )  # fmt: skip
        self.built = True

    def call(self, inputs) -> Tensor:
        """Looks rows up.

        Args:
          inputs: numbers, of which the whole part counts.

        Returns:
          A tensor of shape `[..., output_dim]`.
        """
        ids = inputs if inputs.dtype.name in ("int32", "int64") else api.cast(inputs, "int32")
        if ids._symbolic:
            count_behind("embedding")
        return embedding_lookup(self.embeddings, ids)

    def compute_mask(self, inputs, mask=None) -> "Tensor | None":
        """Where the inputs are not 0, if `mask_zero`."""
        if not self.mask_zero:
            return None
        return api.not_equal(inputs, api.cast(0, inputs.dtype))

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape with `output_dim` behind it."""
        return as_shape(input_shape).concatenate([self.output_dim])

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(
            self, "input_dim output_dim embeddings_initializer embeddings_regularizer "
            "activity_regularizer embeddings_constraint mask_zero input_length",
        )  # fmt: skip
