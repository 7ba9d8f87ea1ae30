"""tfe.Network: a layer of layers that it is told of, as programs for TensorFlow 1.5 have it."""

import itertools
import weakref
from typing import Any

from zeal.keras.layers.layer import Layer
from zeal.keras.naming import snake_case
from zeal.layers import Layer as OlderLayer
from zeal.public import public
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable_scopes import Scopes


def _first_parent(layer):
    """The network that tracked a layer first, while there is one."""
    parent = layer.__dict__.get("_first_parent")
    return parent and parent()


@public("contrib.eager.Network")
class Network(OlderLayer):
    """A layer of layers, each of which `track_layer` makes known; `tf.keras.Model` needs no call.

    Variables are those of `tf.get_variable` in a scope of the network's name, inside that of the
    network around: "outer/my_network/dense/kernel".

    Args:
      name: the network's name; by default the class name in snake case, numbered.

    Example:
      >>> class MyNetwork(tfe.Network):
      ...     def __init__(self, name=None):
      ...         super().__init__(name=name)
      ...         self.dense = self.track_layer(tf.layers.Dense(3))
      ...     def call(self, inputs):
      ...         return self.dense(inputs)
      >>> network = MyNetwork()
      >>> network(tf.ones([2, 4])).shape.as_list()
      [2, 3]
      >>> [v.name for v in network.variables]
      ['my_network/dense/kernel:0', 'my_network/dense/bias:0']
    """

    _name_in_parent = None

    def __init__(self, name: Any = None) -> None:
        super().__init__(name=name)

    # --- layers ---
    def track_layer(self, layer):
        """Makes a layer known: its variables are the network's.

        Args:
          layer: a `tf.layers.Layer`, `tfe.Network` or `tf.keras.layers.Layer`.

        Returns:
          The layer.

        Raises:
          TypeError: it is none.
          ValueError: the network has another one of its name.

        Example:
          >>> tfe.Network().track_layer(tf.layers.Dense(2, name="d")).name
          'd'
        """
        if not isinstance(layer, Layer):
            raise TypeError(
                f"Network.track_layer() passed type {type(layer)}, not a tf.layers.Layer"
            )
        older = isinstance(layer, OlderLayer) and layer._scope is None
        if not isinstance(layer, OlderLayer) or older and _first_parent(layer) in (None, self):
            name = self._name_for(layer)
            self._owned()[name] = layer
            self._track_trackable(layer, name)
            if older:
                layer.__dict__.update(
                    _name=name, _name_in_parent=name, _first_parent=weakref.ref(self)
                )
        if all(layer is not known for known in self._known()):
            self._known().append(layer)
        if self._scope is not None:
            self._place(layer)
        return layer

    def _known(self) -> list:
        return self.__dict__.setdefault("_known_layers", [])

    def _owned(self) -> dict:
        """By their names, the layers that are named here; shared ones keep theirs."""
        return self.__dict__.setdefault("_owned_layers", {})

    def _name_for(self, layer) -> str:
        """What a layer is called here: as it says, or by its class, numbered."""
        name = layer._base_name if isinstance(layer, OlderLayer) else layer.name
        if name and self._owned().get(name, layer) is not layer:
            raise ValueError(
                f"Attempt to add two Layers with the name '{name}' to the same Network."
            )
        base = snake_case(type(layer).__name__)
        names = itertools.chain([name or base], (f"{base}_{i}" for i in itertools.count(1)))
        return next(x for x in names if self._owned().get(x, layer) is layer)

    @property
    def layers(self) -> list:
        """The layers that the network was told of, in order."""
        return list(self._known())

    def get_layer(self, name=None, index=None):
        """A layer by its name or place.

        Args:
          name: the layer's name.
          index: its place among `layers`.

        Raises:
          ValueError: there is none, or not exactly one of both is given.

        Example:
          >>> network = tfe.Network()
          >>> dense = network.track_layer(tf.layers.Dense(2))
          >>> network.get_layer("dense") is network.get_layer(index=0) is dense
          True
        """
        if name is not None and index is not None:
            raise ValueError("Exactly one of 'index' or 'name' must be provided")
        if index is not None:
            if len(self.layers) <= index:
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has "
                    f"{len(self.layers)} layers."
                )
            return self.layers[index]
        if not name:
            raise ValueError("Provide either a layer name or layer index.")
        for layer in self._known():
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}")

    def _zeal_children(self):
        layers, variables = super()._zeal_children()
        return list(dict.fromkeys([*self.layers, *layers])), variables

    # --- names ---
    @property
    def name(self) -> str:
        """The network's name, once it has been called or is part of another one.

        Raises:
          ValueError: it has not.
        """
        if self._name_in_parent is not None:
            return self._name_in_parent
        if self._scope is None and self._base_name:
            return self._base_name
        if self._scope is None:
            raise ValueError(
                "The network does not yet have a final name, but a name was requested for it. "
                "Networks get a name when they are added to another Network via track_layer, or "
                "when they are first called/built."
            )
        return self._scope.name

    def _set_scope(self, scope=None):
        """Takes a scope for good, and gives the layers theirs inside it."""
        if self._scope is not None:
            return
        parent = _first_parent(self)
        if scope is None and parent is not None and parent._scope is None:
            return parent._set_scope()
        if scope is None and self._name_in_parent is None and self._base_name:
            if Scopes.in_force().unused(self._base_name) != self._base_name:
                raise ValueError(
                    f"A Network named '{self._base_name}' already exists (or a variable_scope was "
                    "created with this name). Names must be unique."
                )
            scope = self._base_name
        super()._set_scope(scope)
        for layer in self._known():
            self._place(layer)

    def _place(self, layer):
        if isinstance(layer, OlderLayer) and layer._scope is None:
            parent = _first_parent(layer)
            if parent is not None and parent is not self:  # names are inside the first network
                return parent._set_scope()
            with (
                variable_scope(self._scope, auxiliary_name_scope=False),
                name_scope(self._scope.original_name_scope),
            ):
                layer._set_scope(layer.name)

    def _get_by(self, getter):
        """From now on new variables, also of layers inside, come from a custom getter."""
        self._set_scope()
        self._scope.set_custom_getter(getter)
        for layer in self.layers:
            if isinstance(layer, Network):
                layer._get_by(getter)
            elif isinstance(layer, OlderLayer):
                layer._scope.set_custom_getter(getter)
            elif not layer.built:
                raise ValueError(
                    f"layer '{layer.name}' of network '{self.name}' is none of tf.layers, so its "
                    "variables cannot be restored before they are there: call the network first"
                )

    # --- what networks do not have ---
    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """Raises: a network has variables through its layers alone.

        Raises:
          RuntimeError: always.
        """
        raise RuntimeError("add_variable not supported in Network class yet: add a layer with it.")

    add_weight = add_variable

    @property
    def trainable(self) -> bool:
        """Whether optimizers follow the network's variables: always; layers may say otherwise."""
        return True
