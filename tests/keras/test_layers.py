"""Layers: building, variables, tracking, names; Dense and its companions against NumPy."""

import numpy as np
import pytest

import zeal as tf
from zeal.keras.phase import forget

layers = tf.keras.layers


def test_a_layer_whose_init_never_calls_super():
    """The guide's MySimpleLayer."""

    class MySimpleLayer(layers.Layer):
        def __init__(self, output_units):
            self.output_units = output_units

        def build(self, input):
            self.kernel = self.add_variable("kernel", [input.shape[-1], self.output_units])

        def call(self, input):
            return tf.matmul(input, self.kernel)

    layer = MySimpleLayer(3)
    assert not layer.built and layer.variables == []
    x = tf.ones([2, 4])
    np.testing.assert_allclose(layer(x).numpy(), x.numpy() @ layer.kernel.numpy(), rtol=1e-6)
    assert layer.built and layer.variables == [layer.kernel] and layer.kernel.shape == [4, 3]
    assert layer.name.startswith("my_simple_layer") and layer.dtype == "float32"
    assert layer.kernel.name == layer.name + "/kernel:0"
    first = layer.kernel
    layer(x)
    assert layer.kernel is first


def test_names_count_up():
    class CountMe2D(layers.Layer):
        pass

    assert [CountMe2D().name for _ in range(3)] == [
        "count_me2d", "count_me2d_1", "count_me2d_2"
    ]
    assert CountMe2D(name="mine").name == "mine"


@pytest.mark.parametrize("shape", [(2, 5), (1, 1, 5), (2, 3, 4, 5), (0, 5)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dense_is_a_matrix_product(shape, dtype):
    x = np.random.RandomState(0).randn(*shape).astype(dtype)
    dense = layers.Dense(3, activation="relu", bias_initializer="ones")
    y = dense(x)
    want = np.maximum(x @ dense.kernel.numpy() + 1, 0)
    assert y.dtype.name == dtype == dense.dtype and y.shape == want.shape
    np.testing.assert_allclose(y.numpy(), want, rtol=1e-5, atol=1e-6)
    assert [v.name for v in dense.weights] == [dense.name + "/kernel:0", dense.name + "/bias:0"]


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (2, 3, 0), (2, 0, 3), (0, 2, 0)])
def test_dense_of_nothing_is_the_bias(shape):
    dense = layers.Dense(2, bias_initializer="ones")
    np.testing.assert_array_equal(dense(tf.zeros(shape)).numpy(), np.ones((*shape[:-1], 2)))


def test_dense_has_weights_once_it_is_built():
    layer = tf.keras.layers.Dense(3, use_bias=False)
    assert not hasattr(layer, "kernel") and not hasattr(layer, "bias")
    layer(tf.zeros([1, 2]))
    assert layer.kernel.shape == [2, 3] and layer.bias is None


def test_dense_gradients():
    x = np.random.RandomState(0).randn(2, 3, 5).astype("float32")
    dense = layers.Dense(4)
    dense(x)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(dense(tf.constant(x)) * 2.0)
    dk, db = tape.gradient(y, dense.variables)
    np.testing.assert_allclose(dk.numpy(), np.tile(x.sum((0, 1))[:, None] * 2, 4), rtol=1e-4)
    np.testing.assert_allclose(db.numpy(), np.full(4, 12))


def test_dense_without_bias_and_with_wrong_inputs():
    dense = layers.Dense(3, use_bias=False)
    with pytest.raises(ValueError, match=r"min_ndim=2, found ndim=1. Full shape received: \[3\]"):
        dense(tf.zeros([3]))
    with pytest.raises(TypeError, match="non-floating point dtype"):
        layers.Dense(3)(tf.zeros([3, 2], tf.int32))
    dense(tf.zeros([2, 4]))
    assert dense.bias is None and len(dense.weights) == 1
    with pytest.raises(ValueError):
        dense(tf.zeros([2, 5]))
    with pytest.raises(ValueError, match="min_ndim=2"):
        dense(tf.zeros([4]))
    for wrong, error in [({"foo": 1}, TypeError), ({"activation": "foo"}, ValueError),
                         ({"kernel_initializer": "foo"}, ValueError)]:
        with pytest.raises(error):
            layers.Dense(3, **wrong)


def test_output_shapes_and_counts():
    dense = layers.Dense(3)
    assert dense.compute_output_shape((None, 2)).as_list() == [None, 3]
    with pytest.raises(ValueError, match="isn't built"):
        dense.count_params()
    dense(tf.zeros([1, 2]))
    assert dense.count_params() == 9
    flatten = layers.Flatten()
    assert flatten.compute_output_shape((None, 2, 3)).as_list() == [None, 6]
    assert flatten(tf.zeros([2, 3, 4])).shape == [2, 12] and flatten(tf.zeros([2])).shape == [2, 1]

    try:
        tf.keras.backend.set_image_data_format("channels_first")
        flat = layers.Flatten()(tf.reshape(tf.range(8.0), [1, 2, 2, 2]))
    finally:
        tf.keras.backend.set_image_data_format("channels_last")
    assert flat.numpy().tolist() == [[0, 4, 1, 5, 2, 6, 3, 7]]

    class Twice(layers.Layer):
        def call(self, x):
            return tf.concat([x, x], 1)

    assert Twice().compute_output_shape((None, 2)).as_list() == [None, 4]


def test_layers_where_arguments_belong():
    with pytest.raises(ValueError, match="a layer is made first and called then"):
        layers.Flatten(tf.zeros([2, 3]))
    with pytest.raises(ValueError, match="name for name_scope must be a string. Got name=<Dense"):
        tf.keras.Sequential(layers.Dense(2), layers.Dense(3))


def test_weights_can_be_set():
    dense = layers.Dense(2, weights=[np.ones((3, 2)), np.zeros(2)])
    np.testing.assert_array_equal(dense(tf.ones([1, 3])).numpy(), [[3, 3]])
    dense.set_weights([np.full((3, 2), 2.0), np.ones(2)])
    assert [w.tolist() for w in dense.get_weights()] == [[[2, 2]] * 3, [1, 1]]
    with pytest.raises(ValueError, match="weight list of length 1"):
        dense.set_weights([1])


def test_add_weight():
    layer = layers.Layer(name="l")
    assert layer.add_weight().name == "Variable:0" and layer.add_weight("a").shape == []
    v = layer.add_weight("b", [tf.Dimension(2), 3], tf.float64, "ones", trainable=False)
    assert v.dtype is tf.float64 and not v.trainable and v.numpy().tolist() == [[1] * 3] * 2
    assert layer.add_weight("c", [2], tf.int32).numpy().tolist() == [0, 0]
    assert len(layer.trainable_weights) == 3 and layer.non_trainable_weights == [v]
    assert layer.weights[-1] is v
    with pytest.raises(ValueError, match="An initializer for variable s of type"):
        layer.add_weight("s", dtype=tf.string)
    clipped = layer.add_weight("e", [], initializer="ones", constraint=lambda x: x * 0.0)
    tf.train.GradientDescentOptimizer(0.1).apply_gradients([(1.0, clipped)])
    assert clipped.numpy() == 0


def test_attributes_are_tracked():
    class Holder(layers.Layer):
        pass

    holder = Holder()
    inner = [layers.Dense(2) for _ in range(6)]
    for layer in inner:
        layer(tf.zeros([1, 2]))

    def held():
        return [layer for layer in inner if any(w is layer.kernel for w in holder.weights)]

    holder.a = inner[0]
    assert held() == inner[:1]
    holder.a = inner[1]
    assert held() == inner[1:2]
    holder.many = []
    holder.many.append(inner[2])
    assert held() == inner[1:3]
    holder.named = {"x": [inner[3]]}
    holder.named["x"].append(inner[4])
    holder.pair = (inner[5], 3)
    assert held() == inner[1:]
    del holder.a
    holder.many.pop()
    holder.pair = None
    assert held() == inner[3:5]
    holder.again = inner[3]
    assert len(holder.weights) == 4
    holder.v = tf.Variable(1.0)
    assert any(w is holder.v for w in holder.variables)


def test_trainable_reaches_inner_layers():
    outer = layers.Layer()
    outer.inner = layers.Dense(2)
    outer.inner(tf.zeros([1, 2]))
    outer.w = tf.Variable(1.0)
    assert len(outer.trainable_variables) == 3
    outer.inner.trainable = False
    assert len(outer.trainable_variables) == 1 and len(outer.non_trainable_variables) == 2
    outer.trainable = False
    assert outer.trainable_variables == [] and len(outer.variables) == 3
    outer.trainable = True
    assert outer.inner.trainable and len(outer.trainable_weights) == 3


def test_training_flag_passes_down():
    seen = []

    class Inner(layers.Layer):
        def call(self, x, training=None):
            seen.append(training)
            return x

    class Outer(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Inner()

        def call(self, x, training=None):
            return self.inner(x)

    outer, x = Outer(), tf.zeros([1])
    for _ in range(2):
        outer(x)
        outer(x, training=True)
        outer(x, training=False)
    outer.inner(x)
    assert seen == [None, True, False] * 2 + [None]


def told(call):
    """What TensorFlow 1.15 tells a layer inside another one, by how the outer one is called."""
    seen = []

    class Inner(layers.Layer):
        def call(self, x, training=True):
            seen.append(training)
            return x

    class Outer(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Inner()

        def call(self, x, other=None, training=False):
            return self.inner(x)

    outer, x = Outer(), tf.zeros([1])
    for _ in range(2):
        call(outer, x)
    assert seen[0] is seen[1]
    return seen[0]


def test_a_layers_own_default_of_training_counts():
    assert told(lambda layer, x: layer(x)) is True
    assert told(lambda layer, x: layer.inner(x)) is True
    assert told(lambda layer, x: layer(x, training=False)) is False
    assert told(lambda layer, x: layer(x, None, False)) is False
    assert told(lambda layer, x: layer(x, training=None)) is True
    tf.keras.backend.set_learning_phase(0)
    try:
        assert told(lambda layer, x: layer(x)) is False
        assert told(lambda layer, x: layer(x, training=True)) is True
    finally:
        forget()


def test_training_reaches_calls_that_take_anything():
    class Outer(layers.Layer):
        def call(self, x, **kwargs):
            return dict(kwargs)

    outer, x = Outer(), tf.zeros([1])
    assert [outer(x), outer(x, training=True), outer(x)] == [{}, {"training": True}, {}]


def test_dropout():
    x = tf.ones([100, 100])
    layer = layers.Dropout(0.25, seed=1)
    assert layer(x) is x and layer(x, training=False) is x
    y = layer(x, training=True).numpy()
    assert set(np.unique(y)) == {0, np.float32(1 / 0.75)} and abs((y == 0).mean() - 0.25) < 0.03
    rows = layers.Dropout(0.5, noise_shape=(None, 1))(x, training=True).numpy()
    assert (rows == rows[:, :1]).all()


def test_arrays_become_tensors_before_call():
    class Kinds(layers.Layer):
        def call(self, x):
            return [type(v) for v in (x if isinstance(x, list) else [x])]

    assert Kinds()(np.zeros(2)) == [tf.Tensor] and Kinds()(1.0) == [tf.Tensor]
    assert Kinds()([np.zeros(2), tf.zeros([2])]) == [tf.Tensor, tf.Tensor]


def test_config_round_trip():
    for layer in (layers.Dense(3, "tanh", name="d"), layers.Flatten(), layers.Dropout(0.5),
                  layers.Activation("relu", input_shape=(2,))):
        again = type(layer).from_config(layer.get_config())
        assert again.get_config() == layer.get_config()


class Scale(tf.keras.layers.Layer):
    builds = 0

    def build(self, input_shape):
        self.factor = self.add_weight("factor", [int(input_shape[-1])], initializer="ones")
        self.builds = self.builds + 1

    def call(self, inputs):
        return inputs * self.factor


def test_a_layer_that_is_not_built_any_more_is_built_anew():
    layer = Scale()
    for width in (3, 4):
        for _ in range(2):
            assert layer(tf.ones([2, width])).shape == (2, width)
        assert layer.built and [v.shape.as_list() for v in layer.weights] == [[width]]
        layer.built = False
    assert layer.builds == 2
    dense = tf.keras.layers.Dense(2)
    for _ in range(3):
        dense(tf.ones([1, 3]))  # the last ones by its short way
    old, dense.built = dense.kernel, False
    assert dense(tf.ones([1, 3])).shape == (1, 2) and dense.kernel is not old
    assert len(dense.weights) == 2 and dense.weights[0] is dense.kernel
    model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
    model(tf.ones([1, 3]))
    model.built = False
    model(tf.ones([1, 3]))
    assert model.built


def test_a_weight_leaves_with_its_last_attribute():
    layer = tf.keras.layers.Layer()
    layer.f = layer.g = layer.add_weight("f", [2])
    layer.add_weight("unnamed", [2])
    names = lambda: [v.name for v in layer.weights]  # noqa: E731
    assert names() == ["f:0", "unnamed:0"]
    del layer.f
    assert names() == ["f:0", "unnamed:0"]
    layer.g = layer.g
    assert names() == ["f:0", "unnamed:0"]
    kept, layer.g = layer.g, tf.Variable([1.0], name="other")
    assert names() == ["unnamed:0", "other:0"]
    layer.g = kept
    assert names() == ["unnamed:0", "f:0"]
    layer.g = 3
    assert names() == ["unnamed:0"]


def test_losses_are_computed_at_each_look():
    layer = tf.keras.layers.Dense(
        1, kernel_initializer="ones", kernel_regularizer=lambda w: 2.0 * tf.reduce_sum(w)
    )
    model = tf.keras.Sequential([layer])
    assert model.losses == []
    model(tf.ones([1, 3]))
    assert [float(loss) for loss in model.losses] == [6.0]
    layer.kernel.assign(tf.zeros([3, 1]))
    model.add_loss([lambda: tf.constant(1.0), lambda: None])
    assert [float(loss) for loss in model.losses] == [1.0, 0.0]
    assert len(layer.get_losses_for(None)) == 1 and layer.get_losses_for(tf.ones([1])) == []
    with tf.GradientTape() as tape:
        loss = sum(model.losses)
    assert tape.gradient(loss, layer.kernel).numpy().tolist() == [[2.0]] * 3
    active = tf.keras.layers.Dense(1, "relu", activity_regularizer="l2", kernel_initializer="ones")
    for rows in (4, 2, 1):  # the last call's alone, per example
        active(tf.ones([rows, 3]))
        assert [round(float(loss), 6) for loss in active.losses] == [0.09]


def test_inputs_of_another_shape_than_the_layer_wants():
    class Wants(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.input_spec = tf.keras.layers.InputSpec(shape=(None, 3))

        def call(self, x):
            return x

    assert Wants()(tf.ones([2, 3])).shape.as_list() == [2, 3]
    with pytest.raises(ValueError, match=r"expected shape=\(None, 3\), found shape=\[1, 2\]"):
        Wants()(tf.ones([1, 2]))
