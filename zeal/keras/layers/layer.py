"""tf.keras.layers.Layer: the base class of layers."""

import inspect
import math
import threading
from typing import ClassVar

from zeal import _native
from zeal._native import Tensor, Variable
from zeal.dtypes import as_dtype, float32
from zeal.keras import tracking
from zeal.keras.layers.inputs import as_tensors, first_dtype, shapes_of
from zeal.keras.naming import unique_name
from zeal.keras.texts import layer_html, layer_repr
from zeal.public import public
from zeal.state.copies import refuse_trainable_copies, resolve
from zeal.state.scope import name_prefix, name_scope
from zeal.state.variable import make_variable
from zeal.tensor_shape import TensorShape, as_shape

_revision = tracking._revision

_KNOWN = frozenset(
    ("input_shape", "batch_input_shape", "batch_size", "weights", "input_dim", "dynamic",
     "autocast")
)


class _Context(threading.local):
    training = None  # what the outermost layer was called with


_context = _Context()


def _own_arguments(init) -> list:
    """Arguments of an `__init__` that are none of Layer's."""
    known = {"self", "trainable", "name", "dtype", "dynamic", *_KNOWN}
    named = (p for p in inspect.signature(init).parameters.values()
             if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))
    return [p.name for p in named if p.name not in known]


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
        raise AttributeError(self._text.format(layer.name if isinstance(layer, Layer) else "?"))


_NEVER_CALLED = "The layer has never been called and thus has no defined {} shape."


@public("keras.layers.Layer")
class Layer:
    """A function of tensors that owns variables.

    A subclass makes variables in `build(input_shape)`, which runs at the first call, with
    `add_weight`, and computes in `call(inputs)`. Layers, variables, and lists and dicts of them
    that are set as attributes are found by `variables` and the like. `__init__` of a subclass need
    not call this one.

    Args:
      trainable: whether tapes and optimizers follow the layer's variables.
      name: the layer's name; by default the class name in snake case, numbered.
      dtype: type of its variables; by default that of the first input.
      **kwargs: `input_shape` (without the batch axis), `batch_input_shape`, `input_dim`,
        `batch_size`: the input that a Sequential builds for; `weights`: arrays to start with.

    Raises:
      TypeError: an unknown keyword.

    Example:
      >>> class Scale(tf.keras.layers.Layer):
      ...     def build(self, input_shape):
      ...         self.factor = self.add_weight("factor", [input_shape[-1]], initializer="ones")
      ...     def call(self, inputs):
      ...         return inputs * self.factor
      >>> Scale()(tf.constant([[1.0, 2.0]])).numpy().tolist()
      [[1.0, 2.0]]
    """

    # Whether a plain call may go straight to `call`: built, and no `training` to pass on.
    _ready = False
    _called = False
    _call_takes: ClassVar[frozenset] = frozenset()  # which of training, mask `call` declares
    _takes_any = False  # whether `call` takes keywords that it does not declare
    built = False
    input_spec = None
    supports_masking = False
    stateful = False
    dynamic = False  # never run step by step, as far as TensorFlow is concerned
    activity_regularizer = None
    input_shape = _Undefined(_NEVER_CALLED.format("input"))
    output_shape = _Undefined(_NEVER_CALLED.format("output"))
    input = _Undefined("Layer {} is not connected, no input to return.")
    output = _Undefined("Layer {} has no inbound nodes.")

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "call" in cls.__dict__:
            parameters = inspect.signature(cls.__dict__["call"]).parameters
            cls._call_takes = frozenset(("training", "mask")) & frozenset(parameters)
            cls._takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())

    def __new__(cls, *args, **kwargs):
        # State is set up here: a subclass may not call `__init__`.
        layer = object.__new__(cls)
        layer.__dict__.update(
            _name=None, _trainable=True, _dtype=None, _own_weights=[], _tracked={}, _cache={},
            _batch_input_shape=None, _initial_weights=None,
        )
        return layer

    def __init__(self, trainable=True, name=None, dtype=None, **kwargs):
        for key in kwargs:
            if key not in _KNOWN:
                raise TypeError("Keyword argument not understood:", key)
        self._trainable = trainable
        self._name = name or unique_name(type(self).__name__)
        self._dtype = None if dtype is None else as_dtype(dtype).name
        self._initial_weights = kwargs.get("weights")
        if "input_dim" in kwargs and "input_shape" not in kwargs:
            kwargs["input_shape"] = (kwargs["input_dim"],)
        if "batch_input_shape" in kwargs:
            self._batch_input_shape = tuple(kwargs["batch_input_shape"])
        elif "input_shape" in kwargs:
            self._batch_input_shape = (kwargs.get("batch_size"), *kwargs["input_shape"])

    # --- what subclasses override ---
    def build(self, input_shape):
        """Makes the layer's variables; runs once, before the first call.

        Args:
          input_shape: a TensorShape, or a list of them.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.build([None, 3])
          >>> layer.kernel.shape.as_list()
          [3, 2]
        """
        self.built = True

    def call(self, inputs, *args, **kwargs):
        """Computes the layer's output.

        Args:
          inputs: a tensor, or a structure of tensors.
          *args, **kwargs: what else the layer is called with.

        Returns:
          The output; the base class returns inputs.

        Example:
          >>> tf.keras.layers.Activation("relu").call(tf.constant([-1.0, 1.0])).numpy().tolist()
          [0.0, 1.0]
        """
        return inputs

    def compute_output_shape(self, input_shape):
        """The output's shape for an input's, the batch axis included; found by a trial run.

        Args:
          input_shape: a TensorShape or what converts to one; None entries are unknown lengths.

        Returns:
          A TensorShape.

        Example:
          >>> tf.keras.layers.Dense(5).compute_output_shape([None, 3]).as_list()
          [None, 5]
        """
        from zeal.ops.array.fill import zeros

        shape = as_shape(input_shape)
        trial = [1 if n is None else n for n in shape.as_list()]
        output = self(zeros(trial, self._dtype or float32)).shape
        unknown = shape.as_list()[:1] == [None]
        return TensorShape([None]).concatenate(output[1:]) if unknown else output

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Raises:
          NotImplementedError: `__init__` of a subclass has arguments that this cannot know.

        Example:
          >>> tf.keras.layers.Flatten(name="flat").get_config()["name"]
          'flat'
        """
        if type(self).get_config is Layer.get_config and _own_arguments(type(self).__init__):
            raise NotImplementedError(
                "Layers with arguments in `__init__` must override `get_config`."
            )
        config = {"name": self.name, "trainable": self.trainable}
        if self._batch_input_shape is not None:
            config["batch_input_shape"] = self._batch_input_shape
        config["dtype"] = self._dtype
        return config

    @classmethod
    def from_config(cls, config: dict):
        """A layer of that configuration.

        Args:
          config: a dict that `get_config` returned.

        Returns:
          A layer with variables of its own.

        Example:
          >>> tf.keras.layers.Dense.from_config(tf.keras.layers.Dense(5).get_config()).units
          5
        """
        return cls(**config)

    # --- calling ---
    def __call__(self, inputs, *args, **kwargs):
        if self._ready and not kwargs and type(inputs) is Tensor:
            return self.call(inputs, *args)
        return self._general_call(inputs, args, kwargs)

    def _general_call(self, inputs, args, kwargs):
        inputs = as_tensors(inputs, is_one=self.input_spec is not None)
        takes, outer = self._call_takes, _context.training
        training = kwargs.get("training")
        if "training" in takes and training is None and not args:
            training = kwargs["training"] = outer
        elif "training" in kwargs and not ("training" in takes or self._takes_any):
            del kwargs["training"]  # for layers inside
        _context.training = outer if training is None else training
        try:
            if self._called:
                return self.call(inputs, *args, **kwargs)
            return self._first_call(inputs, args, kwargs)
        finally:
            _context.training = outer

    def _own_scope(self):
        """What variables are named in."""
        return name_scope(name_prefix() + self.name + "/")

    def _first_call(self, inputs, args, kwargs):
        with self._own_scope():
            if self.input_spec is not None:
                self.input_spec.check(inputs, self.name)
            self._maybe_build(inputs)
            outputs = self.call(inputs, *args, **kwargs)
        self._called, self._ready = True, "training" not in self._call_takes
        return outputs

    def _maybe_build(self, inputs):
        if self.built:
            return
        if self._dtype is None:
            self._dtype = first_dtype(inputs)
        self._run_build(shapes_of(inputs))

    def _run_build(self, shape):
        self.build(shape)
        self.built = True
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _build_for(self, shape):
        """Builds for an input's shape before there is an input."""
        if self.built:
            return
        if self._dtype is None:
            self._dtype = "float32"
        with self._own_scope():
            self._run_build(as_shape(shape))

    def apply(self, inputs, *args, **kwargs):
        """The same as calling the layer.

        Args:
          inputs: a tensor, or a structure of tensors.
          *args, **kwargs: what else `call` takes.

        Returns:
          The layer's output.

        Example:
          >>> tf.keras.layers.Flatten().apply(tf.zeros([2, 3, 4])).shape.as_list()
          [2, 12]
        """
        return self(inputs, *args, **kwargs)

    # --- variables ---
    def add_weight(
        self, name=None, shape=None, dtype=None, initializer=None, regularizer=None,
        trainable=None, constraint=None, partitioner=None, use_resource=None,
        synchronization=None, aggregation=None, **kwargs,
    ):
        """Makes a variable of the layer.

        Args:
          name: its name, "Variable" by default.
          shape: list of lengths (int or Dimension); a scalar by default.
          dtype: its type; that of the layer by default, else float32.
          initializer: name, object or function of (shape, dtype); glorot_uniform by default for
            floating types, zeros for others.
          regularizer: not built; must be None.
          trainable: True by default, except with
            `synchronization=tf.VariableSynchronization.ON_READ`.
          constraint: function that projects the value after an optimizer's update.
          synchronization, aggregation: how copies on several devices would be kept together.
          partitioner, use_resource: accepted for compatibility.
          **kwargs: accepted for compatibility.

        Returns:
          A Variable.

        Raises:
          NotImplementedError: a regularizer is given.
          ValueError: no initializer is known for dtype, or ON_READ goes with trainable=True.

        Example:
          >>> layer = tf.keras.layers.Layer()
          >>> layer.add_weight("w", [2], initializer="ones").numpy().tolist()
          [1.0, 1.0]
        """
        from zeal.keras import initializers

        for key in kwargs:
            if key not in ("getter", "collections", "experimental_autocast"):
                raise TypeError("Unknown keyword argument:", key)
        if regularizer is not None:
            raise NotImplementedError(f"[{self.name}] regularizers are not built yet")
        dtype = as_dtype(dtype or self._dtype or float32)
        initializer = initializers.get(initializer) or self._initializer_for(dtype, name)
        lengths = as_shape(() if shape is None else shape).as_list()
        value = _native.convert(initializer(lengths, dtype=dtype), dtype)
        refuse_trainable_copies(synchronization, trainable)
        copies, trainable = resolve(synchronization, aggregation, trainable, name)
        name = name_prefix() + (name or "Variable")
        variable = make_variable(value, name, trainable, constraint, copies)
        self._own_weights.append(variable)
        tracking.changed()
        return variable

    def _initializer_for(self, dtype, name):
        from zeal.keras import initializers

        try:
            return initializers.default_for(dtype)
        except ValueError:
            raise ValueError(
                f"An initializer for variable {name} of type {dtype!r} is required for layer "
                f"{self.name}"
            ) from None

    def add_variable(self, *args, **kwargs):
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
        if isinstance(value, (Layer, Variable, list, dict, tuple)) or key in self._tracked:
            value = tracking.wrap(value)
            self._track(key, value)
        try:
            object.__setattr__(self, key, value)
        except AttributeError:
            raise AttributeError(
                f'Can\'t set the attribute "{key}", likely because it conflicts with an existing '
                "read-only @property of the object. Please choose a different name."
            ) from None

    def _track(self, key, value):
        # Empty lists and dicts too: they may be filled later.
        holds = isinstance(value, (Layer, Variable, list, dict))
        holds = holds or next(tracking.items(value, Layer), None) is not None
        if holds and not isinstance(getattr(type(self), key, None), property):
            self._tracked[key] = value
            tracking.changed()
        elif self._tracked.pop(key, None) is not None:
            tracking.changed()

    def __delattr__(self, key):
        if self._tracked.pop(key, None) is not None:
            tracking.changed()
        object.__delattr__(self, key)

    def _children(self):
        """Layers held by attributes, each once, in order; and variables likewise."""
        layers, variables = {}, {id(v): v for v in self._own_weights}
        for value in self._tracked.values():
            for item in tracking.items(value, Layer):
                (variables if isinstance(item, Variable) else layers)[id(item)] = item
        return list(layers.values()), list(variables.values())

    def _collect(self, kind, seen):
        """Variables of a kind: "all", "trainable" or "frozen". Layers in `seen` count already."""
        if id(self) in seen:
            return []
        seen.add(id(self))
        layers, own = self._children()
        if not self.trainable:
            return [] if kind == "trainable" else self._merge(layers, own, "all", seen)
        if kind != "all":
            own = [v for v in own if v.trainable == (kind == "trainable")]
        return self._merge(layers, own, kind, seen)

    def _merge(self, layers, own, kind, seen):
        return own + [v for layer in layers for v in layer._collect(kind, seen)]

    def _in_order(self):
        """All variables, trainable ones first."""
        return [*self._collect("trainable", set()), *self._collect("frozen", set())]

    def _weights_of(self, kind):
        cached = self._cache.get(kind)
        if cached is None or cached[0] != tracking._revision[0]:
            found = self._in_order() if kind == "all" else self._collect(kind, set())
            unique = {id(v): v for v in found}
            cached = self._cache[kind] = tracking.revision(), list(unique.values())
        return cached[1].copy()

    @property
    def weights(self):
        """All variables, those of inner layers included."""
        cached = self._cache.get("all")  # training loops ask at every step
        if cached is not None and cached[0] == _revision[0]:
            return cached[1].copy()
        return self._weights_of("all")

    variables = weights

    @property
    def trainable_weights(self):
        """The variables that training changes."""
        return self._weights_of("trainable")

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self):
        """The variables that training leaves alone."""
        return self._weights_of("frozen")

    non_trainable_variables = non_trainable_weights

    def get_weights(self):
        """Values of `weights` as arrays.

        Returns:
          A list of NumPy arrays.

        Example:
          >>> layer = tf.keras.layers.Dense(2)
          >>> layer.build([None, 3])
          >>> [w.shape for w in layer.get_weights()]
          [(3, 2), (2,)]
        """
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights):
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
        for variable, value in zip(variables, weights, strict=True):
            variable.assign(value)

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

    __repr__, _repr_html_ = layer_repr, layer_html

    # --- properties ---
    @property
    def name(self) -> str:
        """The layer's name."""
        if self._name is None:
            self.__dict__["_name"] = unique_name(type(self).__name__)
        return self._name

    @property
    def dtype(self):
        """Name of the variables' type, None before the first call."""
        return self._dtype

    @property
    def trainable(self) -> bool:
        """Whether training changes the layer's variables; setting it sets inner layers too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = value
        for layer in self.submodules:
            layer._trainable = value
        tracking.changed()

    @property
    def submodules(self):
        """The layers inside, at any depth, each once."""
        found, queue = {id(self): self}, [self]
        while queue:
            for layer in queue.pop(0)._children()[0]:
                if id(layer) not in found:
                    found[id(layer)] = layer
                    queue.append(layer)
        return tuple(found.values())[1:]

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
