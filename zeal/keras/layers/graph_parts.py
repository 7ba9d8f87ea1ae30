"""What layers have only in graphs, or not yet: nodes, updates, losses, metrics."""


class _NotBuilt:
    """A missing method. No `__getattr__`: that would slow down every attribute of layers."""

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, layer, owner=None):
        raise AttributeError(
            f"Layer.{self._name} is not built yet; add the term to the loss that your tape records"
        )


class _Undefined:
    """A property that layers without a graph do not have; a subclass may set the attribute."""

    def __init__(self, text):
        self._text = text

    def __get__(self, layer, owner=None):
        raise AttributeError(self._text.format("?" if layer is None else layer.name))


_NEVER_CALLED = "The layer has never been called and thus has no defined {} shape."


class GraphParts:
    """Attributes and methods of Layer that are empty, or say that they are not there."""

    input_shape = _Undefined(_NEVER_CALLED.format("input"))
    output_shape = _Undefined(_NEVER_CALLED.format("output"))
    input = _Undefined("Layer {} is not connected, no input to return.")
    output = _Undefined("Layer {} has no inbound nodes.")
    add_loss, add_metric, add_update = _NotBuilt(), _NotBuilt(), _NotBuilt()

    @property
    def losses(self) -> list:
        """Regularisation losses: none, regularizers are not built yet."""
        return []

    @property
    def inbound_nodes(self) -> list:
        """Calls in a graph of layers: none while executing eagerly."""
        return []

    outbound_nodes = inbound_nodes

    @property
    def updates(self) -> list:
        """Pending updates: none while executing eagerly."""
        return []

    @property
    def metrics(self) -> list:
        """Metrics: none, they are not built yet."""
        return []

    def get_updates_for(self, inputs) -> list:
        """Pending updates: none while executing eagerly.

        Args:
          inputs: accepted for compatibility.

        Returns:
          An empty list.

        Example:
          >>> tf.keras.layers.Dense(2).get_updates_for(None)
          []
        """
        return []

    def get_losses_for(self, inputs) -> list:
        """The same as `losses`.

        Args:
          inputs: accepted for compatibility.

        Returns:
          A list.

        Example:
          >>> tf.keras.layers.Dense(2).get_losses_for(None)
          []
        """
        return self.losses
