"""tf.contrib.seq2seq.BeamSearchDecoder."""

from collections import namedtuple
from typing import Any

from zeal import _native, logging, nest
from zeal.dtypes import int32, int64
from zeal.graph.conditions import cond
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.fill import ones_like, zeros, zeros_like
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.shape import size_along
from zeal.ops.array.top_k import top_k
from zeal.ops.array.where import where
from zeal.public import public
from zeal.rnn.wrappers import check_cell
from zeal.seq2seq.attention_wrapper import AttentionWrapperState
from zeal.seq2seq.beams import gather_tree, ordered
from zeal.seq2seq.decoder import Decoder, check_output_layer, rnn_output_size
from zeal.seq2seq.step_inputs import embedding_function, tokens
from zeal.state.scope import name_scope
from zeal.tensor_shape import as_shape

api = _native.api

_STATE = "cell_state log_probs finished lengths accumulated_attention_probs"


@public("contrib.seq2seq.BeamSearchDecoderState")
class BeamSearchDecoderState(namedtuple("BeamSearchDecoderState", _STATE)):
    """The state of a `tf.contrib.seq2seq.BeamSearchDecoder`: of its cell, and of each beam.

    Example:
      >>> tf.contrib.seq2seq.BeamSearchDecoderState._fields[:2]
      ('cell_state', 'log_probs')
    """

    __slots__ = ()


@public("contrib.seq2seq.BeamSearchDecoderOutput")
class BeamSearchDecoderOutput(
    namedtuple("BeamSearchDecoderOutput", ("scores", "predicted_ids", "parent_ids"))
):
    """What a step of a `tf.contrib.seq2seq.BeamSearchDecoder` gives, `[batch, beam]` each.

    Example:
      >>> tf.contrib.seq2seq.BeamSearchDecoderOutput._fields
      ('scores', 'predicted_ids', 'parent_ids')
    """

    __slots__ = ()


@public("contrib.seq2seq.FinalBeamSearchDecoderOutput")
class FinalBeamSearchDecoderOutput(
    namedtuple("FinalBeamDecoderOutput", ("predicted_ids", "beam_search_decoder_output"))
):
    """What a search gives: whole sequences, the best first, and what the steps gave.

    Example:
      >>> tf.contrib.seq2seq.FinalBeamSearchDecoderOutput._fields[0]
      'predicted_ids'
    """

    __slots__ = ()


@public("contrib.seq2seq.BeamSearchDecoder")
class BeamSearchDecoder(Decoder):
    """A decoder that keeps the best sequences of each example so far.

    Args:
      cell: a recurrent cell; the memory of an attention must be tiled by
        `tf.contrib.seq2seq.tile_batch`.
      embedding: a function of integers, or the matrix of `tf.nn.embedding_lookup`.
      start_tokens: int32 vector, the classes before the first step.
      end_token: int32 scalar, the class that ends a sequence.
      initial_state: the cell's first state, of `batch * beam_width` rows.
      beam_width: how many sequences are kept, an int.
      output_layer: a layer that gives logits, or None.
      length_penalty_weight: the exponent of `(5 + length) / 6`, which log probabilities are
        divided by (https://arxiv.org/abs/1609.08144).
      coverage_penalty_weight: how much it counts that attention looked everywhere.
      reorder_tensor_arrays: whether arrays in the cell's state are put into the order of the
        sequences.

    Raises:
      TypeError, ValueError: an argument is of another kind or rank.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4)
      >>> decoder = tf.contrib.seq2seq.BeamSearchDecoder(
      ...     cell, tf.eye(4), [0, 0], 1, tf.zeros([6, 4]), 3)
      >>> outputs, _, _ = tf.contrib.seq2seq.dynamic_decode(decoder, maximum_iterations=5)
      >>> outputs.predicted_ids.shape[2].value
      3
    """

    def __init__(
        self, cell, embedding, start_tokens, end_token, initial_state, beam_width,
        output_layer=None, length_penalty_weight=0.0, coverage_penalty_weight=0.0,
        reorder_tensor_arrays=True,
    ) -> None:  # fmt: skip
        check_cell("cell", cell)
        check_output_layer(output_layer)
        self._cell, self._output_layer, self._beam_width = cell, output_layer, beam_width
        self._penalties = length_penalty_weight, coverage_penalty_weight
        self._reorders = reorder_tensor_arrays
        self._embedding_fn = embedding_function(embedding)
        start, self._end_token = tokens(start_tokens, end_token)
        rows = start.shape._at(0)
        self._batch_size = api.size(start) if rows is None else _native.convert(rows, int32)
        self._rows = rows
        self._initial_cell_state = self._for_each(self._split, initial_state)
        start = api.tile(api.expand_dims(start, 1), [1, beam_width])
        self._start_inputs = self._embedding_fn(start)

    @property
    def batch_size(self) -> Any:
        """The number of examples, a scalar tensor."""
        return self._batch_size

    @property
    def tracks_own_finished(self) -> bool:
        """True: beams change their places."""
        return True

    @property
    def output_size(self) -> BeamSearchDecoderOutput:
        """The shapes of one example's outputs: `[beam_width]`."""
        return BeamSearchDecoderOutput(*[as_shape([self._beam_width])] * 3)

    @property
    def output_dtype(self) -> BeamSearchDecoderOutput:
        """Their dtypes: the state's, and int32."""
        dtype = nest.flatten(self._initial_cell_state)[0].dtype
        size = rnn_output_size(self._cell, self._output_layer)
        return BeamSearchDecoderOutput(nest.map_structure(lambda _: dtype, size), int32, int32)

    # --- beams as rows ---
    def _for_each(self, function, state):
        """Maps the tensors of a cell's state; arrays stay."""
        return nest.map_structure(
            lambda part: part if isinstance(part, TensorArray) else function(part), state
        )

    def _split(self, tensor):
        """`[batch * beam, ...]` as `[batch, beam, ...]`."""
        tensor = _native.convert(tensor)
        _check_rank(tensor)
        if tensor.shape.ndims == 0:
            return tensor
        known, wanted = tensor.shape._at(0), self._rows and self._rows * self._beam_width
        if known is not None and wanted is not None and known != wanted:
            raise ValueError(
                "Unexpected behavior when reshaping between beam width and batch size.  The "
                f"tensor has shape: {tensor.shape}.  We expected it to have {wanted} rows, "
                f"batch_size * beam_width.  Perhaps you forgot to create a zero_state with "
                "batch_size=encoder_batch_size * beam_width?"
            )
        width = self._beam_width
        return self._reshaped(tensor, [self._batch_size, width], 1, [self._rows, width])

    def _merge(self, tensor):
        """`[batch, beam, ...]` as `[batch * beam, ...]`."""
        _check_rank(tensor)
        if tensor.shape.ndims < 2:
            return tensor
        rows = self._rows and self._rows * self._beam_width
        return self._reshaped(tensor, [self._batch_size * self._beam_width], 2, [rows])

    @staticmethod
    def _reshaped(tensor, first, replaced, known):
        out = api.reshape(tensor, api.concat([first, api.shape(tensor)[replaced:]], 0))
        if out._symbolic:
            out.set_shape(as_shape(known).concatenate(tensor.shape[replaced:]))
        return out

    # --- the search ---
    def initialize(self, name=None):
        """Gives the ended beams, the first inputs, and the first state: one beam counts."""
        first = zeros([self._batch_size], int32)
        finished = one_hot(first, self._beam_width, False, True, dtype="bool")
        dtype = nest.flatten(self._initial_cell_state)[0].dtype
        log_probs = one_hot(first, self._beam_width, 0.0, -float("inf"), dtype=dtype)
        lengths = zeros([self._batch_size, self._beam_width], int64)
        seen = self._seen(self._initial_cell_state)
        state = BeamSearchDecoderState(
            self._initial_cell_state, log_probs, finished, lengths, () if seen is None else seen
        )
        return finished, self._start_inputs, state

    def step(self, time, inputs, state, name=None):
        with name_scope(name or "BeamSearchDecoderStep"):
            outputs, cell_state = self._cell(
                nest.map_structure(self._merge, inputs),
                self._for_each(self._merge, state.cell_state),
            )
            outputs = nest.map_structure(self._split, outputs)
            cell_state = self._for_each(self._split, cell_state)
            logits = outputs if self._output_layer is None else self._output_layer(outputs)
            output, state = self._best(logits, cell_state, state)
            inputs = cond(
                api.reduce_all(state.finished), lambda: self._start_inputs,
                lambda: self._embedding_fn(output.predicted_ids),
            )  # fmt: skip
        return output, state, inputs, state.finished

    def _best(self, logits, cell_state, state):
        """The best continuations of an example's beams, whichever beam they come from."""
        classes = size_along(logits, -1)
        goes_on = api.logical_not(state.finished)
        total = api.expand_dims(state.log_probs, 2) + self._log_probs(logits, classes, state)
        ends = api.fill([self._batch_size, self._beam_width], self._end_token)
        longer = one_hot(ends, classes, _long(0), _long(1), dtype=int64)
        longer = longer * api.expand_dims(api.cast(goes_on, int64), 2)
        lengths = longer + api.expand_dims(state.lengths, 2)
        seen = self._seen(cell_state)
        if seen is not None:
            seen = seen * api.expand_dims(api.cast(goes_on, seen.dtype), 2)
            seen = state.accumulated_attention_probs + seen
        scores = self._scores(total, lengths, state.finished, seen)
        best, places = top_k(api.reshape(scores, [self._batch_size, -1]), self._beam_width)
        words, parents = (api.cast(x, int32) for x in (places % classes, places // classes))
        ended = self._taken(state.finished, parents)
        state = BeamSearchDecoderState(
            cell_state=self._for_each(lambda part: self._taken_rows(part, parents), cell_state),
            log_probs=self._taken(api.reshape(total, [self._batch_size, -1]), places),
            finished=api.logical_or(ended, api.equal(words, self._end_token)),
            lengths=self._taken(state.lengths, parents)
            + api.cast(api.logical_not(ended), int64),
            accumulated_attention_probs=() if seen is None else self._taken(seen, parents),
        )
        best, words, parents = (self._known(x) for x in (best, words, parents))
        return BeamSearchDecoderOutput(best, words, parents), state

    def _known(self, tensor):
        if tensor._symbolic:
            tensor.set_shape([self._rows, self._beam_width])
        return tensor

    def _log_probs(self, logits, classes, state):
        """Log probabilities of classes; beams that have ended take the end token for sure."""
        found = api.log_softmax(logits)
        lowest = found.dtype.min
        sure = one_hot(self._end_token, classes, 0.0, lowest, dtype=found.dtype)
        over = api.expand_dims(state.finished, 2)
        over = api.logical_and(over, ones_like(found, "bool"))
        return where(over, sure + zeros_like(found), found)

    def _scores(self, total, lengths, finished, seen):
        by_length, by_coverage = self._penalties
        if not _is_zero(by_length):
            penalty = ((5.0 + api.cast(lengths, "float32")) / 6.0) ** by_length
            total = total / api.cast(penalty, total.dtype)
        if seen is None:
            return total
        covered = where(api.equal(seen, 0.0), ones_like(seen), seen)
        penalty = api.reduce_sum(api.log(api.minimum(covered, 1.0)), 2)
        penalty = penalty * api.cast(finished, penalty.dtype) * by_coverage
        return total + api.expand_dims(penalty, 2)

    def _seen(self, cell_state):
        """How much attention each step of the memory has; None where it does not count."""
        if _is_zero(self._penalties[1]):
            return None
        states = [cell_state] if isinstance(cell_state, AttentionWrapperState) else [
            part for part in cell_state if isinstance(part, AttentionWrapperState)
        ] if isinstance(cell_state, tuple) else []
        if not states:
            raise ValueError("coverage_penalty_weight must be 0.0 if no cell is attentional.")
        return _mean([_mean(nest.flatten(state.alignments)) for state in states])

    def _taken(self, tensor, places):
        """Elements along the second axis, at each example's places."""
        rows = api.reshape(indices_below(self._batch_size), [-1, 1])
        width = api.shape(tensor)[1]
        flat = api.reshape(tensor, api.concat([[-1], api.shape(tensor)[2:]], 0))
        taken = api.gather(flat, rows * width + places)
        if taken._symbolic:
            first = as_shape([self._rows, self._beam_width])
            taken.set_shape(first.concatenate(tensor.shape[2:]))
        return taken

    def _taken_rows(self, tensor, parents):
        _check_rank(tensor)
        return self._taken(tensor, parents) if tensor.shape.ndims >= 2 else tensor

    def finalize(self, outputs, final_state, sequence_lengths):
        """Gives whole sequences, and the last state with its arrays in their order."""
        longest = api.cast(api.reduce_max(final_state.lengths, 1), int32)
        found = gather_tree(
            outputs.predicted_ids, outputs.parent_ids, longest, self._end_token
        )
        if self._reorders:
            final_state = final_state._replace(cell_state=nest.map_structure(
                lambda part: self._ordered(part, outputs.parent_ids, final_state.lengths),
                final_state.cell_state,
            ))  # fmt: skip
        return FinalBeamSearchDecoderOutput(found, outputs), final_state

    def _ordered(self, part, parents, lengths):
        """The elements of an array of `[batch * beam, ...]`; other parts stay."""
        if not isinstance(part, TensorArray) or not part.element_shape.ndims:
            return part
        if self._rows and not self._has_beams(part.element_shape.as_list()):
            logging.warning(
                "TensorArray reordering expects elements to be reshapable to %s which is "
                "incompatible with the current shape %s. Consider setting reorder_tensor_arrays "
                "to False to disable TensorArray reordering during the beam search.",
                [self._rows, self._beam_width, None], part.element_shape,
            )  # fmt: skip
            return part
        return ordered(part.stack(), parents, lengths)

    def _has_beams(self, shape):
        """Whether TensorFlow takes elements of that shape for those of beams."""
        first, second = [*shape, None][:2]
        if first is None or first == self._rows * self._beam_width and second is None:
            return True
        return second is not None and [first, second] == [self._rows, self._beam_width]


def _check_rank(tensor):
    if tensor.shape.ndims is None:
        raise ValueError(f"Expected tensor ({tensor}) to have known rank, but ndims == None.")


def _is_zero(value):
    known = _native.known_value(value) if isinstance(value, _native.Tensor) else value
    return known is not None and float(known) == 0.0


def _long(value):
    return _native.convert(value, int64)


def _mean(parts):
    return parts[0] if len(parts) == 1 else sum(parts[1:], parts[0]) / float(len(parts))
