"""What layers have besides their output: losses and updates; and the calls that made tensors."""

from typing import Any, NamedTuple

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.graph.body import lift
from zeal.graph.graph import get_default_graph
from zeal.graph.reach import depends_on
from zeal.keras.layers import marks
from zeal.keras.layers.calls import calls
from zeal.keras.layers.layer_metrics import LayerMetrics
from zeal.state.scope import name_scope


class _Part(NamedTuple):
    """A loss or an update."""

    value: Any
    conditional: bool  # whether it depends on inputs
    number: int  # of the outermost call in which it was added
    inputs: Any = ()  # of the layer's call in which it was added, in graphs
    of_call: bool = True  # whether `call` adds it, and so each call anew


_OF_SYMBOLS = -1  # the number of no call


class _OfNodes:
    """A property that the layer's calls on symbolic tensors tell: tensors are those of the first.

    Shapes must be the same at all of them.
    A subclass may set the attribute.
    """

    def __init__(self, what, missing):
        self._what, self._missing = what, missing

    def __get__(self, layer, owner=None):
        if layer is None:
            return self
        nodes = layer.inbound_nodes
        if not nodes:
            raise AttributeError(self._missing.format(layer.name))
        values = [getattr(node, self._what) for node in nodes]
        if self._what.endswith("shapes") and any(v != values[0] for v in values):
            name = self._what.rstrip("s")
            words = name.replace("_", " ")
            raise AttributeError(
                f'The layer "{layer.name}" has multiple inbound nodes, with different {words}s. '
                f'Hence the notion of "{words}" is ill-defined for the layer. Use '
                f"`get_{name}_at(node_index)` instead."
            )
        return values[0]


_NEVER_CALLED = "The layer has never been called and thus has no defined {} shape."


def _listed(values):
    return list(values) if isinstance(values, (list, tuple)) else [values]


class GraphParts(LayerMetrics):
    """Losses and updates of Layer; and attributes that say that they are not there."""

    input_shape = _OfNodes("input_shapes", _NEVER_CALLED.format("input"))
    output_shape = _OfNodes("output_shapes", _NEVER_CALLED.format("output"))
    input = _OfNodes("inputs", "Layer {} is not connected, no input to return.")
    output = _OfNodes("outputs", "Layer {} has no inbound nodes.")

    def add_loss(self, losses, inputs=None) -> None:
        """Adds terms to `losses`.

        Args:
          losses: a scalar tensor, which counts until the next call of the layer, or of what it
            was called by; a function without arguments that computes one, which every look at
            `losses` calls; or a list of them.
          inputs: what makes a tensor conditional: `get_losses_for` these inputs finds it.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.add_loss(lambda: tf.constant(3.0))
          >>> [float(loss) for loss in layer.losses]
          [3.0]
        """
        for loss in _listed(losses):
            if loss is None:
                continue
            is_function = _is_function(loss)
            if not is_function and executing_eagerly():
                self._add_eager_loss(_native.convert(loss), inputs is not None)
            elif calls.apart and not is_function:
                calls.apart_losses.append((self, loss))
            else:
                loss = loss if is_function else _native.convert(loss)
                self._add_part(loss, inputs is not None)

    def _add_part(self, loss, conditional):
        of_call = conditional or (calls.depth > 0 and self.built)  # else of `build`
        part = _Part(loss, conditional, calls.number, of_call=of_call)
        if not lift(loss, lambda x: self._added_losses.append(part._replace(value=x))):
            raise RuntimeError(_IN_BRANCH.format(self.name))

    def _zeal_note_loss(self, symbol):
        """Lists a loss of symbolic inputs, which no step adds up: each call has its own value."""
        self._added_losses.append(_Part(symbol, True, _OF_SYMBOLS))

    def _add_eager_loss(self, loss, conditional):
        """Adds a tensor; those of earlier calls go."""
        calls.losses += 1
        number = calls.number if calls.depth else calls.number + 1
        self._added_losses[:] = [p for p in self._added_losses if _stays(p, number)]
        self._added_losses.append(_Part(loss, conditional, number))
        self.__dict__.update(_ready=False, _plain=False)

    def add_update(self, updates, inputs=None) -> None:
        """Adds operations to `updates`, in graphs; eagerly they have run, and nothing is added.

        Args:
          updates: an operation, a tensor or a function that returns one, which runs unless the
            layer is frozen (`trainable = False`); or a list of them.
          inputs: what makes an update conditional: `get_updates_for` these inputs finds it.

        Example:
          >>> tf.keras.layers.Dense(2).add_update([])
        """
        if calls.apart:
            return
        for update in _listed(updates):
            if _is_function(update):
                update = update() if self.trainable else None
            if update is not None and not executing_eagerly():
                update = getattr(update, "op", update)  # an operation, as in TensorFlow
                self._added_updates.append(
                    _Part(update, inputs is not None, calls.number, _symbols(calls.inputs))
                )

    def _regularize_activity(self, outputs):
        from zeal import nest

        for output in nest.flatten(outputs):
            with name_scope("ActivityRegularizer"):
                loss = self.activity_regularizer(output)
                loss = loss / api.cast(api.shape(output)[0], loss.dtype)
            self.add_loss(loss, inputs=True)

    @property
    def losses(self) -> list[Any]:
        """Losses of regularizers and of `add_loss`, those of inner layers included.

        Eagerly those that stand for no value yet, of calls on symbolic tensors, are listed until
        the layer adds one that has a value.
        """
        return self._gather_parts("_added_losses", ())

    @property
    def updates(self) -> list[Any]:
        """Operations of `add_update`, those of inner layers included; none eagerly."""
        return self._gather_parts("_added_updates", ())

    def _gather_parts(self, key, seen, wanted=None, since=None):
        """Values of a kind, of this layer and the ones inside, each layer once.

        As in TensorFlow those of a layer that several models inside share count once for each
        (seen: the layers around). Tensors belong to graphs, and so only those of the one in force
        are found; eagerly, only those of the layer's last call.
        """
        if id(self) in seen:
            return []
        since = self._zeal_number if since is None else since
        rests = key == "_added_updates" and not self.trainable and not self.stateful
        parts = () if rests else self.__dict__[key]
        if wanted is None and executing_eagerly():
            parts = _without_symbols(parts)
        found = [_value(part, since) for part in parts if wanted is None or wanted(part, since)]
        found = [value for value in found if value is not None]
        layers = self._zeal_children()[0]
        seen = {*seen, id(self)} if layers else seen
        return found + [v for x in layers for v in x._gather_parts(key, seen, wanted, since)]

    def get_updates_for(self, inputs) -> list[Any]:
        """The updates that depend on inputs, or for None those that depend on none.

        Args:
          inputs: a tensor, a list of them, or None.

        Returns:
          A list.

        Example:
          >>> tf.keras.layers.Dense(2).get_updates_for(None)
          []
        """
        return self._gather_parts("_added_updates", (), _dependent(inputs))

    def get_losses_for(self, inputs) -> list[Any]:
        """The losses that depend on inputs, or for None those that depend on none.

        Args:
          inputs: a tensor, a list of them, or None.

        Returns:
          A list.

        Example:
          >>> tf.keras.layers.Dense(2).get_losses_for(None)
          []
        """
        return self._gather_parts("_added_losses", (), _dependent(inputs))

    def _losses_of_call(self):
        """The losses of the last call in this graph, and those that no call adds."""

        def counts(part, since):
            return not part.of_call or part.number == self._zeal_number

        return self._gather_parts("_added_losses", (), counts)

    def _updates_of_call(self, number=None):
        """The updates that a call in this graph added, the last one unless its number is given."""
        number = self._zeal_number if number is None else number
        return self._gather_parts(
            "_added_updates", (), lambda part, since: part.number == number
        )

    def _forget_call(self, number):
        """Lists no more what a call added."""
        for parts in (self._added_losses, self._added_updates):
            parts[:] = [part for part in parts if part.number != number or not part.of_call]
        for layer in self._zeal_children()[0]:
            layer._forget_call(number)

    @property
    def inbound_nodes(self) -> list[Any]:
        """The layer's calls on symbolic tensors."""
        return self.__dict__.get("_inbound_nodes") or []

    @property
    def outbound_nodes(self) -> list[Any]:
        """The calls of other layers on what this one returned."""
        return self.__dict__.get("_outbound_nodes") or []

    _inbound_nodes, _outbound_nodes = inbound_nodes, outbound_nodes

    def _zeal_calls(self):
        """The calls that `get_input_at` and its like number."""
        return self.inbound_nodes

    def _at(self, node_index, what):
        nodes = self._zeal_calls()
        if not nodes:
            raise RuntimeError(
                f"The layer has never been called and thus has no defined {what}."
            )
        if not node_index < len(nodes):
            raise ValueError(
                f"Asked to get {what} at node {node_index}, but the layer has only {len(nodes)} "
                "inbound nodes."
            )
        return nodes[node_index]

    def get_input_at(self, node_index) -> Any:
        """What the layer was called with.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tensor, or a list of them.

        Example:
          >>> x = tf.keras.Input(shape=(3,))
          >>> layer = tf.keras.layers.Dense(2)
          >>> _ = layer(x)
          >>> layer.get_input_at(0) is x
          True
        """
        return self._at(node_index, "input").inputs

    def get_output_at(self, node_index) -> Any:
        """What the layer returned.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tensor, or a list of them.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> y = layer(tf.keras.Input(shape=(3,)))
          >>> layer.get_output_at(0) is y
          True
        """
        return self._at(node_index, "output").outputs

    def get_input_shape_at(self, node_index) -> Any:
        """The shape of what the layer was called with.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tuple, or a list of them.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> _ = layer(tf.keras.Input(shape=(3,)))
          >>> layer.get_input_shape_at(0)
          (None, 3)
        """
        return self._at(node_index, "input shape").input_shapes

    def get_output_shape_at(self, node_index) -> Any:
        """The shape of what the layer returned.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tuple, or a list of them.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> _ = layer(tf.keras.Input(shape=(3,)))
          >>> layer.get_output_shape_at(0)
          (None, 2)
        """
        return self._at(node_index, "output shape").output_shapes

    def get_input_mask_at(self, node_index) -> Any:
        """The mask of what the layer was called with.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tensor, or a list of them, or None.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> _ = layer(tf.keras.layers.Masking()(tf.keras.Input(shape=(4, 3))))
          >>> layer.get_input_mask_at(0).shape.as_list()
          [None, 4]
        """
        return _masks(self._at(node_index, "input").inputs)

    def get_output_mask_at(self, node_index) -> Any:
        """The mask of what the layer returned.

        Args:
          node_index: the number of the call; 0 is the first.

        Returns:
          A tensor, or a list of them, or None.

        Example:
          >>> layer = tf.keras.layers.Masking()
          >>> _ = layer(tf.keras.Input(shape=(4, 3)))
          >>> layer.get_output_mask_at(0).shape.as_list()
          [None, 4]
        """
        return _masks(self._at(node_index, "output").outputs)

    @property
    def input_mask(self) -> Any:
        """The mask of what the layer was called with, or None; of several a list."""
        return _masks(self.input)

    @property
    def output_mask(self) -> Any:
        """The mask of what the layer returned, or None; of several a list."""
        return _masks(self.output)


_IN_BRANCH = (
    "You are using the method `add_loss`, or an `activity_regularizer`, in a control flow branch "
    "in your layer (layer: {}). This is not currently supported: only the branch knows the tensor. "
    "Please move the call out of the control flow branch. You can also resolve this by marking "
    "your layer as dynamic (eager-only) by passing `dynamic=True` to the layer constructor."
)


def _masks(tensors):
    found = marks.masks_of(tensors)
    return [None] * len(tensors) if found is None and isinstance(tensors, list) else found


def _is_function(value):
    return callable(value) and not isinstance(value, (Tensor, _native.Operation))


def _stays(part, number):
    """Whether a loss stays when one of that call is added: not if it is an earlier call's value."""
    value = part.value
    return _is_function(value) or getattr(value, "_symbolic", True) or part.number == number


def _value(part, since):
    """What a part stands for here: a function's value; None for what another graph has."""
    value = part.value
    if _is_function(value):
        return value()
    if executing_eagerly():
        if getattr(value, "_symbolic", True):
            return value if part.number == _OF_SYMBOLS else None
        return None if part.number < since else value
    return value if getattr(value, "graph", None) is get_default_graph() else None


def _without_symbols(parts):
    """Parts, but for those of calls on symbolic tensors where a later call added values."""
    if all(part.number == _OF_SYMBOLS or _is_function(part.value) for part in parts):
        return parts
    return [part for part in parts if part.number != _OF_SYMBOLS]


def _symbols(inputs):
    """The tensors of graphs among inputs."""
    from zeal import nest

    return [x for x in nest.flatten(inputs) if getattr(x, "_symbolic", False)]


def _is_conditional(part):
    if part.conditional or not part.inputs or executing_eagerly():
        return part.conditional
    return depends_on(part.value, part.inputs)


def _dependent(inputs):
    """A filter of parts by the inputs that they depend on."""
    if inputs is None:
        return lambda part, since: not _is_conditional(part)
    wanted = _listed(inputs)

    def depends(part, since):
        value = _value(part, since) if part.conditional or part.inputs else None
        if value is None or getattr(value, "_symbolic", True) is False:
            return value is not None
        return executing_eagerly() or depends_on(value, wanted)

    return depends
