"""tf.contrib.seq2seq.AttentionWrapper: a cell that looks at a memory."""

from collections import namedtuple
from typing import Any

from zeal import _native, nest
from zeal.dtypes import int32
from zeal.eager.control import behind
from zeal.effects.check import assert_equal
from zeal.graph.tensor_array import TensorArray
from zeal.layers import Dense
from zeal.ops.array.fill import zeros
from zeal.ops.array.shape import size_along
from zeal.public import public
from zeal.rnn.cell import RNNCell
from zeal.rnn.wrappers import check_cell
from zeal.seq2seq.attention import AttentionMechanism
from zeal.state.scope import name_scope
from zeal.tensor_shape import as_shape

api = _native.api

_FIELDS = "cell_state attention time alignments alignment_history attention_state"


@public("contrib.seq2seq.AttentionWrapperState")
class AttentionWrapperState(namedtuple("AttentionWrapperState", _FIELDS)):
    """The state of a `tf.contrib.seq2seq.AttentionWrapper`.

    Its parts are the cell's state, the last attention, the number of steps, the last alignments,
    arrays of all alignments (or nothing), and the mechanisms' states.

    Example:
      >>> tf.contrib.seq2seq.AttentionWrapperState._fields[0]
      'cell_state'
    """

    __slots__ = ()

    def clone(self, **kwargs: Any) -> "AttentionWrapperState":
        """A copy with other parts.

        Args:
          **kwargs: the new parts, of the shapes that the old ones have.

        Returns:
          An `AttentionWrapperState`.

        Raises:
          ValueError: a shape differs.

        Example:
          >>> cell = tf.contrib.seq2seq.AttentionWrapper(
          ...     tf.nn.rnn_cell.GRUCell(4),
          ...     tf.contrib.seq2seq.LuongAttention(4, tf.ones([2, 5, 3])))
          >>> state = cell.zero_state(2, tf.float32).clone(cell_state=tf.ones([2, 4]))
          >>> state.cell_state.numpy()[0].tolist()
          [1.0, 1.0, 1.0, 1.0]
        """
        return nest.map_structure(_of_same_shape, self, self._replace(**kwargs))


def _of_same_shape(old, new):
    if not (isinstance(old, _native.Tensor) and isinstance(new, _native.Tensor)):
        return new
    if not old.shape.is_compatible_with(new.shape):
        raise ValueError(
            "The shape of the AttentionWrapperState is expected to be same as the one to clone. "
            f"self.shape: {old.shape}, input.shape: {new.shape}"
        )
    if new._symbolic:
        new.set_shape(old.shape)
    return new


def _one_or_tuple(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def looked(mechanism, output, state, layer):
    """Attention, alignments and the mechanism's next state."""
    alignments, state = mechanism(output, state=state)
    context = api.squeeze(api.matmul(api.expand_dims(alignments, 1), mechanism.values), [1])
    if layer is not None:
        context = layer(api.concat([output, context], 1))
    return context, alignments, state


_TILED = (
    "Non-matching batch sizes between the memory (encoder output) and {other}.  Are you using the "
    "BeamSearchDecoder?  You may need to tile your {what} via the tf.contrib.seq2seq.tile_batch "
    "function with argument multiple=beam_width."
)


@public("contrib.seq2seq.AttentionWrapper")
class AttentionWrapper(RNNCell):
    """A cell that reads what it looks at in a memory, and looks by its outputs.

    Args:
      cell: the cell inside.
      attention_mechanism: a `tf.contrib.seq2seq.AttentionMechanism`, or a list of them.
      attention_layer_size: length of the attention's rows, a linear function of output and
        context; or a list with one for each mechanism. None: attention is the context.
      alignment_history: whether the state has arrays of all steps' alignments.
      cell_input_fn: a function of inputs and the last attention that gives the cell's inputs; by
        default they are joined.
      output_attention: whether the output is the attention, and not that of the cell.
      initial_cell_state: the cell's state that `zero_state` gives.
      name: name of the layer.
      attention_layer: layers in the place of those that `attention_layer_size` makes.
      attention_fn: a function of a mechanism, the output, its state and a layer that gives
        attention, alignments and the next state.
      dtype: of the layer.

    Raises:
      TypeError: an argument is of another kind.
      ValueError: there are not as many layers as mechanisms.

    Example:
      >>> attention = tf.contrib.seq2seq.LuongAttention(4, tf.ones([2, 5, 3]))
      >>> cell = tf.contrib.seq2seq.AttentionWrapper(
      ...     tf.nn.rnn_cell.GRUCell(4), attention, attention_layer_size=6)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.alignments.shape.as_list()
      ([2, 6], [2, 5])
    """

    def __init__(
        self, cell, attention_mechanism, attention_layer_size=None, alignment_history=False,
        cell_input_fn=None, output_attention=True, initial_cell_state=None, name=None,
        attention_layer=None, attention_fn=None, dtype=None,
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype)
        check_cell("cell", cell)
        self._is_multi = isinstance(attention_mechanism, (list, tuple))
        self._attention_mechanisms = _one_or_tuple(attention_mechanism)
        for mechanism in self._attention_mechanisms:
            if not isinstance(mechanism, AttentionMechanism):
                raise TypeError(
                    "attention_mechanism must be an AttentionMechanism or list of multiple "
                    f"AttentionMechanism instances, saw type: {type(mechanism).__name__}"
                )
        if cell_input_fn is not None and not callable(cell_input_fn):
            raise TypeError(
                f"cell_input_fn must be callable, saw type: {type(cell_input_fn).__name__}"
            )
        self._cell, self._cell_input_fn = cell, cell_input_fn or _joined
        self._attention_fn, self._output_attention = attention_fn or looked, output_attention
        self._alignment_history = alignment_history
        self._attention_layers = self._layers(attention_layer_size, attention_layer)
        self._attention_layer_size = self._length(attention_layer_size)
        self._initial_cell_state = self._checked_first_state(initial_cell_state)

    def _layers(self, sizes, layers):
        """A layer for each mechanism, or None."""
        if sizes is not None and layers is not None:
            raise ValueError("Only one of attention_layer_size and attention_layer should be set")
        for kind, what, given in (
            ("attention_layer_size", "integer", sizes), ("attention_layer", "layer", layers),
        ):  # fmt: skip
            if given is not None and len(_one_or_tuple(given)) != len(self._attention_mechanisms):
                raise ValueError(
                    f"If provided, {kind} must contain exactly one {what} per "
                    f"attention_mechanism, saw: {len(_one_or_tuple(given))} vs "
                    f"{len(self._attention_mechanisms)}"
                )
        if sizes is None:
            return None if layers is None else _one_or_tuple(layers)
        return tuple(
            Dense(size, name="attention_layer", use_bias=False, dtype=mechanism.dtype)
            for size, mechanism in zip(
                _one_or_tuple(sizes), self._attention_mechanisms, strict=True
            )
        )

    def _length(self, sizes):
        """The length of the attention's rows."""
        if sizes is not None:
            return sum(_one_or_tuple(sizes))
        depths = [mechanism.values.shape._at(-1) for mechanism in self._attention_mechanisms]
        if self._attention_layers is None:
            return sum(depths)
        return sum(
            as_shape(layer.compute_output_shape([None, self._cell.output_size + depth]))._at(-1)
            for layer, depth in zip(self._attention_layers, depths, strict=True)
        )

    def _checked_first_state(self, state):
        if state is None:
            return None
        with name_scope("AttentionWrapperInit"):
            last = nest.flatten(state)[-1]
            words = _TILED.format(other="initial_cell_state", what="initial state")
            words = f"When constructing AttentionWrapper: {words}"
            return self._checked(state, size_along(last, 0), words)

    def _checked(self, tensors, batch_size, words):
        """The tensors, which wait for checks that each memory has as many examples."""
        sizes = [mechanism.batch_size for mechanism in self._attention_mechanisms]
        checks = [assert_equal(batch_size, size, message=words) for size in sizes]
        with behind(checks):
            return nest.map_structure(lambda x: api.identity(_native.convert(x)), tensors)

    def _item_or_tuple(self, values):
        values = tuple(values)
        return values if self._is_multi else values[0]

    @property
    def output_size(self) -> Any:
        """The length of the attention's rows, or of the cell's output."""
        return self._attention_layer_size if self._output_attention else self._cell.output_size

    @property
    def state_size(self) -> AttentionWrapperState:
        """The lengths of the parts of a state."""
        sizes = [m.alignments_size for m in self._attention_mechanisms]
        return AttentionWrapperState(
            cell_state=self._cell.state_size, time=as_shape([]),
            attention=self._attention_layer_size,
            alignments=self._item_or_tuple(sizes),
            attention_state=self._item_or_tuple(m.state_size for m in self._attention_mechanisms),
            alignment_history=self._item_or_tuple(
                size if self._alignment_history else () for size in sizes
            ),
        )  # fmt: skip

    def zero_state(self, batch_size, dtype) -> AttentionWrapperState:
        """The state before the first step.

        Raises:
          InvalidArgumentError: the memory has another batch size.
        """
        with name_scope(type(self).__name__ + "ZeroState"):
            state = self._initial_cell_state
            if state is None:
                state = self._cell.get_initial_state(batch_size=batch_size, dtype=dtype)
            words = _TILED.format(other="the requested batch size", what="encoder output")
            state = self._checked(
                state, batch_size, f"When calling zero_state of AttentionWrapper: {words}"
            )
            first = [m.initial_alignments(batch_size, dtype) for m in self._attention_mechanisms]
            return AttentionWrapperState(
                cell_state=state, time=zeros([], int32),
                attention=zeros([batch_size, self._attention_layer_size], dtype),
                alignments=self._item_or_tuple(first),
                attention_state=self._item_or_tuple(
                    m.initial_state(batch_size, dtype) for m in self._attention_mechanisms
                ),
                alignment_history=self._item_or_tuple(self._history(x, dtype) for x in first),
            )  # fmt: skip

    def _history(self, alignments, dtype):
        if not self._alignment_history:
            return ()
        return TensorArray(dtype, 0, dynamic_size=True, element_shape=alignments.shape)

    def call(self, inputs, state) -> Any:
        """One step.

        Args:
          inputs: tensor of shape `[batch, n]`.
          state: an `AttentionWrapperState`.

        Returns:
          A pair of output and new state.

        Raises:
          TypeError: the state is none.
        """
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                "Expected state to be instance of AttentionWrapperState. Received type "
                f"{type(state)} instead."
            )
        output, cell_state = self._cell(
            self._cell_input_fn(inputs, state.attention), state.cell_state
        )
        words = _TILED.format(other="the query (decoder output)", what="memory input")
        output = self._checked(
            output, size_along(output, 0), f"When applying AttentionWrapper {self.name}: {words}"
        )
        before, histories = state.attention_state, state.alignment_history
        if not self._is_multi:
            before, histories = (before,), (histories,)
        layers = self._attention_layers or [None] * len(self._attention_mechanisms)
        each = zip(self._attention_mechanisms, before, layers, strict=True)
        looked = [self._attention_fn(m, output, old, layer) for m, old, layer in each]
        attentions, alignments, states = zip(*looked, strict=True)
        if self._alignment_history:
            pairs = zip(histories, alignments, strict=True)
            histories = [array.write(state.time, x) for array, x in pairs]
        attention = api.concat(list(attentions), 1)
        new_state = AttentionWrapperState(
            time=state.time + 1, cell_state=cell_state, attention=attention,
            attention_state=self._item_or_tuple(states), alignments=self._item_or_tuple(alignments),
            alignment_history=self._item_or_tuple(histories),
        )  # fmt: skip
        return attention if self._output_attention else output, new_state


def _joined(inputs, attention):
    return api.concat([inputs, attention], -1)


