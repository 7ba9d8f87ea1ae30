"""tf.keras.Model: a layer made of layers."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from zeal import nest
from zeal._native import Variable, convert
from zeal.keras import tracking
from zeal.keras.configurations import Configured
from zeal.keras.functional.added import AddLoss, AddMetric
from zeal.keras.functional.inputs import Input
from zeal.keras.functional.network import Network
from zeal.keras.functional.node import mapped, shape_of
from zeal.keras.functional.record import is_symbolic, of_keras
from zeal.keras.layers import marks
from zeal.keras.layers.calls import calls
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.layer_metrics import metric_for
from zeal.keras.session import in_session
from zeal.keras.summary import print_summary
from zeal.keras.training.methods import Trains
from zeal.keras.training.rows import is_of_rows
from zeal.keras.trial import call_on_placeholders
from zeal.keras.weight_files import WeightFiles
from zeal.public import public
from zeal.state.trackable import NoDependency
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec


def _input_like(value):
    """The tensor itself if it is of a graph; of a value an Input of any batch size."""
    if is_symbolic(value):
        return value
    value = convert(value)
    return Input(value.shape[1:], dtype=value.dtype)


def _overridable(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method; to type checkers one that subclasses may define with other arguments."""
    return method


class _Layers(list):
    """The layers of a model; one that is appended becomes the model's own."""

    def __init__(self, model):
        super().__init__(model._zeal_listed())
        self.model = model

    def append(self, layer):
        self.model._zeal_track(f"layer-{len(self)}", layer)
        super().append(layer)


class _Listed:
    """The `_layers` of a model. Programs' own classes may set the attribute."""

    def __get__(self, model, owner=None):
        return self if model is None else _Layers(model)


@public("keras.Model", "keras.models.Model")
class Model(Trains, WeightFiles, Configured, Layer):
    """A layer made of layers: from `tf.keras.Input` to outputs, or as a subclass.

    A subclass sets layers as attributes in `__init__` and uses them in `call`.

    Args:
      *args, **kwargs: inputs and outputs, tensors or structures of them that layers lead between;
        name, by default the class name in snake case, numbered; those of `Layer`.

    Raises:
      ValueError: outputs need a tensor that is none of the inputs.

    Example:
      >>> class Net(tf.keras.Model):
      ...     def __init__(self):
      ...         super().__init__()
      ...         self.dense = tf.keras.layers.Dense(10)
      ...     def call(self, inputs):
      ...         return self.dense(inputs)
      >>> net = Net()
      >>> net(tf.zeros([2, 3])).shape, len(net.variables)
      (TensorShape([Dimension(2), Dimension(10)]), 2)
    """

    _zeal_network: "Network | None" = None  # what a model of inputs and outputs does
    _zeal_outer: "tuple[list, list]" = ([], [])  # what a subclass was told of its inputs
    _zeal_batch: Any = None  # shapes and dtypes of the first batch of a model that was told nothing
    _zeal_keys: Any = None  # the names of the inputs where that batch is a dict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) == 1 and "outputs" not in kwargs:
            args = ()  # TensorFlow takes no notice of what a subclass passes alone
        given = dict(zip(("inputs", "outputs", "name"), args, strict=False)) | kwargs
        if len(args) > 3 or ("inputs" in given) != ("outputs" in given):
            raise TypeError(
                f"Model takes inputs and outputs, or neither; it was given {len(args)} arguments "
                f"and {sorted(kwargs)}"
            )
        inputs, outputs = given.pop("inputs", None), given.pop("outputs", None)
        for key in given if outputs is not None else ():
            if key not in ("name", "trainable"):
                raise TypeError(
                    "Functional models may only specify `name` and `trainable` keyword arguments "
                    f"during initialization. Got an unexpected argument: {key}"
                )
        super().__init__(**given)
        if outputs is not None:
            self._zeal_become(Network(inputs, outputs))

    def _zeal_become(self, network):
        self._zeal_tracked.clear()  # layers that the program had as attributes count no more
        self.__dict__.update(_zeal_network=network, _autocast=False)  # its layers cast
        if type(self).call is Model.call:  # which does not read `training` and `mask`
            self.__dict__["_call_takes"] = frozenset()
        self._zeal_steps = network.layers
        self.built = True

    def _zeal_note(self, key, value):
        """As in TensorFlow attributes of a model of inputs and outputs are the program's alone."""
        if key == "_zeal_steps" or not self._is_graph_network:
            return super()._zeal_note(key, value)
        return value.value if isinstance(value, NoDependency) else value

    def _zeal_edges(self):
        """The layers of inputs and outputs by TensorFlow's names, other attributes by theirs."""
        own = super()._zeal_edges()
        if self._zeal_network is None:
            return own
        layers = self._zeal_network.layers
        weighted = [layer for layer in layers if layer.weights]
        names = {f"layer_with_weights-{i}": layer for i, layer in enumerate(weighted)}
        names |= {f"layer-{i}": layer for i, layer in enumerate(layers)}
        return {**names, **{name: node for name, node in own.items() if name != "_zeal_steps"}}

    def _set_inputs(self, inputs, outputs=None, training=None):
        """Tells a subclass its inputs: tensors of a graph, or values that are like a batch."""
        inputs = nest.map_structure(_input_like, inputs)
        outputs = self(inputs) if outputs is None else outputs
        self.__dict__["_zeal_outer"] = nest.flatten(inputs), nest.flatten(outputs)

    @_overridable
    def call(self, inputs, training=None, mask=None):
        """Computes the model's output; a subclass must define it.

        Args:
          inputs: a tensor, or a structure of tensors.
          training: whether the model is being trained, for layers such as Dropout.
          mask: accepted for compatibility.

        Returns:
          The output.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        if self._zeal_network is None:
            raise NotImplementedError(
                "When subclassing the `Model` class, you should implement a `call` method."
            )
        return self._zeal_walk(self._zeal_network, inputs)

    def _zeal_walk(self, network, inputs):
        outputs, losses, metrics = network.run(inputs)
        if losses:
            super().add_loss(losses, inputs=True)
        for metric, value in () if calls.apart else metrics:
            metric.update_state(value)
        return outputs

    _computes_mask = False  # the layers inside have marked the outputs

    def compute_mask(self, inputs, mask=None) -> Any:
        """The masks of the outputs, as the layers inside make them; None of a subclass."""
        return None if self._zeal_network is None else self._zeal_masks(inputs, mask)

    def _zeal_masks(self, inputs, mask):
        for x, own in zip(nest.flatten(inputs), nest.flatten(mask), strict=False):
            marks.set_mask(x, own)
        return mapped(self.call(inputs), marks.masks_of)

    def add_loss(self, losses, inputs=None) -> None:
        """Adds terms to `losses`; see `Layer.add_loss`.

        Args:
          losses, inputs: those of `Layer.add_loss`; of a model of inputs and outputs also tensors
            that come from its inputs, whose values each call then adds.

        Example:
          >>> x = tf.keras.Input(shape=(2,))
          >>> model = tf.keras.Model(x, tf.keras.layers.Dense(1)(x))
          >>> model.add_loss(tf.reduce_sum(x))
          >>> _ = model(tf.ones([1, 2]))
          >>> [float(loss) for loss in model.losses]
          [2.0]
        """
        for loss in losses if isinstance(losses, (list, tuple)) else [losses]:
            if is_symbolic(loss) and of_keras(loss) and self._zeal_whole() is not None:
                self._zeal_add(AddLoss(), loss)
            else:
                super().add_loss(loss, inputs)

    def add_metric(self, value, aggregation=None, name=None) -> None:
        """Tells of a value in the logs of `fit` and in what `evaluate` returns.

        Args:
          value, aggregation, name: those of `Layer.add_metric`; of a model of inputs and outputs
            also a tensor that comes from its inputs, whose values each call then adds.

        Raises:
          ValueError: they do not fit; or value is a Metric's result for tensors of Inputs.

        Example:
          >>> x = tf.keras.Input(shape=(2,))
          >>> model = tf.keras.Model(x, tf.keras.layers.Dense(1)(x))
          >>> model.add_metric(tf.reduce_sum(x), name="total", aggregation="mean")
          >>> _ = model(tf.ones([1, 2]))
          >>> float(model.metrics[0].result())
          2.0
        """
        is_network = is_symbolic(value) and self._zeal_whole() is not None
        if is_network and not calls.depth and getattr(value, "_metric_obj", None) is not None:
            raise ValueError(
                "Using the result of calling a `Metric` object when calling `add_metric` on a "
                "Functional Model is not supported. Please pass the Tensor to monitor directly."
            )
        if is_network and of_keras(value):
            self._zeal_add(AddMetric(aggregation, name), value)
        else:
            super().add_metric(value, aggregation, name)

    def _zeal_add(self, layer, tensor):
        """Adds what an AddLoss or AddMetric says of a tensor that comes from the inputs."""
        network = self._zeal_whole()
        if isinstance(layer, AddMetric):
            metric = metric_for(self, tensor, layer.aggregation, layer.metric_name)
            network.added_metrics.append((metric, tensor))
        else:
            network.added_losses.append(tensor)
            self._zeal_note_loss(tensor)
        self._zeal_beside().extend(network.add(layer, tensor))

    def _zeal_whole(self):
        """The Network that losses and metrics are added to, if any."""
        return self._zeal_network

    def _zeal_beside(self):
        """The list that layers of added losses and metrics join."""
        return self._zeal_steps

    def _zeal_collect(self, kind, seen):
        overrides = type(self) is not Model and "build" in vars(type(self))
        if not self.built and overrides:  # who overrides it makes weights there
            raise ValueError(
                f"Weights for model {self.name} have not yet been created. Weights are created "
                "when the Model is first called on inputs or `build()` is called with an "
                "`input_shape`."
            )
        return super()._zeal_collect(kind, seen)

    def _zeal_merge(self, own, kind, seen):
        inner = [self._zeal_gather(part, kind, seen) for part in self._zeal_parts()]
        return [v for variables in inner for v in variables] + own

    def _zeal_at_rest(self, own, seen):
        """All variables; what would be trained comes first. Files of weights have this order."""
        first = self._zeal_merge([v for v in own if v.trainable], "trainable", set(seen))
        return first + self._zeal_merge([v for v in own if not v.trainable], "frozen", seen)

    def _zeal_parts(self):
        """The attributes that hold layers or variables, and each step of a Sequential."""
        for key, value in self._zeal_tracked.items():
            yield from value if key == "_zeal_steps" else (value,)

    def _zeal_gather(self, value, kind, seen):
        """Variables in an attribute's value; those of a list or dict in the order of a layer's."""
        if isinstance(value, Layer):
            return value._zeal_collect(kind, seen)
        if kind == "all":
            first = self._zeal_gather(value, "trainable", set(seen))
            return first + self._zeal_gather(value, "frozen", seen)
        found = []
        for item in () if isinstance(value, Variable) else tracking.items(value, Layer):
            if isinstance(item, Layer):
                found += item._zeal_collect(kind, seen)
            elif item.trainable == (kind == "trainable"):
                found.append(item)
        return found

    def _in_order(self, seen):
        """All variables in the order of the layers, trainable or not."""
        seen.add(id(self))
        return self._zeal_merge(tracking.trainable_first(self._zeal_children()[1]), "all", seen)

    def build(self, input_shape) -> None:
        """Makes the variables by a call in a graph, on placeholders of that shape.

        Raises:
          ValueError: input_shape is no shape; `call` needs more than floating inputs.
        """
        if not isinstance(input_shape, (list, tuple, TensorShape)):
            raise ValueError(
                "Specified input shape is not one of the valid types. Please specify a batch input "
                "shape of type tuple or list of input shapes. User provided input type: "
                f"{type(input_shape)}"
            )
        if type(self).call is not Model.call and not self._zeal_called:
            call_on_placeholders(self, input_shape)
        self.built = True

    def _maybe_build(self, inputs):
        # Inner layers build themselves; `build` is for subclasses that override it.
        self._take_dtype(inputs)
        if self.built or type(self).build is Model.build:
            self.built = True
            return
        super()._maybe_build(inputs)

    def _input_dtypes(self, count):
        if self._zeal_network is None:
            return super()._input_dtypes(count)
        return [x.dtype for x in self._zeal_network.inputs]

    @property
    def stateful(self) -> bool:
        """Whether a layer keeps states from batch to batch."""
        return any(getattr(layer, "stateful", False) for layer in self.layers)

    @property
    def state_updates(self) -> list:
        """The updates of stateful layers, in graphs."""
        return [u for layer in self.layers if layer.stateful for u in layer.updates]

    def _state_updates_of_call(self):
        """What keeps the states that the last call in this graph left."""
        number = self._zeal_number
        return [u for x in self.layers if x.stateful for u in x._updates_of_call(number)]

    def reset_states(self) -> None:
        """Sets the states of stateful layers back.

        Example:
          >>> tf.keras.Sequential([tf.keras.layers.Dense(2)]).reset_states()
        """
        with in_session():
            for layer in self.layers:
                if getattr(layer, "stateful", False) and hasattr(layer, "reset_states"):
                    layer.reset_states()

    @property
    def _zeal_inputs(self):
        """The inputs that are known, without finding out any."""
        network = self._zeal_network
        return list(self._zeal_outer[0] if network is None else network.inputs)

    @property
    def _zeal_outputs(self):
        network = self._zeal_network
        return list(self._zeal_outer[1] if network is None else network.outputs)

    def _zeal_names(self, inputs=False):
        """The names of the outputs, or of the inputs, that are known."""
        network = self._zeal_network
        if network is not None:
            return list(network.input_names if inputs else network.output_names)
        if inputs and self._zeal_keys:
            return list(self._zeal_keys)
        noted = nest.flatten(() if isinstance(self._zeal_batch, dict) else self._zeal_batch or ())
        what = ("input", self._zeal_inputs or noted) if inputs else ("output", self._zeal_outputs)
        return [f"{what[0]}_{i + 1}" for i in range(len(what[1]))]

    def _zeal_note_batch(self, inputs):
        """Notes what the model is trained or used with: it tells what `inputs` are."""
        if self._zeal_batch is not None or self._zeal_inputs:
            return
        if any(map(is_of_rows, nest.flatten(inputs))):
            return
        self.__dict__["_zeal_batch"] = nest.map_structure(
            lambda x: TensorSpec([None, *x.shape[1:]], x.dtype), inputs
        )

    def _zeal_learn(self):
        """Calls the model on Inputs like the batch that was noted, if it knows of no others."""
        batch = self._zeal_batch
        if batch is None or self._zeal_inputs:
            return
        specs = nest.flatten(batch)
        named = isinstance(batch, dict) and len(batch) == len(specs)
        self.__dict__.update(_zeal_batch=None, _zeal_keys=sorted(batch) if named else None)
        names = self._zeal_keys or [f"input_{i + 1}" for i in range(len(specs))]
        made = [
            Input(batch_shape=spec.shape.as_list(), dtype=spec.dtype, name=name)
            for spec, name in zip(specs, names, strict=True)
        ]
        self._set_inputs(nest.pack_sequence_as(batch, made))

    @property
    def inputs(self) -> Any:
        """The symbolic tensors that the model was made from.

        Of a subclass, or of a Sequential without an input's shape, those are like the batches that
        it was trained or used with first, a dict where they are dicts; before that there are none.
        """
        self._zeal_learn()
        found = self._zeal_inputs
        return dict(zip(self._zeal_keys, found, strict=True)) if self._zeal_keys else found

    @property
    def outputs(self) -> list:
        """The symbolic tensors that the model leads to; see `inputs`.

        A model of inputs and outputs leads to others where they are set.
        """
        self._zeal_learn()
        return self._zeal_outputs

    @outputs.setter
    def outputs(self, value):
        old = self._zeal_network
        if old is None:
            raise NotImplementedError(
                f"The outputs of {self.name} are what its layers give; make another model, "
                "tf.keras.Model(model.inputs, outputs)"
            )
        network = Network(old.nested_inputs, value).inherit(old)
        self.__dict__.update(_zeal_network=network, _steps_in_graph={})

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs' layers."""
        self._zeal_learn()
        return self._zeal_names(inputs=True)

    @property
    def output_names(self) -> list[str]:
        """The names of the outputs' layers."""
        self._zeal_learn()
        return self._zeal_names()

    def _zeal_nested(self, what):
        if self._zeal_network is None:
            return getattr(super(), what)
        return getattr(self._zeal_network, f"nested_{what}s")

    @property
    def input(self) -> Any:
        """What the model was made from: a tensor, or a structure of them."""
        return self._zeal_nested("input")

    @property
    def output(self) -> Any:
        """What the model leads to: a tensor, or a structure of them."""
        return self._zeal_nested("output")

    @property
    def input_shape(self) -> Any:
        """Shape of the input, the batch axis included; of several inputs a list."""
        return super().input_shape if self._zeal_network is None else mapped(self.input, shape_of)

    @property
    def output_shape(self) -> Any:
        """Shape of the output, the batch axis included; of several outputs a list."""
        return super().output_shape if self._zeal_network is None else mapped(self.output, shape_of)

    def _zeal_calls(self):
        calls = self.inbound_nodes
        if not self._is_graph_network:
            return calls
        shapes = {"input_shapes": self.input_shape, "output_shapes": self.output_shape}
        # A model leads from its inputs to its outputs before anybody calls it.
        return [SimpleNamespace(inputs=self.input, outputs=self.output, **shapes), *calls]

    @property
    def layers(self) -> list[Layer]:
        """The layers: of a model of inputs and outputs those between, else attributes, in order."""
        network = self._zeal_network
        return self._zeal_children()[0] if network is None else list(network.layers)

    _layers = _Listed()

    @property
    def dynamic(self) -> bool:
        """Whether the model, or a layer in it, runs eagerly alone."""
        return self._dynamic or any(layer.dynamic for layer in self.layers)

    def _zeal_listed(self):
        """The layers as TensorFlow lists them: of a Sequential the input's too."""
        return self.layers

    @property
    def _is_graph_network(self):
        """Whether the model is made of inputs and outputs that are known."""
        return self._zeal_network is not None

    def get_layer(self, name=None, index=None) -> Layer:
        """The layer of a name, or at an index.

        Args:
          name: the layer's name.
          index: its position in `layers`; goes before name.

        Returns:
          The layer.

        Raises:
          ValueError: there is none, or neither is given.

        Example:
          >>> tf.keras.Sequential([tf.keras.layers.Dense(2, name="out")]).get_layer("out").units
          2
        """
        if index is not None:
            if not 0 <= index < len(self.layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has "
                    f"{len(self.layers)} layers."
                )
            return self.layers[index]
        if not name:
            raise ValueError("Provide either a layer name or layer index.")
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}")

    def summary(self, line_length=None, positions=None, print_fn=None) -> None:
        """Prints a table of the layers.

        Args:
          line_length: width of the table.
          positions: ends of its columns, as shares of the width.
          print_fn: called with each line instead of `print`.

        Raises:
          ValueError: the model has not been built.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
          >>> lines = []
          >>> model.summary(print_fn=lines.append)
          >>> "Total params: 8" in lines
          True
        """
        if not self.built:
            raise ValueError(
                "This model has not yet been built. Build the model first by calling `build()` or "
                "calling `fit()` with some data, or specify an `input_shape` argument in the "
                "first layer(s) for automatic build."
            )
        print_summary(self, line_length, positions, print_fn or print)
