"""Attributes, names, arguments and errors of layers and models, against TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers


class NoInit(layers.Layer):
    def __init__(self):
        pass

    def call(self, x):
        return x


class NoInitDense(layers.Dense):
    def __init__(self):
        self.units = 2


class NoInitModel(keras.Model):
    def __init__(self):
        self.dense = layers.Dense(1)

    def call(self, x):
        return self.dense(x)


@pytest.mark.parametrize(
    "make",
    [
        NoInit,
        NoInitDense,
        NoInitModel,
        layers.Layer,
        keras.Model,
        keras.Sequential,
        lambda: layers.Dense(1),
        lambda: tf.layers.Dense(1),
        lambda: tf.layers.Layer(),
    ],
)
def test_what_every_layer_has(make):
    layer = make()
    assert layer.dynamic is False and layer.stateful is False and layer.built is False
    assert layer.dtype is None and layer.trainable is True and layer.activity_regularizer is None
    assert layer.losses == layer.updates == layer.inbound_nodes == layer.outbound_nodes == []
    if isinstance(layer, layers.Dense):
        assert layer.kernel_regularizer is layer.bias_regularizer is None
        assert layer.kernel_constraint is layer.bias_constraint is None
        assert layer.supports_masking
    if isinstance(layer, keras.Model):
        assert layer.inputs == layer.outputs == []
    for name, text in (
        ("input_shape", "never been called and thus has no defined input shape"),
        ("output_shape", "never been called and thus has no defined output shape"),
        ("input", "is not connected, no input to return"),
        ("output", "has no inbound nodes"),
    ):
        with pytest.raises(AttributeError, match=text):
            getattr(layer, name)


def test_attributes_that_are_taken():
    layer = layers.Layer(name="a")
    for name in ("name", "dtype"):
        with pytest.raises(AttributeError, match=f'Can.t set the attribute "{name}", likely'):
            setattr(layer, name, "b")
    layer.output = layers.Dense(1)  # only graphs would have it
    assert isinstance(layer.output, layers.Dense)


# --- names ---
class Inner(keras.Model):
    def __init__(self):
        super().__init__(name="inner")
        self.first = layers.Dense(1, name="first")

    def call(self, x):
        return self.first(x)


class Outer(keras.Model):
    def __init__(self, *more):
        super().__init__(name="outer")
        self.parts = [Inner(), *more]

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x


def names(layer):
    return [v.name for v in layer.variables]


def test_names_within_models():
    model = Outer(layers.Dense(1, use_bias=False, name="last"))
    model(tf.zeros([1, 2]))
    assert names(model) == [
        "outer/inner/first/kernel:0",
        "outer/inner/first/bias:0",
        "outer/last/kernel:0",
    ]
    inner = Inner()
    inner.build((None, 3))
    assert names(inner) == ["first/kernel:0", "first/bias:0"] and inner.built
    with pytest.raises(ValueError, match="not one of the valid types. .* <class 'int'>"):
        Inner().build(3)


class Scale(tf.layers.Layer):
    def build(self, shape):
        self.factor = self.add_variable("factor", [1])
        self.inner = tf.layers.Dense(1, use_bias=False, name="inner")
        self.built = True

    def call(self, x):
        return self.inner(x) * self.factor


def test_older_layers_have_scopes():
    layer = Scale(name="scale_x")
    with pytest.raises(ValueError, match="No name available for layer scope"):
        layer.scope_name  # noqa: B018
    outer = Outer(layer)
    outer(tf.zeros([1, 2]))
    assert names(layer) == ["scale_x/factor:0", "scale_x/inner/kernel:0"]
    assert layer.scope_name == "scale_x"
    again = Scale(name="scale_x")
    again(tf.zeros([1, 2]))
    assert again.name == "scale_x" and again.scope_name == "scale_x_1"
    assert names(again) == ["scale_x_1/factor:0", "scale_x_1/inner/kernel:0"]
    for _ in range(2):
        with tf.variable_scope("around"):
            one, two = Scale(name="scale_x"), Scale(name="scale_x")
            one(tf.zeros([1, 2])), two(tf.zeros([1, 2]))
        assert names(one)[0] == "around/scale_x/factor:0"
        assert names(two)[0] == "around/scale_x_1/factor:0"
    early = tf.layers.Layer(name="early_x")
    assert early.add_weight("w", [1], trainable=False, use_resource=True).name == "early_x/w:0"
    assert isinstance(tf.layers.Dense(1), tf.layers.Layer)
    assert tf.layers.dense(tf.ones([1, 2]), 2, kernel_initializer="ones").numpy().tolist() == [
        [2, 2]
    ]


# --- Sequential ---
def test_sequential_of_one_layer():
    assert len(keras.Sequential(layers.Dense(1)).layers) == 1
    assert len(keras.Sequential((layers.Dense(1), layers.Dense(2))).layers) == 2


def test_sequential_is_built_by_a_nested_input_shape():
    inner = keras.Sequential([layers.Dense(2, name="in", input_shape=(3,))], name="inner")
    model = keras.Sequential([inner, layers.Dense(1, name="out")], name="net")
    assert model.built and model.input_shape == (None, 3) and model.output_shape == (None, 1)
    assert names(model) == ["in/kernel:0", "in/bias:0", "out/kernel:0", "out/bias:0"]
    lines = []
    model.summary(print_fn=lines.append)
    assert "inner (Sequential)           (None, 2)                 8         " in lines
    assert model(tf.zeros([4, 3])).shape == [4, 1]


def test_sequential_configurations():
    model = keras.Sequential(
        [
            keras.Sequential([layers.Flatten(input_shape=(2, 3), name="f")], name="inner"),
            layers.Dense(4, activation="relu", name="d"),
            layers.Dropout(0.5),
        ],
        name="net",
    )
    config = model.get_config()
    twin = keras.Sequential.from_config(config)
    assert twin.get_config() == config and twin.name == "net" and twin.output_shape == (None, 4)
    unknown = {"name": "n", "layers": [{"class_name": "Odd", "config": {}}]}
    with pytest.raises(ValueError, match="Unknown layer: Odd"):
        keras.Sequential.from_config(unknown)
    odd = keras.Sequential.from_config(unknown, {"Odd": layers.Layer})
    assert len(odd.layers) == 1
    with pytest.raises(NotImplementedError, match="must override `get_config`"):
        Inner().get_config()


# --- calling and building ---
class Shapes(layers.Layer):
    def build(self, shape):
        self.seen = shape

    def call(self, inputs, **kwargs):
        self.got = kwargs
        return inputs


def test_build_gets_shapes_in_the_inputs_structure():
    a, b = tf.zeros([1, 2]), tf.zeros([3])
    for inputs, kind in (([a, b], list), ((a, b), tuple), ({"a": a}, dict)):
        layer = Shapes()
        layer(inputs)
        assert isinstance(layer.seen, kind) and layer.built
    assert layer.seen["a"].as_list() == [1, 2]


class Plain(layers.Layer):
    def call(self, x):
        return x


def test_training_goes_to_those_who_take_it():
    class Flag(layers.Layer):
        def call(self, x, training=None):
            return x * (1.0 if training else 0.0)

    class Holder(layers.Layer):
        def __init__(self):
            super().__init__()
            self.flag = Flag()

        def call(self, x):
            return self.flag(x)

    one = tf.ones([1])
    assert Plain()(one, training=True).numpy() == 1
    holder = Holder()
    for training in (True, False, True):
        assert float(holder(one, training=training)[0]) == training
    shapes = Shapes()
    shapes(one, training=True, other=2)
    assert shapes.got == {"training": True, "other": 2}
    with pytest.raises(TypeError):
        Plain()(one, other=2)


def test_inputs_that_do_not_fit():
    with pytest.raises(ValueError, match="expects 1 inputs, but it received 2 input tensors"):
        layers.Dense(1)([tf.constant(1.0), 2.0])
    with pytest.raises(ValueError, match="expected min_ndim=1, found ndim=0"):
        layers.Flatten()(tf.constant(1.0))


# --- weights ---
def test_weights_are_set_all_or_none():
    layer = layers.Dense(2, kernel_initializer="ones")
    layer.build((None, 3))
    text = r"Layer weight shape \(2,\) not compatible with provided weight shape \(3,\)"
    with pytest.raises(ValueError, match=text):
        layer.set_weights([np.zeros((3, 2)), np.zeros(3)])
    assert layer.kernel.numpy().tolist() == [[1, 1]] * 3
    layer.set_weights([[[1, 2]] * 3, [3, 4]])
    assert layer.bias.numpy().tolist() == [3, 4]


def test_weights_that_are_read_together_are_not_trained():
    layer = layers.Layer()
    on_read = tf.VariableSynchronization.ON_READ
    w = layer.add_weight("w", [2], synchronization=on_read)
    assert not w.trainable and layer.non_trainable_weights == [w]
    with pytest.raises(ValueError, match="ON_READ only for non-trainable variables"):
        layer.add_weight("w", [2], synchronization=on_read, trainable=True)
    assert layer.add_variable(name="v", shape=[]).trainable


def test_configurations_of_layers_with_arguments():
    class Own(layers.Layer):
        def __init__(self, size, **kwargs):
            super().__init__(**kwargs)

    with pytest.raises(NotImplementedError, match="Layers with arguments in `__init__`"):
        Own(3).get_config()
    assert Plain(name="p").get_config()["name"] == "p"


LATE = {
    "extend": lambda held, new: held.extend(new),
    "iadd": lambda held, new: held.__iadd__(new),
    "slice": lambda held, new: held.__setitem__(slice(0, 0), new),
    "update": lambda held, new: held.update((str(i), v) for i, v in enumerate(new)),
    "ior": lambda held, new: held.__ior__((str(i), v) for i, v in enumerate(new)),
}


@pytest.mark.parametrize("way", LATE)
def test_weights_asked_for_while_a_container_changes(way):
    layer = tf.keras.layers.Layer()
    layer.held = {} if way in ("update", "ior") else []

    def new():
        for i in range(3):
            yield tf.Variable(float(i))
            assert not layer.weights

    LATE[way](layer.held, new())
    assert [float(v) for v in layer.weights] == [0, 1, 2]


def holding(value):
    layer = tf.keras.layers.Layer()
    layer.value = tf.Variable(value)
    return layer


def test_lists_multiplied_and_sorted_in_place():
    layer = tf.keras.layers.Layer()
    layer.held = [holding(1.0), holding(0.0)]
    held = layer.held
    held.sort(key=lambda x: (layer.weights, float(x.value))[1])
    assert [float(v) for v in layer.weights] == [0, 1]
    held *= 0
    assert not layer.weights


class Mixed(layers.Layer):
    """Names and what they are called, captured from TensorFlow 1.15."""

    def build(self, shape):
        new = lambda name, **kw: tf.Variable(1.0, name=name, **kw)  # noqa: E731
        self.a = new("a")
        self.b = self.add_weight("b", [], initializer="ones")
        self.c = new("c")
        self.e = new("e", trainable=False)
        self.d = self.add_weight("d", [], initializer="ones", trainable=False)
        self.f = new("f", trainable=False)
        self.sub = layers.Dense(1, name="sub", use_bias=False)
        self.sub.build([1, 1])
        self.many = [new("l1"), new("l2")]
        self.g = new("g")
        super().build(shape)


def letters(variables):
    return " ".join(v.name.split("/")[-1][:-2] for v in variables)


def test_weights_stand_in_the_order_in_which_the_layer_got_them():
    layer = Mixed()
    layer(tf.zeros([1, 1]))
    assert letters(layer.weights) == "a b c l1 l2 g kernel e d f"
    assert letters(layer.trainable_weights) == "a b c l1 l2 g kernel"
    assert letters(layer.non_trainable_weights) == "e d f"
    layer.a = tf.Variable(2.0, name="a2")
    layer.c = layer.c
    assert letters(layer.trainable_weights) == "b c l1 l2 g a2 kernel"
    layer.many = [tf.Variable(2.0, name="l3")]  # those of the first list stay
    layer.b2 = layer.b
    del layer.b
    assert letters(layer.trainable_weights) == "b c l1 l2 g a2 l3 kernel"
    layer.trainable = False
    assert letters(layer.weights) == "b c l1 l2 g a2 l3 e d f kernel"


class MixedModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.v = tf.Variable(1.0, name="v")
        self.dense = layers.Dense(1, use_bias=False)
        self.w = tf.Variable(1.0, name="w", trainable=False)
        self.z = self.add_weight("z", [], initializer="ones")

    def call(self, x):
        return self.dense(x)


def test_a_models_own_weights_stand_behind_those_of_its_layers():
    model = MixedModel()
    model(tf.zeros([1, 1]))
    assert letters(model.weights) == "kernel v z w"
    model.x = tf.Variable(1.0, name="x")
    assert letters(model.weights) == "kernel v z x w"
    assert letters(model.trainable_weights) == "kernel v z x"


def test_layers_of_a_model_under_tensorflows_name():
    class Chain(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self._layers = [tf.keras.layers.Dense(2), tf.keras.layers.Dense(3)]

        def call(self, x):
            for layer in self._layers:
                x = layer(x)
            return x

    chain = Chain()
    assert chain(tf.ones([1, 2])).shape == (1, 3)
    assert len(chain.layers) == 2 and len(chain.trainable_variables) == 4


def test_losses_that_depend_on_no_input():
    class Adds(tf.keras.layers.Layer):
        def call(self, x):
            self.add_loss(tf.reduce_sum(x))
            self.add_loss(2 * tf.reduce_sum(x), inputs=x)
            return x

    layer = Adds()
    layer(tf.ones([2]))
    assert [float(loss) for loss in layer.losses] == [2.0, 4.0]
    assert [float(loss) for loss in layer.get_losses_for(None)] == [2.0]


def test_objects_of_tf_layers_count_from_one():
    """With Keras's layers of the class, whose first has no number; variables' scopes do without."""
    with tf.Graph().as_default():
        names = [tf.layers.Dense(3).name, tf.keras.layers.Dense(3).name, tf.layers.Dense(3).name]
        assert names == ["dense_1", "dense_1", "dense_3"]
        assert tf.layers.dense(tf.ones([1, 2]), 3).name == "dense/BiasAdd:0"
        assert tf.keras.layers.Flatten().name == "flatten"


def test_a_layer_that_is_appended_to_layers_is_the_models():
    class Chain(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self._layers.append(tf.keras.layers.Dense(2))
            self.last = tf.keras.layers.Dense(3)
            self._layers.append(tf.keras.layers.Dense(4))

        def call(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    chain = Chain()
    assert chain(tf.ones([1, 5])).shape == (1, 4)
    assert [w.shape[-1].value for w in chain.weights] == [2, 2, 3, 3, 4, 4]
