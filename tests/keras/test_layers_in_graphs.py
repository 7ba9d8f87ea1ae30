"""Layers and models called while a graph is built; names are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

keras, old = tf.keras.layers, tf.layers


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def images(*sizes):
    return tf.placeholder(tf.float32, sizes or [None, 3], "x")


def names(values):
    return [v.name for v in values]


def squares(w):
    return tf.reduce_sum(tf.square(w))


def run(fetches, feeds=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


PAIR = ["dense/kernel:0", "dense/bias:0"]


# --- tf.layers ---
def test_older_layers_are_named_by_variable_scopes():
    x = images()
    with tf.variable_scope("a"):
        found = [old.dense(x, 4, name="fc"), old.dense(x, 4)]
        with tf.variable_scope("b"):
            found.append(old.dense(x, 2))
    with tf.name_scope("n"):
        found.append(old.dense(x, 2))
    assert names(found) == [
        "a/fc/BiasAdd:0", "a/dense/BiasAdd:0", "a/b/dense/BiasAdd:0", "n/dense/BiasAdd:0",
    ]
    assert names(tf.global_variables()) == [
        "a/fc/kernel:0", "a/fc/bias:0", "a/dense/kernel:0", "a/dense/bias:0",
        "a/b/dense/kernel:0", "a/b/dense/bias:0", *PAIR,
    ]


def test_a_layer_that_is_called_again_stays_in_its_scope():
    layer = old.Dense(3, name="my")
    found = [layer(images())]
    with tf.variable_scope("elsewhere"):
        found.append(layer(images()))
    with tf.name_scope("there"):
        found.append(layer.apply(images()))
    assert names(found) == ["my/BiasAdd:0", "my/BiasAdd_1:0", "my/BiasAdd_2:0"]
    assert names(tf.global_variables()) == names(layer.weights) == ["my/kernel:0", "my/bias:0"]
    assert layer.scope_name == "my"


def test_reuse_by_name():
    x = images()
    with pytest.raises(ValueError, match="Variable fc/kernel does not exist"):
        old.dense(x, 4, name="fc", reuse=True)
    found = [old.dense(x, 4, name="fc", reuse=r) for r in (None, True, tf.AUTO_REUSE)]
    assert names(found) == ["fc_1/BiasAdd:0", "fc_2/BiasAdd:0", "fc_3/BiasAdd:0"]
    with pytest.raises(ValueError, match="Variable fc/kernel already exists, disallowed"):
        old.dense(x, 4, name="fc")
    assert old.Dense(4, _scope="fc", _reuse=True)(x).shape.as_list() == [None, 4]
    assert names(tf.global_variables()) == ["fc/kernel:0", "fc/bias:0"]


def test_reuse_without_a_name_finds_the_first():
    found = [old.dense(images(), 4), old.dense(images(), 4, reuse=True)]
    assert names(found) == ["dense/BiasAdd:0", "dense_1/BiasAdd:0"]
    assert names(tf.global_variables()) == PAIR


@pytest.mark.parametrize("reuse", [True, tf.AUTO_REUSE])
def test_reuse_by_variable_scope(reuse):
    found = []
    for asked in (None, reuse):
        with tf.variable_scope("m", reuse=asked):
            found += [old.dense(images(), 4), old.dense(images(), 4, name="z")]
            found.append(old.dense(images(), 4))
    assert names(found) == [
        "m/dense/BiasAdd:0", "m/z/BiasAdd:0", "m/dense_1/BiasAdd:0",
        "m_1/dense/BiasAdd:0", "m_1/z/BiasAdd:0", "m_1/dense_1/BiasAdd:0",
    ]
    assert len(tf.global_variables()) == 6


def test_regularizers_of_older_layers_join_the_graphs_losses():
    x = images()
    old.dense(x, 4, name="fc", kernel_regularizer=squares)
    old.dense(x, 4, name="fc", kernel_regularizer=squares, reuse=True)  # not once more
    layer = old.Dense(2, bias_regularizer=squares, activity_regularizer=tf.reduce_sum)
    layer(x)
    with tf.variable_scope("s", regularizer=squares, initializer=tf.ones_initializer()):
        old.dense(x, 4)
    assert [n.rpartition("/")[0] for n in names(tf.losses.get_regularization_losses())] == [
        "fc/kernel/Regularizer", "dense/bias/Regularizer", "dense/ActivityRegularizer",
        "s/dense/kernel/Regularizer", "s/dense/bias/Regularizer",
    ]
    assert len(layer.losses) == 2
    assert run(tf.losses.get_regularization_losses("s/")) == [12.0, 0.0]


def test_a_layer_that_is_not_trained_is_not_listed():
    old.dense(images(), 4, trainable=False)
    assert tf.trainable_variables() == [] and names(tf.global_variables()) == PAIR


def test_a_layer_of_the_programs_own():
    class Scale(old.Layer):
        def build(self, shape):
            self.by = self.add_variable("by", [int(shape[-1])], initializer=tf.ones_initializer())
            self.seen = self.add_weight("seen", [], trainable=False)
            self.built = True

        def call(self, x):
            self.add_update(self.seen.assign_add(tf.reduce_sum(x), read_value=False), inputs=x)
            return x * self.by

    layer = Scale()
    x = images()
    y = layer(x)
    assert names(layer.weights) == ["scale/by:0", "scale/seen:0"] and y.name.startswith("scale/")
    assert names(layer.trainable_weights) == ["scale/by:0"]
    assert layer.updates == layer.get_updates_for(x) and layer.get_updates_for(None) == []
    assert layer.get_updates_for(y) == []


# --- Keras ---
def test_keras_layers_are_named_by_name_scopes():
    layer = keras.Dense(4, name="kd")
    found = [layer(images()), layer(images())]
    with tf.variable_scope("v"):
        found.append(keras.Dense(2, name="ke")(images()))
    with tf.name_scope("n"):
        found.append(keras.Dense(2)(images()))
    assert names(found) == [
        "kd/BiasAdd:0", "kd_1/BiasAdd:0", "v/ke/BiasAdd:0", "n/dense/BiasAdd:0",
    ]
    assert names(tf.global_variables()) == names(tf.trainable_variables()) == [
        "kd/kernel:0", "kd/bias:0", "v/ke/kernel:0", "v/ke/bias:0", "n/dense/kernel:0",
        "n/dense/bias:0",
    ]
    with tf.Graph().as_default():  # counts anew
        assert keras.Dense(2).name == "dense" and keras.Dense(2).name == "dense_1"


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.first = keras.Dense(4, "relu", kernel_regularizer=squares, name="first")
        self.second = keras.Dense(2, name="second")

    def call(self, x):
        return self.second(self.first(x))


def test_models():
    model = Net()
    found = [model(images()), model(images())]
    assert names(found) == ["net/second/BiasAdd:0", "net_1/second/BiasAdd:0"]
    variables = ["net/first/kernel:0", "net/first/bias:0", "net/second/kernel:0",
                 "net/second/bias:0"]
    assert names(tf.global_variables()) == names(model.trainable_weights) == variables
    assert len(model.losses) == 1 and tf.losses.get_regularization_losses() == []


def test_sequentials():
    model = tf.keras.Sequential(
        [keras.Dense(4, input_shape=(3,), name="a"), keras.Dropout(0.5), keras.Dense(2, name="c")],
        name="built",
    )
    assert model(images()).name == "built/c/BiasAdd:0"
    late = tf.keras.Sequential([keras.Dense(2, name="a", kernel_regularizer=squares)], name="late")
    assert late(images()).name == "late/a/BiasAdd:0" and len(late.losses) == 1
    assert names(tf.global_variables()) == [
        "a/kernel:0", "a/bias:0", "c/kernel:0", "c/bias:0", "late/a/kernel:0", "late/a/bias:0",
    ]


@pytest.mark.parametrize("sizes", [(2, 3), (None, 3), (None, None, 3), None])
def test_a_model_gives_what_it_gives_eagerly(sizes):
    x = np.random.RandomState(0).randn(*(n or 2 for n in sizes or (2, 3))).astype(np.float32)
    kernel = np.random.RandomState(1).randn(3, 2).astype(np.float32)
    layer = keras.Dense(2, "tanh", kernel_initializer=tf.constant_initializer(kernel))
    given = tf.placeholder(tf.float32, sizes)
    if sizes is None:
        with pytest.raises(ValueError, match="its rank is undefined, but the layer requires"):
            layer(given)
        given.set_shape([None, 3])
    y = layer(given)
    flat = keras.Flatten()(y)
    assert y.shape.ndims == x.ndim
    got, flattened = run([y, flat], {given: x})
    np.testing.assert_allclose(got, np.tanh(x @ kernel), 1e-5)
    np.testing.assert_array_equal(flattened, got.reshape(len(got), -1))


def test_losses_of_a_model_train_it():
    model = Net()
    x, y = images(), tf.placeholder(tf.float32, [None, 2])
    loss = tf.losses.mean_squared_error(y, model(x)) + sum(model.losses)
    train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
    feeds = {x: np.eye(3), y: np.eye(3)[:, :2]}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first = session.run(loss, feeds)
        for _ in range(20):
            session.run(train, feeds)
        assert session.run(loss, feeds) < first


def test_losses_belong_to_the_graph_of_their_tensors():
    layer = keras.Dense(2, activity_regularizer=tf.reduce_sum)
    x = images()
    layer(x)
    assert len(layer.losses) == len(layer.get_losses_for(x)) == 1
    assert layer.get_losses_for(None) == []
    with tf.Graph().as_default():
        assert layer.losses == []


@pytest.mark.parametrize("drop", [
    lambda x, flag: keras.Dropout(0.5)(x, training=flag),
    lambda x, flag: old.dropout(x, 0.5, training=flag),
    lambda x, flag: tf.contrib.layers.dropout(x, 0.5, is_training=flag),
])  # fmt: skip
def test_dropout_that_the_run_decides(drop):
    x, flag = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.bool, [])
    y = drop(x, flag)
    g = tf.gradients(y, x)[0]
    with tf.Session() as session:
        feeds = {x: np.ones((50, 4)), flag: True}
        dropped, slope = session.run([y, g], feeds)
        assert set(dropped.ravel()) == {0.0, 2.0} and np.array_equal(slope, dropped)
        assert set(session.run(y, {**feeds, flag: False}).ravel()) == {1.0}
    assert y.shape.as_list() == [None, 4]


def test_output_shapes_are_inferred_from_call():
    class Half(keras.Layer):
        def build(self, shape):
            self.by = self.add_weight("by", [])

        def call(self, x):
            return tf.concat([x[:, ::2], x[:, ::2]], 2) * self.by

    layer = Half()
    assert layer.compute_output_shape([None, None, 3]).as_list() == [None, None, 6]
    assert layer.compute_output_shape([2, 5, 3]).as_list() == [2, 3, 6]
    assert len(layer.weights) == 1 and len(tf.global_variables()) == 1


def test_losses_of_layers_in_a_branch_can_be_used_outside():
    x, flag = images(), tf.placeholder(tf.bool, [])
    ones = tf.ones_initializer()
    y = tf.cond(
        flag,
        lambda: old.dense(x, 4, name="a", kernel_initializer=ones, kernel_regularizer=squares),
        lambda: tf.contrib.layers.fully_connected(
            x, 4, scope="b", weights_initializer=ones, weights_regularizer=squares
        ),
    )
    assert len(tf.trainable_variables()) == 4
    found = run([y, tf.losses.get_regularization_loss()], {x: [[1, 2, 3]], flag: True})
    assert found[0].tolist() == [[6.0] * 4] and found[1] == 24.0


def test_losses_of_regularizers_are_named_after_the_variable():
    with tf.Graph().as_default():
        layer = tf.keras.layers.Dense(2, kernel_regularizer=tf.reduce_sum)
        layer(tf.keras.Input((3,)))
        plain = tf.keras.layers.Layer()
        plain.add_weight()
        plain.add_weight(regularizer=tf.reduce_sum)
        with tf.name_scope("outer"):
            names = [x.losses[0].op.name.rpartition("/")[0] for x in (layer, plain)]
    assert names == ["outer/dense/kernel/Regularizer", "outer/Variable_1/Regularizer"]
