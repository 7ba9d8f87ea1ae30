"""Attention that only moves forward along a memory (Raffel et al. 2017)."""

import functools
from typing import Any

from zeal import _native
from zeal.dtypes import int32
from zeal.graph.functional import scan
from zeal.ops.array.fill import ones, zeros
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.shape import size_along
from zeal.ops.random.distributions import random_normal
from zeal.public import public
from zeal.seq2seq.attention import AddedTanh, ScaledProducts
from zeal.state.scope import name_scope, variable_scope

api = _native.api


@public("contrib.seq2seq.safe_cumprod")
def safe_cumprod(x, *args: Any, **kwargs: Any):
    """Computes cumulative products by sums of logarithms.

    Args:
      x: tensor of numbers in [0, 1].
      *args, **kwargs: those of `tf.cumsum`.

    Returns:
      A tensor like x.

    Example:
      >>> tf.contrib.seq2seq.safe_cumprod([0.5, 0.5, 0.5]).numpy().round(4).tolist()
      [0.5, 0.25, 0.125]
    """
    import numpy as np

    with name_scope("SafeCumprod"):
        x = _native.convert(x)
        tiny = np.finfo(x.dtype.as_numpy_dtype).tiny
        return api.exp(api.cumsum(api.log(api.clip_by_value(x, tiny, 1.0)), *args, **kwargs))


@public("contrib.seq2seq.monotonic_attention")
def monotonic_attention(p_choose_i, previous_attention, mode):
    """Computes where attention that only moves forward goes.

    Args:
      p_choose_i: tensor of shape `[batch, time]`, the chances that attention stops at each step.
      previous_attention: tensor of that shape, where it was: 1 at the first step in the beginning.
      mode: "recursive" or "parallel" for the distribution, by steps or by cumulative products;
        "hard" where chances are 0 and 1.

    Returns:
      A tensor of that shape.

    Raises:
      ValueError: the mode is another.

    Example:
      >>> tf.contrib.seq2seq.monotonic_attention(
      ...     [[0.5, 1.0]], [[1.0, 0.0]], "recursive").numpy().tolist()
      [[0.5, 0.5]]
    """
    chosen, before = (_native.convert(x) for x in (p_choose_i, previous_attention))
    if mode == "recursive":
        batch = size_along(chosen, 0)
        passed = api.concat([ones([batch, 1], chosen.dtype), 1.0 - chosen[:, :-1]], 1)
        reached = scan(
            lambda x, step: step[0] * x + step[1],
            [api.transpose(passed), api.transpose(before)], zeros([batch], chosen.dtype),
        )  # fmt: skip
        return chosen * api.transpose(reached)
    if mode == "parallel":
        passed = safe_cumprod(1.0 - chosen, axis=1, exclusive=True)
        share = before / api.clip_by_value(passed, 1e-10, 1.0)
        return chosen * passed * api.cumsum(share, axis=1)
    if mode == "hard":
        chosen = chosen * api.cumsum(before, axis=1)
        return chosen * api.cumprod(1.0 - chosen, axis=1, exclusive=True)
    raise ValueError("mode must be 'recursive', 'parallel', or 'hard'.")


def _chances(score, previous, noise, mode, seed):
    if noise > 0:
        score = score + noise * random_normal(api.shape(score), dtype=score.dtype, seed=seed)
    chosen = api.cast(score > 0, score.dtype) if mode == "hard" else api.sigmoid(score)
    return monotonic_attention(chosen, previous, mode)


class ForwardAttention:
    """What both kinds share: they start at the memory's first step, and add a bias to scores."""

    def initial_alignments(self, batch_size, dtype) -> Any:
        """The alignments before the first step: all at the first one of the memory.

        Args:
          batch_size: an integer or a scalar tensor.
          dtype: of the alignments.

        Returns:
          A tensor of shape `[batch_size, alignments_size]`.
        """
        return one_hot(zeros([batch_size], int32), self._alignments_size, dtype=dtype)

    def __call__(self, query, state):
        with variable_scope(None, self._scope_name):
            score = self._score(query)
            bias = self._weight("attention_score_bias", [], query.dtype, self._first_bias)
        return self._aligned(score + bias, state)


@public("contrib.seq2seq.BahdanauMonotonicAttention")
class BahdanauMonotonicAttention(ForwardAttention, AddedTanh):
    """`tf.contrib.seq2seq.BahdanauAttention` that only moves forward.

    Args:
      the others: those of `tf.contrib.seq2seq.BahdanauAttention`.
      sigmoid_noise: standard deviation of what is added to scores.
      sigmoid_noise_seed: integer, its op seed.
      score_bias_init: the first value of a bias of scores.
      mode: that of `tf.contrib.seq2seq.monotonic_attention`.

    Example:
      >>> attention = tf.contrib.seq2seq.BahdanauMonotonicAttention(4, tf.ones([2, 5, 3]))
      >>> attention.initial_alignments(2, tf.float32).numpy()[0].tolist()
      [1.0, 0.0, 0.0, 0.0, 0.0]
    """

    _scope_name = "bahdanau_monotonic_attention"

    def __init__(
        self, num_units, memory, memory_sequence_length=None, normalize=False,
        score_mask_value=None, sigmoid_noise=0.0, sigmoid_noise_seed=None, score_bias_init=0.0,
        mode="parallel", dtype=None, name="BahdanauMonotonicAttention",
    ) -> None:  # fmt: skip
        self._first_bias = score_bias_init
        chances = functools.partial(
            _chances, noise=sigmoid_noise, mode=mode, seed=sigmoid_noise_seed
        )
        super().__init__(
            num_units, memory, memory_sequence_length, normalize, chances, score_mask_value, dtype,
            None, name,
        )  # fmt: skip


@public("contrib.seq2seq.LuongMonotonicAttention")
class LuongMonotonicAttention(ForwardAttention, ScaledProducts):
    """`tf.contrib.seq2seq.LuongAttention` that only moves forward.

    Args:
      the others: those of `tf.contrib.seq2seq.LuongAttention`.
      sigmoid_noise, sigmoid_noise_seed, score_bias_init, mode: those of
        `tf.contrib.seq2seq.BahdanauMonotonicAttention`.

    Example:
      >>> attention = tf.contrib.seq2seq.LuongMonotonicAttention(4, tf.ones([2, 5, 3]))
      >>> attention(tf.ones([2, 4]), tf.eye(5)[:2])[0].shape.as_list()
      [2, 5]
    """

    _scope_name = "luong_monotonic_attention"

    def __init__(
        self, num_units, memory, memory_sequence_length=None, scale=False, score_mask_value=None,
        sigmoid_noise=0.0, sigmoid_noise_seed=None, score_bias_init=0.0, mode="parallel",
        dtype=None, name="LuongMonotonicAttention",
    ) -> None:  # fmt: skip
        self._first_bias = score_bias_init
        chances = functools.partial(
            _chances, noise=sigmoid_noise, mode=mode, seed=sigmoid_noise_seed
        )
        super().__init__(
            num_units, memory, memory_sequence_length, scale, chances, score_mask_value, dtype,
            None, name,
        )  # fmt: skip
