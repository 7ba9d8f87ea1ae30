"""The variables of a layer: made, found in attributes at any depth, read and set."""

import math
from typing import TYPE_CHECKING, Any

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.auto_trackable import Module
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.keras import tracking
from zeal.keras.float_dtype import floatx
from zeal.state.copies import refuse_trainable_copies, resolve
from zeal.state.scope import name_prefix, name_scope
from zeal.state.trackable import NoDependency, Noted, Trackable, is_trackable
from zeal.state.variable import make_variable
from zeal.tensor_shape import as_shape

if TYPE_CHECKING:
    from zeal.keras.layers.layer import Layer

_revision = tracking._revision


def _session():
    """The session that has the values of a graph's variables."""
    from zeal.keras.session import get_session

    return get_session()


class Weights(Module):
    """Methods of Layer."""

    _TF_MODULE_IGNORED_PROPERTIES = Module._TF_MODULE_IGNORED_PROPERTIES | {"_own_weights"}

    def add_weight(
        self, name=None, shape=None, dtype=None, initializer=None, regularizer=None,
        trainable=None, constraint=None, partitioner=None, use_resource=None,
        synchronization=None, aggregation=None, collections=None, **kwargs: Any,
    ) -> Variable:
        """Makes a variable of the layer.

        Args:
          name: its name, "Variable" by default.
          shape: list of lengths (int or Dimension); a scalar by default.
          dtype: its type; that of the layer by default, else `floatx()`.
          initializer: name, object or function of (shape, dtype); glorot_uniform by default for
            floating types, zeros for others.
          regularizer: a function of the variable whose value is one of the layer's `losses`.
          trainable: True by default, except with
            `synchronization=tf.VariableSynchronization.ON_READ`.
          constraint: function that projects the value after an optimizer's update.
          synchronization, aggregation: how copies on several devices would be kept together.
          collections: keys of the graph to list it under; GLOBAL_VARIABLES by default.
          partitioner, use_resource: accepted for compatibility.
          **kwargs: `experimental_autocast`: False for a variable that is not cast where the layer's
            policy casts its variables; `getter`, accepted for compatibility.

        Returns:
          A Variable.

        Raises:
          ValueError: no initializer is known for dtype, or ON_READ goes with trainable=True.

        Example:
          >>> layer = tf.keras.layers.Layer()
          >>> layer.add_weight("w", [2], initializer="ones").numpy().tolist()
          [1.0, 1.0]
        """
        from zeal.keras import initializers, regularizers

        for key in kwargs:
            if key not in ("getter", "experimental_autocast"):
                raise TypeError("Unknown keyword argument:", key)
        dtype = as_dtype(dtype or self._dtype or floatx())
        lengths = as_shape(() if shape is None else shape).as_list()
        refuse_trainable_copies(synchronization, trainable)
        copies, trainable = resolve(synchronization, aggregation, trainable, name)
        name = name or "Variable"
        if self._zeal_policy is not None and self._zeal_policy.variable_dtype is None:
            self._zeal_infer(dtype)
        casts = kwargs.get("experimental_autocast", True) and dtype.is_floating
        variable = self._make_weight(
            name, lengths, dtype, initializers.get(initializer), trainable, constraint, copies,
            collections, self._zeal_kind() if casts else Variable,
        )  # fmt: skip
        self._zeal_own([variable])
        if is_trackable(variable):  # not one in parts, as in TensorFlow
            self._track_trackable(variable, name, overwrite=True)
        if regularizer is not None:
            full = variable.name.partition(":")[0]
            self._regularize_weight(full, variable, regularizers.get(regularizer))
        return variable

    def _make_weight(
        self, name, lengths, dtype, initializer, trainable, constraint, copies, collections, kind
    ):
        initializer = initializer or self._initializer_for(dtype, name)
        variable = make_variable(
            lambda: _native.convert(initializer(lengths, dtype=dtype), dtype),
            name_prefix() + name, trainable, constraint, copies, collections, kind=kind,
        )
        if not _native.executing_eagerly() and getattr(variable, "handle", None) is not None:
            _native.current_graph()._count_reads(variable.handle)
        return variable

    def _regularize_weight(self, name, variable, regularizer):
        def loss():
            with name_scope(f"{name}/Regularizer"):
                return regularizer(variable)

        self.add_loss(loss)

    def _initializer_for(self, dtype, name):
        from zeal.keras import initializers

        try:
            return initializers.default_for(dtype)
        except ValueError:
            raise ValueError(
                f"An initializer for variable {name} of type {dtype!r} is required for layer "
                f"{self.name}"
            ) from None

    def add_variable(self, *args: Any, **kwargs: Any) -> Variable:
        """The same as `add_weight`.

        Args:
          *args, **kwargs: those of `add_weight`.

        Returns:
          A Variable.

        Example:
          >>> tf.keras.layers.Layer().add_variable("w", [2], initializer="ones").numpy().tolist()
          [1.0, 1.0]
        """
        return self.add_weight(*args, **kwargs)

    def __setattr__(self, key, value):
        if isinstance(value, (Noted, Variable, list, dict, tuple)) or key in self._zeal_tracked:
            value = self._zeal_note(key, value)
        try:
            object.__setattr__(self, key, value)
        except AttributeError:
            raise AttributeError(
                f'Can\'t set the attribute "{key}", likely because it conflicts with an existing '
                "read-only @property of the object. Please choose a different name."
            ) from None

    def _zeal_note(self, key, value):
        """Looks at the value of an attribute; returns what the attribute is to be."""
        kept_out = isinstance(value, NoDependency)
        value = value.value if kept_out else value
        tracks = self.__dict__.get("_setattr_tracking", True)
        if not tracks or (kept_out and not isinstance(value, (Weights, Variable))):
            self._zeal_forget(key)
            return value
        value = tracking.wrap(value)
        self._zeal_track(key, value, saves=not kept_out)
        return value

    def _zeal_track(self, key, value, saves=True):
        if self._zeal_tracked.get(key) is not value:
            self._zeal_drop(key)  # what replaces it comes last
        # Empty lists and dicts too: they may be filled later.
        holds = isinstance(value, (Trackable, Variable, list, dict))
        holds = holds or next(tracking.items(value, Weights), None) is not None
        if not holds or isinstance(getattr(type(self), key, None), property):
            return self._zeal_forget(key)
        self._zeal_tracked[key] = value
        self._zeal_own(v for v in tracking.items(value, Weights) if isinstance(v, Variable))
        node = tracking.tuple_node(value) if isinstance(value, tuple) else value
        if not saves:
            self._untrack(key)
        elif is_trackable(node):
            self._track_trackable(node, key, overwrite=True)

    def _zeal_forget(self, key):
        """An attribute holds no layers or variables any more."""
        self._untrack(key)
        self._zeal_drop(key)

    def _zeal_own(self, variables):
        """Notes variables: they are listed in this order, made by `add_weight` or not."""
        own = self._own_weights
        own += [v for v in variables if all(v is not known for known in own)]
        tracking.changed()

    def _zeal_drop(self, key):
        """A variable is the layer's no more when its last attribute goes."""
        if key not in self._zeal_tracked:
            return
        value = self._zeal_tracked.pop(key)
        tracking.changed()
        if isinstance(value, Variable) and all(
            value is not other for other in self._zeal_tracked.values()
        ):
            self._own_weights[:] = [v for v in self._own_weights if v is not value]

    def __delattr__(self, key):
        self._zeal_forget(key)
        object.__delattr__(self, key)

    def _zeal_children(self):
        """Layers held by attributes, each once, in order; and variables likewise."""
        layers, variables = {}, {id(v): v for v in self._own_weights}
        for value in self._zeal_tracked.values():
            for item in tracking.items(value, Weights):
                (variables if isinstance(item, Variable) else layers)[id(item)] = item
        return list(layers.values()), list(variables.values())

    def _zeal_collect(self, kind, seen):
        """Variables of a kind: "all", "trainable" or "frozen". Layers in `seen` count already."""
        if id(self) in seen:
            return []
        if kind == "all":
            return self._in_order(seen)
        seen.add(id(self))
        own = tracking.trainable_first(self._zeal_children()[1])
        if not self.trainable:
            return [] if kind == "trainable" else self._zeal_at_rest(own, seen)
        own = [v for v in own if v.trainable == (kind == "trainable")]
        return self._zeal_merge(own, kind, seen)

    def _zeal_merge(self, own, kind, seen):
        return own + [v for x in self._zeal_children()[0] for v in x._zeal_collect(kind, seen)]

    def _zeal_at_rest(self, own, seen):
        """All variables of a layer that is not trained."""
        return self._zeal_merge(own, "all", seen)

    def _in_order(self, seen):
        """All variables, trainable ones first."""
        return self._zeal_collect("trainable", set(seen)) + self._zeal_collect("frozen", seen)

    def _weights_of(self, kind):
        cached, now = self._zeal_cache.get(kind), tracking.revision()  # later changes count anew
        if cached is None or cached[0] != now:
            unique = {id(v): v for v in self._zeal_collect(kind, set())}
            cached = self._zeal_cache[kind] = now, list(unique.values())
        return cached[1].copy()

    @property
    def weights(self) -> list[Variable]:
        """All variables, those of inner layers included."""
        cached = self._zeal_cache.get("all")  # training loops ask at every step
        if cached is not None and cached[0] == _revision[0]:
            return cached[1].copy()
        return self._weights_of("all")

    variables = weights

    @property
    def trainable_weights(self) -> list[Variable]:
        """The variables that training changes."""
        return self._weights_of("trainable")

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The variables that training leaves alone."""
        return self._weights_of("frozen")

    non_trainable_variables = non_trainable_weights

    def get_weights(self) -> list[Any]:
        """Values of `weights` as arrays.

        Returns:
          A list of NumPy arrays.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.build([None, 3])
          >>> [w.shape for w in layer.get_weights()]
          [(3, 2), (2,)]
        """
        if executing_eagerly():
            return [v.numpy() for v in self.weights]
        weights = self.weights
        return _session().run(weights) if weights else []

    def set_weights(self, weights) -> None:
        """Sets `weights` from a list of arrays.

        Args:
          weights: as many arrays as the layer has weights, each of the weight's shape.

        Raises:
          ValueError: the number of arrays or a shape differs.

        Example:
          >>> layer = tf.keras.layers.Dense(1, use_bias=False)
          >>> layer.build([None, 2])
          >>> layer.set_weights([np.array([[1.0], [2.0]])])
          >>> layer.kernel.numpy().tolist()
          [[1.0], [2.0]]
        """
        variables = self.weights
        if len(variables) != len(weights):
            raise ValueError(
                f'You called `set_weights(weights)` on layer "{self.name}" with a  weight list of '
                f"length {len(weights)}, but the layer was expecting {len(variables)} weights. "
                f"Provided weights: {str(weights)[:50]}..."
            )
        for variable, value in zip(variables, weights, strict=True):
            shape = tuple(variable._shape_tuple())
            if shape != (given := getattr(value, "shape", None) or _native.convert(value).shape):
                raise ValueError(
                    f"Layer weight shape {shape} not compatible with provided weight shape {given}"
                )
        session = None if executing_eagerly() else _session()
        for variable, value in zip(variables, weights, strict=True):
            variable.load(value, session)

    def count_params(self) -> int:
        """Number of elements of all variables.

        Returns:
          An int.

        Raises:
          ValueError: the layer is not built.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.build([None, 3])
          >>> layer.count_params()
          8
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. "
                f"You can build it manually via: `{self.name}.build(batch_input_shape)`."
            )
        return sum(math.prod(v._shape_tuple()) for v in self.weights)

    @property
    def trainable(self) -> bool:
        """Whether training changes the layer's variables; setting it sets inner layers too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value) -> None:
        self._trainable = value
        for layer in self._zeal_inside():
            layer._trainable = value
        tracking.changed()

    def _zeal_inside(self) -> "list[Layer]":
        """The layers inside, at any depth, each once."""
        found, queue = {id(self): self}, [self]
        while queue:
            for layer in queue.pop(0)._zeal_children()[0]:
                if id(layer) not in found:
                    found[id(layer)] = layer
                    queue.append(layer)
        return list(found.values())[1:]

    def _zeal_attributes(self):
        layers, variables = self._zeal_children()
        trained = [v for v in variables if v.trainable]
        still = [v for v in variables if not v.trainable]
        lists = {"_layers": layers, "_trainable_weights": trained, "_non_trainable_weights": still}
        return {**super()._zeal_attributes(), **lists}
