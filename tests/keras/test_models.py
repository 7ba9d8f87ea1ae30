"""Model and Sequential."""

import copy

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers


class MNISTModel(keras.Model):
    """The guide's model."""

    def __init__(self):
        super().__init__()
        self.dense1 = layers.Dense(units=10)
        self.dense2 = layers.Dense(units=10)

    def call(self, input):
        result = self.dense1(input)
        result = self.dense2(result)
        return self.dense2(result)


def test_the_guides_model():
    model = MNISTModel()
    assert model.variables == [] and len(model.layers) == 2
    assert model(tf.zeros([1, 1, 784])).shape == [1, 1, 10]
    assert [tuple(v.shape.as_list()) for v in model.variables] == [
        (784, 10), (10,), (10, 10), (10,)
    ]
    assert model.variables[0].name == f"{model.name}/{model.dense1.name}/kernel:0"
    x = np.random.RandomState(0).randn(3, 784).astype("float32")
    k1, b1, k2, b2 = model.get_weights()
    np.testing.assert_allclose(
        model(x).numpy(), ((x @ k1 + b1) @ k2 + b2) @ k2 + b2, rtol=1e-3, atol=1e-4
    )


def test_variables_of_a_model_come_after_its_layers():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(1.0, name="w")
            self.dense = layers.Dense(1)
            self.parts = [layers.Dense(1), {"a": layers.Dense(1)}]

        def call(self, x):
            return self.parts[1]["a"](self.parts[0](self.dense(x))) * self.w

    model = Own()
    assert model.variables == [model.w]
    model(tf.zeros([1, 2]))
    assert len(model.variables) == 7 and model.variables[-1] is model.w
    assert len(model.layers) == 3
    outer = keras.Sequential([model])
    outer(tf.zeros([1, 2]))
    assert len(outer.variables) == 7


def test_models_without_call_or_with_inputs():
    with pytest.raises(NotImplementedError, match="implement a `call`"):
        keras.Model()(tf.zeros([1]))
    with pytest.raises(ValueError, match="must come from `tf.keras.Input`"):
        keras.Model(inputs=1, outputs=2)


def test_building_by_shape():
    model = MNISTModel()
    model.build((None, 784))
    assert len(model.variables) == 4 and model.built


def test_sequential_with_input_shape_is_built_at_once():
    model = keras.Sequential([layers.Dense(10, input_shape=(784,)), layers.Dense(10)])
    assert model.built and len(model.variables) == 4
    assert model.variables[0].name == model.layers[0].name + "/kernel:0"
    assert model.input_shape == (None, 784) and model.output_shape == (None, 10)
    assert model(tf.zeros([2, 784])).shape == [2, 10]
    assert model(tf.zeros([1, 1, 784])).shape == [1, 1, 10]


def test_sequential_without_input_shape_is_built_by_the_first_call():
    model = keras.Sequential()
    model.add(layers.Dense(4))
    assert not model.built
    with pytest.raises(ValueError, match="have not yet been created"):
        model.variables  # noqa: B018
    with pytest.raises(ValueError, match="has not yet been built"):
        model.summary()
    assert model(tf.zeros([2, 3])).shape == [2, 4] and len(model.variables) == 2
    model.add(layers.Dense(2))
    assert model(tf.zeros([2, 3])).shape == [2, 2] and len(model.variables) == 4
    model.pop()
    assert len(model.variables) == 2 and model(tf.zeros([2, 3])).shape == [2, 4]
    with pytest.raises(TypeError, match="must be an instance of class Layer"):
        model.add(3)


def test_training_reaches_dropout_inside():
    model = keras.Sequential([keras.Sequential([layers.Dropout(0.5, seed=1)])])
    x = tf.ones([10, 10])
    assert (model(x).numpy() == 1).all()
    assert set(np.unique(model(x, training=True).numpy())) == {0, 2}
    assert (model(x).numpy() == 1).all()


def test_summary():
    model = keras.Sequential(
        [layers.Flatten(input_shape=(28, 28), name="flatten_x"),
         layers.Dense(3, activation="relu", name="dense_x")], name="net")
    lines = []
    model.summary(print_fn=lines.append)
    assert "\n".join(lines) == """Model: "net"
_________________________________________________________________
Layer (type)                 Output Shape              Param #   
=================================================================
flatten_x (Flatten)          (None, 784)               0         
_________________________________________________________________
dense_x (Dense)              (None, 3)                 2355      
=================================================================
Total params: 2,355
Trainable params: 2,355
Non-trainable params: 0
_________________________________________________________________"""  # noqa: W291


def test_get_layer():
    model = keras.Sequential([layers.Dense(1, name="one"), layers.Dense(2, name="two")])
    assert model.get_layer("two") is model.layers[1] is model.get_layer(index=1)
    for wrong in ({"name": "three"}, {"index": 5}, {}):
        with pytest.raises(ValueError):
            model.get_layer(**wrong)


def test_a_model_trains():
    rng = np.random.RandomState(0)
    x = rng.randn(64, 3).astype("float32")
    y = x @ np.array([[1.0], [-2.0], [0.5]], "float32") + 3
    model = keras.Sequential([layers.Dense(1)])
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    for _ in range(200):
        optimizer.minimize(lambda: tf.reduce_mean(tf.square(model(x) - y)))
    np.testing.assert_allclose(model.get_weights()[0].ravel(), [1, -2, 0.5], atol=1e-3)


def test_layers_that_hold_each_other():
    model = keras.Sequential([layers.Dense(2, input_shape=(3,))])
    model.layers[0].parent = model
    assert len(model.variables) == 2 and len(model.layers[0].variables) == 2
    assert model.layers[0] in model.submodules
    model.trainable = False
    assert model.trainable_variables == [] and not model.layers[0].trainable


def test_a_shared_layer_counts_once():
    dense = layers.Dense(2)
    model = keras.Sequential([dense, dense])
    model(tf.zeros([1, 2]))
    assert len(model.variables) == 2


def test_models_copy():
    model = keras.Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
    twin, x = copy.deepcopy(model), tf.ones([1, 2])
    np.testing.assert_array_equal(twin(x).numpy(), model(x).numpy())
    twin.variables[0].assign_add(tf.ones([2, 3]))
    assert not np.allclose(twin(x).numpy(), model(x).numpy())


def test_models_of_several_inputs():
    class Sum(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(2), layers.Dense(2)

        def call(self, inputs):
            return self.a(inputs[0]) + self.b(inputs[1])

    model = Sum()
    assert model([np.ones((1, 2), np.float32), tf.ones([1, 3])]).shape == [1, 2]
    with pytest.raises(ValueError, match="expects 1 inputs, but it received 2"):
        layers.Dense(2)([tf.ones([1, 2]), tf.ones([1, 2])])


def test_a_failed_build_is_tried_again():
    class Once(layers.Layer):
        tries = 0

        def build(self, shape):
            self.tries += 1
            if self.tries == 1:
                raise RuntimeError("not yet")

    layer = Once()
    with pytest.raises(RuntimeError):
        layer(tf.zeros([1]))
    assert not layer.built and layer(tf.zeros([1])).shape == [1] and layer.tries == 2


def test_what_is_not_built_says_so():
    for part in (keras.Sequential(), layers.Dense(2)):
        part.add_loss(1.0)
        assert [float(loss) for loss in part.losses] == [1.0]
        with pytest.raises(AttributeError, match="has no attribute 'foo'"):
            part.foo  # noqa: B018
    with pytest.raises(AttributeError, match="NASNetLarge is not built yet"):
        keras.applications.NASNetLarge  # noqa: B018


def test_built_sequentials_name_variables_as_tensorflow_does():
    model = tf.keras.Sequential([tf.keras.layers.Dense(2, name="a")])
    model.build((None, 3))
    assert [v.name for v in model.variables] == ["a/kernel:0", "a/bias:0"]
    assert model(tf.zeros([1, 3])).shape == [1, 2]


def test_layers_list_what_is_not_there_as_empty():
    layer = tf.keras.layers.Dense(2)
    assert layer.losses == layer.updates == layer.metrics == []
    assert layer.get_updates_for(None) == layer.get_losses_for(None) == []


def test_configs_tell_what_is_not_there():
    config = tf.keras.layers.Dense(2).get_config()
    assert config["kernel_regularizer"] is config["bias_constraint"] is None
    assert tf.keras.layers.Dense.from_config(config).units == 2
    with pytest.raises(ValueError, match="expected min_ndim=1, found ndim=0"):
        tf.keras.layers.Flatten()(tf.constant(1.0))


def test_weights_of_inner_models_that_are_not_built():
    class Outer(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = tf.keras.Sequential([tf.keras.layers.Dense(2)], name="inner")

        def call(self, x):
            return self.inner(x)

    class Built(tf.keras.Model):
        def build(self, input_shape):
            self.w = self.add_weight("w", [2])

        def call(self, x):
            return x * self.w

    outer, built = Outer(), Built()
    kinds = ("weights", "variables", "trainable_weights", "non_trainable_variables")
    for model, name in [(outer, "inner"), (built, "built")]:
        for kind in kinds:
            with pytest.raises(ValueError, match=f"Weights for model {name} have not yet"):
                getattr(model, kind)
        model(tf.ones([1, 2]))
    assert len(outer.variables) == 2 and len(built.trainable_weights) == 1


def test_classes_and_probabilities():
    """Values are TensorFlow 1.15's."""
    x = np.array([[0.1, 0.7, 0.2], [2.0, 0.5, 0.1]], "float32")
    several = tf.keras.Sequential([tf.keras.layers.Activation("linear")])
    assert several.predict_classes(x).tolist() == [1, 0]
    np.testing.assert_array_equal(several.predict_proba(x), x)
    one = several.predict_classes(x[:, 1:2])
    assert one.tolist() == [[1], [0]] and one.dtype == np.int32


def test_reprs_tell_name_layers_and_parameters():
    layers = tf.keras.layers
    dense = layers.Dense(2, name="out")
    assert repr(dense) == "<Dense 'out', not built>"
    dense(tf.zeros([1, 3]))
    assert repr(dense) == str(dense) == "<Dense 'out', 8 parameters>"
    model = tf.keras.Sequential([layers.Dense(1000, input_shape=(3,)), layers.Flatten()], name="m")
    assert repr(model) == "<Sequential 'm', 2 layers, 4,000 parameters>"
    html = model._repr_html_()
    assert html.startswith("<table><caption>Sequential &#x27;m&#x27;, 2 layers, 4,000 parameters")
    assert "<td>Flatten</td><td>0</td>" in html and html.endswith("</table>")
    assert "<td>float32</td><td>(3, 2)</td>" in dense._repr_html_()


def test_a_repr_names_no_layer():
    class Bare(tf.keras.layers.Layer):
        def __init__(self):
            pass

    layer = Bare()
    assert repr(layer) == "<Bare not built>"
    assert layer.__dict__["_name"] is None
    assert layer._repr_html_() == "<table><caption>Bare not built</caption></table>"


def test_lists_of_numbers_are_one_input_where_the_layer_wants_one():
    dense = tf.keras.layers.Dense(1, kernel_initializer="ones")
    for _ in range(2):
        assert dense([[1.0, 2.0], [3.0, 4.0]]).numpy().tolist() == [[3.0], [7.0]]
    assert dense(((1.0, 2.0),)).numpy().tolist() == [[3.0]]
    fresh = tf.keras.layers.Dense(1)
    with pytest.raises(ValueError, match="received 2 input tensors.*tf.stack makes one tensor"):
        fresh([tf.constant([1.0]), tf.constant([2.0])])
    with pytest.raises(ValueError, match="expected min_ndim=2, found ndim=1"):
        fresh([1.0, 2.0])


def test_a_sequential_has_a_repr_before_it_is_built():
    model = keras.Sequential([layers.Dense(3), layers.Flatten()], name="steps")
    assert repr(model) == "<Sequential 'steps', 2 layers, not built>"
    assert "<td>Dense</td><td>0</td>" in model._repr_html_()

    class Outer(keras.Model):
        def __init__(self):
            super().__init__(name="outer")
            self.inner = keras.Sequential([layers.Dense(3)])

    assert repr(Outer()) == "<Outer 'outer', 1 layers, not built>"


def test_a_model_takes_the_dtype_of_its_first_input():
    def dtypes(given, dtype):
        model = keras.Sequential([layers.Dense(2, **given)])
        model(tf.ones([1, 3], dtype))
        return model.dtype, model.layers[0].dtype

    assert dtypes({}, tf.float64) == ("float64", "float64")
    assert dtypes({}, tf.float32) == ("float32", "float32")
    assert dtypes({"input_shape": [3]}, tf.float32) == (None, "float32")  # it was built before


class Frozen(layers.Layer):
    """A weight that stays, made before one that trains."""

    def build(self, shape):
        self.b = self.add_weight("b", [1], trainable=False)
        self.w = self.add_weight("w", [1])

    def call(self, x):
        return x * self.w + self.b


class Nest(layers.Layer):
    def __init__(self):
        super().__init__(name="nest")
        self.one, self.more = Frozen(name="one"), [Frozen(name="two")]

    def build(self, shape):
        self.b = self.add_weight("b", [1], trainable=False)
        self.w = self.add_weight("w", [1])

    def call(self, x):
        return self.more[0](self.one(x)) * self.w + self.b


class Groups(keras.Model):
    def __init__(self):
        super().__init__(name="groups")
        self.q = tf.Variable(1.0, name="q")
        self.rows = [Frozen(name="a"), [Frozen(name="c")]]
        self.alone = Frozen(name="x")
        self.named = {"k": Frozen(name="k"), "j": Frozen(name="j")}
        self.nest = Nest()
        self.held = [tf.Variable(2.0, trainable=False, name="v"), tf.Variable(1.0, name="u")]
        self.r = tf.Variable(1.0, trainable=False, name="r")

    def call(self, x):
        x = self.rows[1][0](self.rows[0](x))
        return self.nest(self.named["j"](self.named["k"](self.alone(x))))


def _names(variables):
    return " ".join(v.name.replace("groups/", "")[:-2] for v in variables)


def test_weights_come_in_the_order_of_keras():
    model = Groups()  # the orders are TensorFlow 1.15.5's
    model(tf.ones([1]))
    nest = "nest/w nest/one/w nest/two/w nest/b nest/one/b nest/two/b"
    assert _names(model.weights) == f"a/w c/w a/b c/b x/w x/b j/w k/w j/b k/b {nest} u v q r"
    assert _names(model.nest.weights) == nest
    assert _names(model.trainable_weights) == (
        "a/w c/w x/w j/w k/w nest/w nest/one/w nest/two/w u q"
    )
    assert _names(model.non_trainable_weights) == (
        "a/b c/b x/b j/b k/b nest/b nest/one/b nest/two/b v r"
    )
    assert [layer.name for layer in model.layers] == ["a", "c", "x", "j", "k", "nest"]
    model.nest.trainable = False
    assert _names(model.nest.weights) == "nest/w nest/b nest/one/w nest/one/b nest/two/w nest/two/b"
    steps = keras.Sequential([Frozen(name="a"), Frozen(name="c")], name="groups")
    steps(tf.ones([1]))
    assert _names(steps.weights) == "a/w a/b c/w c/b"


def test_weights_of_a_model_at_rest_come_in_the_order_of_keras():
    class Mixed(keras.Model):
        def __init__(self):
            super().__init__(name="groups")
            self.p = tf.Variable(1.0, name="p")
            self.x, self.y = Frozen(name="x"), Frozen(name="y")
            self.r = tf.Variable(1.0, trainable=False, name="r")

        def call(self, x):
            return self.y(self.x(x))

    model = Mixed()  # the orders are TensorFlow 1.15.5's, and those of files of weights
    model(tf.ones([1]))
    model.trainable = False
    assert _names(model.non_trainable_weights) == "p x/w x/b y/w y/b r"
    assert _names(model.weights) == "x/w x/b y/w y/b p r"
    model.y.trainable = True
    assert _names(model.non_trainable_weights) == "y/w p x/w x/b y/b r"
    assert model.trainable_weights == []


def test_a_batch_tells_a_subclass_its_inputs():
    class Net(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = tf.keras.layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    for batch in (tf.zeros([1, 3]), np.zeros([1, 3], "float32")):
        model = Net()
        model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
        model._set_inputs(batch)
        assert [x.shape.as_list() for x in model.inputs + model.outputs] == [[None, 3], [None, 2]]
        model.fit(np.ones([10, 3]), np.ones([10, 2]), batch_size=5, verbose=0)
        assert model.predict(np.ones([4, 3]), batch_size=2).shape == (4, 2)


def test_keras_has_a_version():
    assert tf.keras.__version__ == "2.2.4-tf"


def test_what_a_subclass_passes_alone_is_left():
    class Net(tf.keras.Model):
        def __init__(self):
            super().__init__(tf.float32)

        def call(self, inputs):
            return inputs

    assert Net()(tf.ones([2])).shape == [2] and Net().name.startswith("net")


def test_contrib_has_keras():
    assert tf.contrib.keras.layers.Dense is tf.keras.layers.Dense


def test_sequential_models_let_go_of_inputs_and_outputs():
    layers = [tf.keras.layers.Dense(2, input_shape=(3,)), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential(layers)
    model.inputs = model.outputs = None
    model.pop()
    model.outputs, model.inputs = [model.layers[-1].output], model.inputs
    assert model.predict(np.ones([4, 3])).shape == (4, 2)
    with pytest.raises(NotImplementedError, match="inputs of sequential"):
        model.inputs = [tf.keras.Input([3])]
