"""The code of the eager guide builds graphs, which give the numbers that it gives eagerly."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

tfe = tf.contrib.eager
RANDOM = np.random.RandomState(0)
POINTS = RANDOM.randn(200).astype(np.float32)
TARGETS = (POINTS * 3 + 2 + RANDOM.randn(200)).astype(np.float32)
IMAGES = RANDOM.rand(32, 784).astype(np.float32)
LABELS = RANDOM.randint(0, 10, 32)


class MySimpleLayer(tf.keras.layers.Layer):
    def __init__(self, output_units):
        super().__init__()
        self.output_units = output_units

    def build(self, input_shape):
        self.kernel = self.add_variable("kernel", [input_shape[-1], self.output_units])

    def call(self, input):
        return tf.matmul(input, self.kernel)


class MNISTModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense1 = tf.keras.layers.Dense(units=10)
        self.dense2 = tf.keras.layers.Dense(units=10)

    def call(self, input):
        result = self.dense1(input)
        result = self.dense2(result)
        return self.dense2(result)


def sequential():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(10, input_shape=(784,)), tf.keras.layers.Dense(10)
    ])


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.W = tfe.Variable(5.0, name="weight")
        self.B = tfe.Variable(10.0, name="bias")

    def predict(self, inputs):
        return inputs * self.W + self.B


def some_weights(variables):
    random = np.random.RandomState(1)
    return [random.randn(*v.shape.as_list()).astype(np.float32) * 0.05 for v in variables]


def in_graph(build, feeds=()):
    """Runs what `build` makes of placeholders that are fed."""
    with tf.Graph().as_default(), tf.Session() as session:
        given = [tf.placeholder(x.dtype, [None, *x.shape[1:]]) for x in map(np.asarray, feeds)]
        fetched = build(*given)
        session.run(tf.global_variables_initializer())
        return session.run(fetched, dict(zip(given, feeds, strict=True)))


def test_the_same_code_knows_the_mode():
    assert tf.executing_eagerly()
    with tf.Graph().as_default():
        assert not tf.executing_eagerly()
    assert in_graph(lambda: tf.matmul([[2.0]], [[2.0]])).tolist() == [[4.0]]
    a = np.array([[1, 2], [3, 4]], np.int32)
    assert in_graph(lambda x: x * tf.add(x, 1), [a]).tolist() == [[2, 6], [12, 20]]


@pytest.mark.parametrize("make", [lambda: MySimpleLayer(3), sequential, MNISTModel])
def test_layers_and_models(make):
    eager = make()
    eager(tf.constant(IMAGES))
    eager.set_weights(some_weights(eager.variables))

    def build(images):
        model = make()
        logits = model(images)
        assert logits.shape.as_list()[0] is None and model.variables == tf.global_variables()
        values = some_weights(model.variables)
        initial = [v.assign(x) for v, x in zip(model.variables, values, strict=True)]
        with tf.control_dependencies(initial):
            return model(images)

    assert np.array_equal(in_graph(build, [IMAGES]), eager(tf.constant(IMAGES)).numpy())


def test_a_blank_image():
    batch = lambda: tf.zeros([1, 1, 784])  # noqa: E731
    result = in_graph(lambda: MNISTModel()(batch()))
    assert result.shape == (1, 1, 10) and not result.any()


def test_tapes():
    def gradient():
        w = tfe.Variable([[1.0]])
        with tf.GradientTape() as tape:
            loss = w * w
        return tape.gradient(loss, [w])

    assert gradient()[0].numpy().tolist() == in_graph(gradient)[0].tolist() == [[2.0]]


def loss_of_points(weights, biases):
    error = POINTS * weights + biases - TARGETS
    return tf.reduce_mean(tf.square(error))


def gradient_at(weights, biases):
    with tf.GradientTape() as tape:
        value = loss_of_points(weights, biases)
    return tape.gradient(value, [weights, biases])


def test_training_by_assignments():
    W, B = tfe.Variable(5.0), tfe.Variable(10.0)
    eager = []
    for _ in range(50):
        dW, dB = gradient_at(W, B)
        W.assign_sub(dW * 0.01)
        B.assign_sub(dB * 0.01)
        eager.append(float(loss_of_points(W, B)))
    with tf.Graph().as_default(), tf.Session() as session:
        W, B = tfe.Variable(5.0), tfe.Variable(10.0)
        dW, dB = gradient_at(W, B)
        step = [W.assign_sub(dW * 0.01), B.assign_sub(dB * 0.01)]
        loss = loss_of_points(W, B)
        session.run(tf.global_variables_initializer())
        found = [session.run([step, loss]) and float(session.run(loss)) for _ in range(50)]
    assert found == eager


def model_loss(model, x, y):
    return tf.losses.sparse_softmax_cross_entropy(labels=y, logits=model(x))


def model_gradients(model, inputs, targets):
    with tf.GradientTape() as tape:
        value = model_loss(model, inputs, targets)
    return tape.gradient(value, model.variables)


def step_of(model, optimizer, x, y, by_minimize):
    if by_minimize:
        count = tf.train.get_or_create_global_step()
        return optimizer.minimize(lambda: model_loss(model, x, y), global_step=count)
    grads = model_gradients(model, x, y)
    pairs = zip(grads, model.variables, strict=True)
    return optimizer.apply_gradients(pairs, global_step=tf.train.get_or_create_global_step())


@pytest.mark.parametrize("by_minimize", [False, True])
@pytest.mark.parametrize("make", [sequential, MNISTModel])
def test_training_a_model(make, by_minimize):
    x, y = tf.constant(IMAGES), tf.constant(LABELS)
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.1)
    model, eager = make(), []
    model(x)
    model.set_weights(some_weights(model.variables))
    for _ in range(5):
        step_of(model, optimizer, x, y, by_minimize)
        eager.append(float(model_loss(model, x, y)))
    assert in_a_session(make, by_minimize) == eager


def in_a_session(make, by_minimize):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 784])
        y = tf.placeholder(tf.int64, [None])
        model, optimizer = make(), tf.train.GradientDescentOptimizer(learning_rate=0.1)
        loss = model_loss(model, x, y)
        train = step_of(model, optimizer, x, y, by_minimize)
        session.run(tf.global_variables_initializer())
        values = some_weights(model.variables)
        session.run([v.assign(a) for v, a in zip(model.variables, values, strict=True)])
        feeds = {x: IMAGES, y: LABELS}
        found = [session.run(train, feeds) or float(session.run(loss, feeds)) for _ in range(5)]
        assert session.run(tf.train.get_global_step()) == 5
        return found


def test_a_model_of_variables():
    def loss(model):
        return tf.reduce_mean(tf.square(model.predict(POINTS) - TARGETS))

    def step(model):
        with tf.GradientTape() as tape:
            value = loss(model)
        grads = tape.gradient(value, [model.W, model.B])
        optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01)
        return optimizer.apply_gradients(zip(grads, [model.W, model.B], strict=True))

    model = Model()
    eager = [step(model) or float(loss(model)) for _ in range(20)]
    with tf.Graph().as_default(), tf.Session() as session:
        model = Model()
        assert [v.name for v in tf.trainable_variables()] == ["weight:0", "bias:0"]
        value, train = loss(model), step(model)
        session.run(tf.global_variables_initializer())
        assert [session.run(train) or float(session.run(value)) for _ in range(20)] == eager


def test_functions_of_gradients():
    def square(x):
        return tf.multiply(x, x)

    grad = tfe.gradients_function(square)
    gradgrad = tfe.gradients_function(lambda x: grad(x)[0])
    three = np.float32([3.0])
    assert in_graph(lambda x: [square(x), grad(x), gradgrad(x)], [three]) == [9.0, [6.0], [2.0]]


@tf.custom_gradient
def clip_gradient_by_norm(x, norm):
    y = tf.identity(x)

    def grad_fn(dresult):
        return [tf.clip_by_norm(dresult, norm), None]

    return y, grad_fn


@tf.custom_gradient
def log1pexp(x):
    e = tf.exp(x)

    def grad(dy):
        return dy * (1 - 1 / (1 + e))

    return tf.log(1 + e), grad


def test_custom_gradients():
    x = np.float32([3.0, 4.0])
    clipped = in_graph(lambda x: tf.gradients(clip_gradient_by_norm(x, 0.5) * [3.0, 4.0], x), [x])
    np.testing.assert_allclose(clipped[0], [0.3, 0.4], 1e-6)
    steep = np.float32([0.0, 100.0])
    assert in_graph(lambda x: tf.gradients(log1pexp(x), x), [steep])[0].tolist() == [0.5, 1.0]
    by_tape = in_graph(lambda x: tfe.gradients_function(log1pexp)(x), [steep])
    assert by_tape[0].tolist() == [0.5, 1.0]


def test_eager_code_in_a_graph(capfd):
    def my_py_func(x):
        x = tf.matmul(x, x)
        print(x)
        assert tf.executing_eagerly()
        return x

    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(dtype=tf.float32)
        pf = tfe.py_func(my_py_func, [x], tf.float32)
        slope = tf.gradients(pf, x)[0]
        assert sess.run([pf, slope], feed_dict={x: [[2.0]]}) == [[[4.0]], [[4.0]]]
    printed = capfd.readouterr().out.splitlines()[0]
    assert printed == "tf.Tensor([[4.]], shape=(1, 1), dtype=float32)"


PROGRAM = """
import tensorflow as tf
tfe = tf.contrib.eager
assert not tf.executing_eagerly()
model = tf.keras.Sequential([
    tf.keras.layers.Dense(10, input_shape=(784,)), tf.keras.layers.Dense(10)])
x, y = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int64, [None])
loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=model(x))
train = tf.train.GradientDescentOptimizer(0.1).minimize(
    loss, global_step=tf.train.get_or_create_global_step())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, feed_dict={x: [[0.5] * 784], y: [3]})
    print(sess.run(tf.train.get_global_step()), sess.run(loss, {x: [[0.5] * 784], y: [3]}) < 0.1)
"""


def test_a_program_that_never_enables_eager_execution(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    root = str(Path(next(iter(tf.__path__))).parent)
    search = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "zeal", str(path)], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": search},
    )
    assert (done.returncode, done.stdout) == (0, "3 True\n"), done.stderr
