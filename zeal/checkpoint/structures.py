"""tf.contrib.checkpoint.List, Mapping, UniqueNameTracker: append-only containers."""

from typing import Any

from zeal.keras import tracking
from zeal.keras.layers.layer import Layer
from zeal.public import public
from zeal.state.trackable import Trackable, is_trackable


class Weighted:
    """The layers and variables of a container."""

    trainable = True

    def _found(self) -> Any:
        """The container's elements, as a list or dict."""
        return self

    __hash__ = object.__hash__  # as in TensorFlow, unlike the lists of attributes

    @property
    def layers(self) -> list:
        """The layers inside, lists and dicts looked through."""
        return [x for x in tracking.items(self._found(), Layer) if isinstance(x, Layer)]

    def _variables(self, kind) -> list:
        found: dict = {}
        for item in tracking.items(self._found(), Layer):
            if isinstance(item, Layer):
                found.update((id(v), v) for v in getattr(item, f"{kind}weights"))
            elif kind in ("", "trainable_" if item.trainable else "non_trainable_"):
                found[id(item)] = item
        return list(found.values())

    @property
    def trainable_weights(self) -> list:
        """Variables that training changes."""
        return self._variables("trainable_") if self.trainable else []

    @property
    def non_trainable_weights(self) -> list:
        """Variables that training leaves alone."""
        return self._variables("non_trainable_" if self.trainable else "")

    @property
    def weights(self) -> list:
        """All variables, trainable ones first."""
        return self.trainable_weights + self.non_trainable_weights

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    @property
    def losses(self) -> list:
        """Losses of the layers inside."""
        return [loss for layer in self.layers for loss in layer.losses]

    @property
    def updates(self) -> list:
        """Updates of the layers inside."""
        return [update for layer in self.layers for update in layer.updates]


def _required(value):
    """The value, lists and dicts wrapped.

    Raises:
      ValueError: it has no state to be saved.
    """
    value = tracking.wrap(value)
    if is_trackable(value):
        return value
    raise ValueError(
        "Only trackable objects (such as Layers or Optimizers) may be stored in a List object. Got "
        f"{value}, which does not inherit from Trackable."
    )


def _append_only(name):
    def refuse(self, *args, **kwargs):
        kind = TypeError if isinstance(self, list) and name[0] == "_" else AttributeError
        raise kind(
            f"'{type(self).__name__}' object has no attribute '{name}': it is append-only, since "
            "elements keep their names in checkpoints"
        )

    refuse.__name__ = name
    return refuse


@public("contrib.checkpoint.List")
class List(Weighted, tracking.TrackedList):
    """A list of layers, variables and the like that can only grow; checkpoints call them 0, 1, ...

    Args:
      elements: what converts to a list.

    Raises:
      ValueError: an element has no state to be saved.

    Example:
      >>> layers = tf.contrib.checkpoint.List([tf.keras.layers.Dense(3, input_shape=(2,))])
      >>> layers.append(tf.Variable(1.0))
      >>> [name for name, _ in layers._checkpoint_dependencies], len(layers.layers)
      (['0', '1'], 1)
    """

    def __init__(self, *elements) -> None:
        list.__init__(self, [_required(value) for value in list(*elements)])

    def append(self, value) -> None:
        """Appends an element.

        Args:
          value: a layer, variable, optimizer, list or dict of them, ...

        Raises:
          ValueError: it has no state to be saved.
        """
        super().append(_required(value))

    def extend(self, values) -> None:
        """Appends several elements.

        Args:
          values: an iterable of them.

        Raises:
          ValueError: one has no state to be saved.
        """
        for value in values:
            self.append(value)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def __imul__(self, times):
        if times <= 0:
            raise ValueError(
                f"List only supports append, multiplying in place by {times} removes elements."
            )
        self.extend(list(self) * (times - 1))
        return self

    def __add__(self, other):
        return type(self)(list(self) + list(other))

    def __radd__(self, other):
        return type(self)(list(other) + list(self))

    def __mul__(self, times):
        return type(self)(list(self) * times)

    __rmul__ = __mul__

    def copy(self) -> "List":
        """A list of the same elements."""
        return type(self)(self)

    def __repr__(self) -> str:
        return f"List({list(self)!r})"


for _name in ("__setitem__", "__delitem__", "insert", "pop", "remove", "clear", "sort", "reverse"):
    setattr(List, _name, _append_only(_name))


@public("contrib.checkpoint.Mapping")
class Mapping(Weighted, tracking.TrackedDict):
    """A dict from strings to layers, variables and the like that can only grow.

    Args:
      elements, named: those of `dict`.

    Raises:
      TypeError: a key is no string; ValueError: a value has no state to be saved.

    Example:
      >>> parts = tf.contrib.checkpoint.Mapping(w=tf.Variable(1.0))
      >>> parts["b"] = tf.Variable(0.0)
      >>> [name for name, _ in parts._checkpoint_dependencies]
      ['w', 'b']
    """

    def __init__(self, *elements, **named) -> None:
        dict.__init__(self)
        self.update(*elements, **named)

    def __setitem__(self, key, value):
        if not isinstance(key, str):
            raise TypeError(f"Mapping accepts only string keys, but got a key {key!r}.")
        value = _required(value)
        if self.get(key, value) is not value:
            raise ValueError(
                "Mappings are an append-only data structure. Tried to overwrite the key "
                f"'{key}' with value {value}, but it already contains {self[key]}"
            )
        super().__setitem__(key, value)

    def update(self, *elements, **named) -> None:
        """Adds elements.

        Args:
          elements, named: those of `dict`.

        Raises:
          TypeError: a key is no string; ValueError: it stands for something else.
        """
        for key, value in dict(*elements, **named).items():
            self[key] = value

    def setdefault(self, key, default=None) -> Any:
        """The value of a key, added if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def __repr__(self) -> str:
        return f"Mapping({dict(self)!r})"


for _name in ("__delitem__", "pop", "popitem", "clear"):
    setattr(Mapping, _name, _append_only(_name))


@public("contrib.checkpoint.UniqueNameTracker")
class UniqueNameTracker(Weighted, Trackable):
    """Gives objects names in checkpoints that differ: x, x_1, x_2, ...

    Example:
      >>> names = tf.contrib.checkpoint.UniqueNameTracker()
      >>> _ = names.track(tf.Variable(3.0), "x"), names.track(tf.Variable(4.0), "x")
      >>> [name for name, _ in names._checkpoint_dependencies]
      ['x', 'x_1']
    """

    def _found(self):
        return list(self._zeal_edges().values())

    def track(self, trackable, base_name) -> Any:
        """Names an object.

        Args:
          trackable: a layer, variable, optimizer, ...
          base_name: its name, to which a number is added where it is taken.

        Returns:
          `trackable`.

        Raises:
          ValueError: it has no state to be saved.
        """
        if not is_trackable(trackable):
            raise ValueError(
                f"Expected a trackable value, got {trackable} which does not inherit from "
                "tf.track.Trackable."
            )
        name, number = base_name, 0
        while self._lookup_dependency(name) is not None:
            number += 1
            name = f"{base_name}_{number}"
        tracking.changed()
        return self._track_trackable(trackable, name)
