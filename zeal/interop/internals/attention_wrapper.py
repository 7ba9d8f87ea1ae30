"""tensorflow.contrib.seq2seq.python.ops.attention_wrapper: what mechanisms of programs inherit."""

from zeal.rnn.cell import zeros_of as _zero_state_tensors
from zeal.seq2seq.attention import MemoryAttention, prepared, where_memory
from zeal.seq2seq.attention_wrapper import looked as _compute_attention

__all__ = ["_compute_attention", "_zero_state_tensors"]


class _BaseAttentionMechanism(MemoryAttention):
    """Keys and values made of a memory, and scores made probabilities."""

    def __init__(
        self, query_layer, memory, probability_fn, memory_sequence_length=None, memory_layer=None,
        check_inner_dims_defined=True, score_mask_value=None, custom_key_value_fn=None, name=None,
    ) -> None:  # fmt: skip
        super().__init__(
            query_layer, memory, probability_fn, memory_sequence_length, memory_layer,
            score_mask_value, custom_key_value_fn, name,
        )  # fmt: skip


def _prepare_memory(memory, memory_sequence_length=None):
    return prepared(memory, memory_sequence_length)


def _maybe_mask_score(score, memory_sequence_length=None, *, score_mask_value=None):
    return where_memory(score, memory_sequence_length, score_mask_value)
