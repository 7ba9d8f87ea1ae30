"""What layers have besides their output: losses and updates; and what they have in graphs only."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.reach import depends_on
from zeal.state.scope import name_scope


class _NotBuilt:
    """A missing method. No `__getattr__`: that would slow down every attribute of layers."""

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, layer, owner=None):
        raise AttributeError(f"Layer.{self._name} is not built yet")


class _Undefined:
    """A property that layers without a graph do not have; a subclass may set the attribute."""

    def __init__(self, text):
        self._text = text

    def __get__(self, layer, owner=None):
        raise AttributeError(self._text.format("?" if layer is None else layer.name))


_NEVER_CALLED = "The layer has never been called and thus has no defined {} shape."


def _listed(values):
    return list(values) if isinstance(values, (list, tuple)) else [values]


class GraphParts:
    """Losses and updates of Layer; and attributes that say that they are not there."""

    input_shape = _Undefined(_NEVER_CALLED.format("input"))
    output_shape = _Undefined(_NEVER_CALLED.format("output"))
    input = _Undefined("Layer {} is not connected, no input to return.")
    output = _Undefined("Layer {} has no inbound nodes.")
    add_metric = _NotBuilt()

    def add_loss(self, losses, inputs=None) -> None:
        """Adds terms to `losses`.

        Args:
          losses: a function without arguments that computes a scalar, which every look at
            `losses` calls; in graphs also a tensor; or a list of them.
          inputs: what makes a tensor conditional: `get_losses_for` these inputs finds it.

        Raises:
          NotImplementedError: a tensor while executing eagerly.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.add_loss(lambda: tf.constant(3.0))
          >>> [float(loss) for loss in layer.losses]
          [3.0]
        """
        for loss in _listed(losses):
            if executing_eagerly() and not callable(loss):
                raise NotImplementedError(
                    f"[{self.name}] add_loss of a tensor is not built for eager execution; add the "
                    "term to the loss that your tape records, or give a function"
                )
            self._added_losses.append((loss, inputs is not None))

    def add_update(self, updates, inputs=None) -> None:
        """Adds operations to `updates`, in graphs; eagerly they have run, and nothing is added.

        Args:
          updates: an operation, a tensor or a function that returns one; or a list of them.
          inputs: what makes an update conditional: `get_updates_for` these inputs finds it.

        Example:
          >>> tf.keras.layers.Dense(2).add_update([])
        """
        if not executing_eagerly():
            for update in _listed(updates):
                update = update() if callable(update) else update
                self._added_updates.append((update, inputs is not None))

    def _regularize_activity(self, outputs):
        from zeal import nest

        if executing_eagerly():
            raise NotImplementedError(
                f"[{self.name}] activity_regularizer is not built for eager execution; add the "
                "term to the loss that your tape records"
            )
        for output in nest.flatten(outputs):
            with name_scope("ActivityRegularizer"):
                loss = self.activity_regularizer(output)
                loss = loss / api.cast(api.shape(output)[0], loss.dtype)
            self.add_loss(loss, inputs=True)

    @property
    def losses(self) -> list[Any]:
        """Losses of regularizers and of `add_loss`, those of inner layers included."""
        return self._gather_parts("_added_losses", set())

    @property
    def updates(self) -> list[Any]:
        """Operations of `add_update`, those of inner layers included; none eagerly."""
        return self._gather_parts("_added_updates", set())

    def _gather_parts(self, key, seen, wanted=None):
        """Values of a kind, of this layer and the ones inside, each layer once.

        Tensors belong to graphs, and so only those of the one in force are found.
        """
        if id(self) in seen:
            return []
        seen.add(id(self))
        found = [_value(part) for part, conditional in self.__dict__[key]
                 if wanted is None or wanted(part, conditional)]
        found = [value for value in found if value is not None]
        return found + [v for layer in self._children()[0]
                        for v in layer._gather_parts(key, seen, wanted)]

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
        return self._gather_parts("_added_updates", set(), _dependent(inputs))

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
        return self._gather_parts("_added_losses", set(), _dependent(inputs))

    @property
    def inbound_nodes(self) -> list[Any]:
        """Calls in a graph of layers: none, functional models are not built yet."""
        return []

    outbound_nodes = inbound_nodes

    @property
    def metrics(self) -> list[Any]:
        """Metrics: none, they are not built yet."""
        return []


def _value(part):
    """What a part stands for here: a function's value; None for what another graph has."""
    if callable(part) and not isinstance(part, (Tensor, _native.Operation)):
        return part()
    if executing_eagerly():
        return None if getattr(part, "_symbolic", True) else part
    return part if getattr(part, "graph", None) is get_default_graph() else None


def _dependent(inputs):
    """A filter of parts by the inputs that they depend on."""
    if inputs is None:
        return lambda part, conditional: not conditional
    wanted = _listed(inputs)
    return lambda part, conditional: conditional and _value(part) is not None and depends_on(
        part, wanted
    )
