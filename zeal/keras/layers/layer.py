"""tf.keras.layers.Layer: the base class of layers."""

import inspect
import itertools
import threading
from contextlib import nullcontext
from typing import Any, ClassVar, Self

from zeal import nest
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.errors import OperatorNotAllowedInGraphError
from zeal.graph.graph import get_default_graph, home_graph
from zeal.keras.float_dtype import floatx
from zeal.keras.layers import marks
from zeal.keras.layers.calls import apart, calls
from zeal.keras.layers.casting import Policed, cast_floats, takes_bare
from zeal.keras.layers.dynamic import NO_SHAPE, PYTHON_CONTROL_FLOW
from zeal.keras.layers.graph_parts import GraphParts
from zeal.keras.layers.inputs import as_shapes, as_tensors, first_dtype, shapes_of
from zeal.keras.layers.weights import Weights
from zeal.keras.naming import unique_name
from zeal.keras.phase import phase_in_force
from zeal.keras.texts import layer_html, layer_repr
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape, as_shape

_KNOWN = frozenset(
    ("input_shape", "batch_input_shape", "batch_size", "weights", "input_dim",
     "autocast", "activity_regularizer")
)


_context = calls
_numbers = itertools.count(1)  # of outermost calls


def _own_arguments(init) -> list:
    """Arguments of an `__init__` that are none of Layer's."""
    known = {"self", "trainable", "name", "dtype", "dynamic", *_KNOWN}
    named = (p for p in inspect.signature(init).parameters.values()
             if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))
    return [p.name for p in named if p.name not in known]


def _for_graphs(call):
    """A program's `call` with its control flow over tensors, as TensorFlow has it in graphs."""
    from zeal.autograph.api import convert

    return convert(call)


def _promised(layer, inputs):
    """What a dynamic layer says of its output, in the graph that asks for shapes alone."""
    from zeal.keras.functional.record import promised

    return promised(layer, inputs, get_default_graph())


@public("keras.layers.Layer")
class Layer(Weights, GraphParts, Policed):
    """A function of tensors that owns variables.

    A subclass makes variables in `build(input_shape)`, which runs at the first call, with
    `add_weight`, and computes in `call(inputs)`. Layers, variables, and lists and dicts of them
    that are set as attributes are found by `variables` and the like. `__init__` of a subclass need
    not call this one.

    Args:
      trainable: whether tapes and optimizers follow the layer's variables.
      name: the layer's name; by default the class name in snake case, numbered.
      dtype: type of its variables, or a `tf.keras.mixed_precision.experimental.Policy`; by default
        that of the first input, or floatx after `tf.enable_v2_behavior`, which floating inputs are
        then cast to.
      **kwargs: `dynamic`: True says that `call` cannot stand in a graph; models of Inputs then ask
        `compute_output_shape` alone, and need eager execution; `input_shape` (without the batch
        axis), `batch_input_shape`, `input_dim`, `batch_size`: the input that a Sequential builds
        for; `weights`: arrays to start with.

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

    # Programs' classes have attributes of their own beside these: what they might call alike begins
    # with _zeal, unless TensorFlow has it.

    # Whether a plain call may go straight to `call`: built, and no `training` to pass on.
    _ready = False
    _zeal_told = False  # the same but for `training`, which `call` or layers in it shall know
    _zeal_called = False
    _zeal_built = False
    _call_takes: ClassVar[frozenset] = frozenset()  # which of training, mask `call` declares
    _training_at = -1  # how many arguments of `call` stand between the inputs and training
    _zeal_mask_at = -1  # the same of the mask
    _takes_any = False  # whether `call` takes keywords that it does not declare
    input_spec = None
    supports_masking = False
    stateful = False
    _dynamic = False
    activity_regularizer = None
    _autocast = True  # whether floating inputs are cast under TensorFlow 2's behaviour
    _zeal_first_number = 0  # behind the first name of a class
    _computes_mask = False  # whether `compute_mask` is not Layer's

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "call" in cls.__dict__ and "_call_takes" not in cls.__dict__:
            parameters = inspect.signature(cls.__dict__["call"]).parameters
            cls._call_takes = frozenset(("training", "mask")) & frozenset(parameters)
            names = [n for n, p in parameters.items() if p.kind is not p.KEYWORD_ONLY][2:]
            cls._training_at = names.index("training") if "training" in names else -1
            cls._zeal_mask_at = names.index("mask") if "mask" in names else -1
            cls._takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        if "compute_mask" in cls.__dict__ and "_computes_mask" not in cls.__dict__:
            cls._computes_mask = True

    def __new__(cls, *args, **kwargs):
        # State is set up here: a subclass may not call `__init__`.
        layer = object.__new__(cls)
        layer.__dict__.update(
            _name=None, _trainable=True, _dtype=None, _own_weights=[], _zeal_tracked={},
            _zeal_cache={}, _batch_input_shape=None, _initial_weights=None, _added_losses=[],
            _added_updates=[], _zeal_number=0,
        )
        return layer

    def __init__(
        self, trainable=True, name=None, dtype=None, dynamic=False, **kwargs: Any
    ) -> None:
        for key in kwargs:
            if key not in _KNOWN:
                raise TypeError("Keyword argument not understood:", key)
        self._trainable = trainable
        if isinstance(name, (int, Layer)):  # canned models give a variable scope
            raise ValueError(f"name for name_scope must be a string. Got name={name!r}")
        self._name = name or unique_name(type(self).__name__, self._zeal_first_number)
        if "autocast" in kwargs:
            self._autocast = kwargs["autocast"]
        if dynamic:
            self._dynamic = True
        if "activity_regularizer" in kwargs:
            self.activity_regularizer = kwargs["activity_regularizer"]
        self._zeal_set_dtype(dtype)
        self.__dict__["_zeal_floatx"] = dtype is None and self._zeal_policy is None
        self._initial_weights = kwargs.get("weights")
        if "input_dim" in kwargs and "input_shape" not in kwargs:
            kwargs["input_shape"] = (kwargs["input_dim"],)
        if "batch_input_shape" in kwargs:
            self._batch_input_shape = tuple(kwargs["batch_input_shape"])
        elif "input_shape" in kwargs:
            self._batch_input_shape = (kwargs.get("batch_size"), *tuple(kwargs["input_shape"]))

    # --- what subclasses override ---
    def build(self, input_shape) -> None:
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

    def call(self, inputs, *args: Any, **kwargs: Any) -> Any:
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

    def compute_output_shape(self, input_shape) -> Any:
        """The output's shape for an input's, the batch axis included; inferred from `call`.

        Args:
          input_shape: a TensorShape or what converts to one, of several inputs a structure of
            them; None entries are unknown lengths.

        Returns:
          A TensorShape; for several outputs a structure of them.

        Raises:
          NotImplementedError: `call` does not run in a graph.

        Example:
          >>> tf.keras.layers.Dense(5).compute_output_shape([None, 3]).as_list()
          [None, 5]
        """
        from zeal.graph.body import FuncGraph
        from zeal.graph.placeholder import sizes

        shapes = as_shapes(input_shape)
        if isinstance(shapes, TensorShape):
            self._build_for(shapes)
        flat = nest.flatten(shapes)
        graph = FuncGraph("compute_output_shape")
        with graph.as_default():
            inputs = [
                graph._placeholder(dtype, sizes(shape), "inputs")
                for dtype, shape in zip(self._input_dtypes(len(flat)), flat, strict=True)
            ]
            try:
                with apart():
                    return shapes_of(self(nest.pack_sequence_as(shapes, inputs)))
            except TypeError as e:
                raise NotImplementedError(NO_SHAPE.format(type(self).__name__)) from e

    def compute_output_signature(self, input_signature) -> Any:
        """The output's `tf.TensorSpec` for an input's; of several a structure of them.

        Args:
          input_signature: a TensorSpec, or a structure of them.

        Raises:
          TypeError: something in it is no TensorSpec.

        Example:
          >>> tf.keras.layers.Dense(5).compute_output_signature(tf.TensorSpec([None, 3]))
          TensorSpec(shape=(?, 5), dtype=tf.float32, name=None)
        """
        from zeal.tensor_spec import TensorSpec

        specs = nest.flatten(input_signature)
        for spec in specs:
            if not isinstance(spec, TensorSpec):
                raise TypeError(
                    "Only TensorSpec signature types are supported, but saw signature signature "
                    f"entry: {spec}."
                )
        shapes = nest.map_structure(lambda spec: spec.shape, input_signature)
        found = self.compute_output_shape(shapes)
        dtype = self._compute_dtype or specs[0].dtype
        return nest.map_structure(lambda shape: TensorSpec(shape, dtype), found)

    def _input_dtypes(self, count):
        return [as_dtype(self._compute_dtype or floatx())] * count

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
        return {**config, "dynamic": True} if self.dynamic else config

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask of the output: which of its entries later layers shall look at.

        Args:
          inputs: a tensor, or a structure of tensors.
          mask: their mask, or list of masks.

        Returns:
          A boolean tensor, or None; the base class returns mask, and `supports_masking` says
          whether it is asked.

        Raises:
          TypeError: there is a mask, and the layer does not support any.

        Example:
          >>> x = tf.constant([[[1.0], [0.0]]])
          >>> tf.keras.layers.Masking().compute_mask(x).numpy().tolist()
          [[True, False]]
        """
        if mask is None or self.supports_masking:
            return mask
        if not any(m is not None for m in (mask if isinstance(mask, list) else [mask])):
            return None
        raise TypeError(
            f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}"
        )

    @classmethod
    def from_config(cls, config: dict) -> Self:
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
    def __call__(self, inputs, *args: Any, **kwargs: Any) -> Tensor:
        # What carries no attributes has neither mask nor history.
        if type(inputs) is Tensor and inputs._bare:
            if self._ready and not kwargs:
                # Without *args, which CPython calls by a slower way; cells have one, their states.
                if not args:
                    return self.call(inputs)
                return self.call(inputs, args[0]) if len(args) == 1 else self.call(inputs, *args)
            if self._zeal_told and executing_eagerly():
                return self._told_call(inputs, args, kwargs)
        return self._general_call(inputs, args, kwargs)

    def _told_call(self, inputs, args, kwargs):
        if not (context := _context.__dict__)["depth"]:
            context["number"] = self.__dict__["_zeal_number"] = next(_numbers)
        outer = context["training"]
        context["training"] = self._told_of_training(args, kwargs, outer)
        context["depth"] += 1
        try:
            return self.call(inputs, *args, **kwargs) if args or kwargs else self.call(inputs)
        finally:
            context["training"] = outer
            context["depth"] -= 1

    def _general_call(self, inputs, args, kwargs):
        given, inputs = inputs, as_tensors(inputs, is_one=self.input_spec is not None)
        if not _context.depth:
            if marks.in_use and (type(inputs) is not Tensor or inputs._symbolic):
                from zeal.keras.functional.record import of_keras, record

                if of_keras(tensors := as_tensors(inputs, objects=True)):
                    return record(self, tensors, args, kwargs, given)
            _context.number = self.__dict__["_zeal_number"] = next(_numbers)
        return self._nested_call(inputs, args, kwargs)

    def _nested_call(self, inputs, args, kwargs):
        context = _context.__dict__
        outer = context["training"]
        masks = marks.masks_of(inputs) if marks.in_use else None
        if "mask" in self._call_takes:
            masks = self._zeal_told_of_masks(args, kwargs, masks)
        context["training"] = self._told_of_training(args, kwargs, outer)
        context["depth"] += 1
        try:
            outputs = self._zeal_run(inputs, args, kwargs)
        finally:
            context["training"] = outer
            context["depth"] -= 1
        if masks is not None or self._computes_mask:
            marks.mark_outputs(self, inputs, outputs, masks)
        return outputs

    def _zeal_told_of_masks(self, args, kwargs, masks):
        """The masks that count: those that the call names, else those of the inputs."""
        if 0 <= self._zeal_mask_at < len(args):
            return args[self._zeal_mask_at]
        if kwargs.get("mask") is not None:
            return kwargs["mask"]
        if masks is not None:
            kwargs["mask"] = masks
        return masks

    def _told_of_training(self, args, kwargs, training):
        """What layers inside shall know; `call` is told too, unless its own default is to count.

        training: what the layer around was told.
        """
        takes = self._takes_any or "training" in self._call_takes
        if "training" in kwargs:
            return kwargs["training"] if takes else kwargs.pop("training")
        if 0 <= self._training_at < len(args):
            return args[self._training_at]
        if training is None:
            training = phase_in_force()
        if takes and training is not None:
            known = not isinstance(training, Tensor)
            training = bool(training) if known else api.cast(training, "bool")
            kwargs["training"] = training
        return training

    def _zeal_run(self, inputs, args, kwargs):
        inputs = cast_floats(self, inputs)
        if not (self._zeal_called and executing_eagerly()):
            return self._scoped_call(inputs, args, kwargs)
        outputs = self.call(inputs, *args, **kwargs)
        if self.activity_regularizer is not None:
            self._regularize_activity(outputs)
        return outputs

    def _own_scope(self):
        """What variables, and ops of graphs, are named in."""
        return name_scope(self.name)

    def _scoped_call(self, inputs, args, kwargs):
        """A first call, or one in a graph: later eager ones need no names and no checks."""
        losses = _context.losses
        with self._own_scope():
            if self.input_spec is not None:
                self.input_spec.check(inputs, self.name)
            self._maybe_build(inputs)
            call = self.call if executing_eagerly() else _for_graphs(self.call)
            outer, _context.inputs = _context.inputs, inputs
            try:
                with self._zeal_reading():
                    if _context.apart and self._dynamic and self._zeal_tells_shape():
                        outputs = _promised(self, inputs)
                    else:
                        outputs = call(inputs, *args, **kwargs)
            except OperatorNotAllowedInGraphError as e:
                if self.dynamic:
                    raise
                raise TypeError(PYTHON_CONTROL_FLOW.format(e)) from None
            finally:
                _context.inputs = outer
            if self.activity_regularizer is not None:
                self._regularize_activity(outputs)
        if executing_eagerly():
            plain = takes_bare(self) and not self._computes_mask and not self._zeal_casts()
            plain = plain and self.activity_regularizer is None
            self._zeal_called = not self._zeal_casts()
            self._ready = plain and self._needs_nothing(losses)
            self.__dict__["_zeal_told"] = plain and not self._ready
        return outputs

    def _zeal_tells_shape(self):
        return type(self).compute_output_shape is not Layer.compute_output_shape

    def _needs_nothing(self, losses):
        """Whether a later call need not be known of; losses: how many there were before."""
        takes = "training" in self._call_takes or self._takes_any
        return not takes and losses == _context.losses

    def _maybe_build(self, inputs):
        if not self.built:
            self._take_dtype(inputs)
            self._run_build(shapes_of(inputs))

    def _take_dtype(self, inputs):
        if not self.built and self._compute_dtype is None:
            dtype = first_dtype(inputs)
            if dtype is None or self._zeal_policy is None:
                self._dtype = dtype
            else:
                self._zeal_infer(dtype)

    def _run_build(self, shape):
        # Threads that meet here would each make weights; who comes late waits for the first.
        lock = self.__dict__.setdefault("_build_lock", threading.RLock())
        try:
            with lock:
                if not self.built:
                    self._make_weights(shape)
        finally:
            self.__dict__.pop("_build_lock", None)  # layers are copied and pickled

    def _zeal_build_scope(self):
        """Where `build` runs: outside of functions that an eager program traces."""
        return init_scope() if home_graph() is None else nullcontext()

    def _make_weights(self, shape):
        with self._zeal_build_scope():
            self.build(shape)
        self.built = True
        if self._initial_weights is not None:
            with init_scope():  # the variables' own place, whatever is being traced
                self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _build_for(self, shape):
        """Builds for an input's shape before there is an input."""
        if self.built:
            return
        if self._dtype is None:
            self._dtype = floatx()
        with self._own_scope():
            self._run_build(as_shape(shape))

    def apply(self, inputs, *args: Any, **kwargs: Any) -> Tensor:
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

    __repr__, _repr_html_ = layer_repr, layer_html

    # --- properties ---
    @property
    def name(self) -> str:
        """The layer's name."""
        if self._name is None:
            self.__dict__["_name"] = unique_name(type(self).__name__, self._zeal_first_number)
        return self._name

    @property
    def name_scope(self) -> Any:
        """A `tf.name_scope` of the layer's name, to be entered."""
        return name_scope(self.name)

    @property
    def built(self) -> bool:
        """Whether the layer has its variables; after `built = False` the next call builds anew."""
        return self._zeal_built

    @built.setter
    def built(self, value) -> None:
        self.__dict__["_zeal_built"] = value
        if not value:  # no call takes a shorter way, Dense's among them
            self.__dict__.update(_zeal_called=False, _ready=False, _zeal_told=False, _plain=False)

    @property
    def dynamic(self) -> bool:
        """Whether `call` runs eagerly alone."""
        return self._dynamic

    @property
    def dtype(self) -> "str | None":
        """Name of the variables' type, None before the first call."""
        return self._dtype
