"""tf.keras.layers.Attention and AdditiveAttention: values weighed by how keys fit queries."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import initializers
from zeal.keras.layers.layer import Layer
from zeal.ops.array.fill import ones
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


class BaseDenseAttention(Layer):
    """What both layers share: a subclass defines `_calculate_scores(query, key)`."""

    supports_masking = True

    def __init__(self, use_scale=False, causal=False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.use_scale, self.causal = use_scale, causal
        self.scale = None

    def call(self, inputs, mask=None) -> Tensor:
        """The sum of values for each query.

        Args:
          inputs: a list of query `[batch, Tq, dim]`, value `[batch, Tv, dim]` and perhaps key, of
            value's shape; without a key, values are keys too.
          mask: a list of the query's mask `[batch, Tq]`, where outputs are zero, and the value's
            `[batch, Tv]`, where values do not count; each may be None.

        Returns:
          A tensor `[batch, Tq, dim]`.

        Raises:
          ValueError: inputs or mask are no such lists.
        """
        self._check(inputs, mask)
        query, value, *keys = inputs
        query_mask, value_mask = mask or (None, None)
        scores = self._calculate_scores(query, keys[0] if keys else value)
        outputs = self._apply_scores(scores, value, value_mask)
        if query_mask is None:
            return outputs
        return outputs * api.cast(api.expand_dims(query_mask, -1), outputs.dtype)

    def _apply_scores(self, scores, value, value_mask=None):
        return api.matmul(api.softmax(self._masked(scores, value_mask)), value)

    def _masked(self, scores, value_mask):
        """Scores, so low that they do not count where a value is masked or lies ahead."""
        counts = None if value_mask is None else api.expand_dims(value_mask, -2)
        if self.causal:
            before = api.matrix_band_part(ones(api.shape(scores)[-2:], "int32"), -1, 0)
            before = api.expand_dims(api.cast(before, "bool"), 0)
            counts = before if counts is None else api.logical_and(counts, before)
        if counts is None:
            return scores
        return scores - 1e9 * api.cast(api.logical_not(counts), scores.dtype)

    def _check(self, inputs, mask):
        name = type(self).__name__
        if not isinstance(inputs, list):
            raise ValueError(
                f"{name} layer must be called on a list of inputs, namely [query, value] or "
                "[query, value, key]."
            )
        if len(inputs) not in (2, 3):
            raise ValueError(
                f"{name} layer accepts inputs list of length 2 or 3, namely [query, value] or "
                f"[query, value, key]. Given length: {len(inputs)}"
            )
        if mask and not isinstance(mask, list):
            raise ValueError(f"{name} layer mask must be a list, namely [query_mask, value_mask].")
        if mask and len(mask) not in (2, len(inputs)):
            raise ValueError(
                f"{name} layer mask must be a list of length 2, namely [query_mask, value_mask]. "
                f"Given length: {len(mask)}"
            )

    def compute_mask(self, inputs, mask=None) -> Any:
        """The query's mask."""
        self._check(inputs, mask)
        return mask[0] if mask else None

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The query's shape, with the value's last length."""
        query, value = (as_shape(s).as_list() for s in input_shape[:2])
        return TensorShape([*query[:-1], value[-1]])

    def get_config(self) -> dict:
        return super().get_config() | {"use_scale": self.use_scale, "causal": self.causal}


@public("keras.layers.Attention")
class Attention(BaseDenseAttention):
    """Attention by products: `softmax(query @ key^T) @ value`. Luong et al., 2015.

    Args:
      use_scale: whether a scalar variable multiplies the scores.
      **kwargs: `causal`, whether a query sees only values at its own place and before; those of
        `Layer`.

    Example:
      >>> query, value = tf.zeros([1, 2, 3]), tf.constant([[[1.0, 0, 0], [3.0, 0, 0]]])
      >>> tf.keras.layers.Attention()([query, value]).numpy()[0, :, 0].tolist()
      [2.0, 2.0]
    """

    def __init__(self, use_scale=False, **kwargs: Any) -> None:
        super().__init__(use_scale, **kwargs)

    def build(self, input_shape) -> None:
        """Makes the scale."""
        if self.use_scale:
            self.scale = self.add_weight("scale", [], initializer="ones")
        self.built = True

    def _calculate_scores(self, query, key):
        scores = api.matmul(query, key, transpose_b=True)
        return scores if self.scale is None else scores * self.scale


@public("keras.layers.AdditiveAttention")
class AdditiveAttention(BaseDenseAttention):
    """Attention by sums: `softmax(sum(scale * tanh(query + key))) @ value`. Bahdanau et al., 2014.

    Args:
      use_scale: whether there is a scale, a variable of the last axis.
      **kwargs: `causal`, whether a query sees only values at its own place and before; those of
        `Layer`.

    Example:
      >>> query, value = tf.zeros([1, 2, 3]), tf.constant([[[1.0, 0, 0], [1.0, 0, 0]]])
      >>> tf.keras.layers.AdditiveAttention()([query, value]).numpy()[0, :, 0].tolist()
      [1.0, 1.0]
    """

    def __init__(self, use_scale=True, **kwargs: Any) -> None:
        super().__init__(use_scale, **kwargs)

    def build(self, input_shape) -> None:
        """Makes the scale."""
        if self.use_scale:
            self.scale = self.add_weight(
                "scale", [as_shape(input_shape[1]).as_list()[-1]],
                initializer=initializers.get("glorot_uniform"),
            )  # fmt: skip
        self.built = True

    def _calculate_scores(self, query, key):
        sums = api.tanh(api.expand_dims(query, -2) + api.expand_dims(key, -3))
        return api.reduce_sum(sums if self.scale is None else self.scale * sums, -1)
