"""Whole programs in TensorFlow 1.x's style: what the guide teaches, end to end."""

import numpy as np
import pytest

import zeal as tf

tf.enable_eager_execution()
tfe = tf.contrib.eager


def _points(n, slope=3.0, offset=2.0):
    x = tf.random_normal([n], seed=1)
    return x, x * slope + offset + tf.random_normal([n], seed=2)


def test_values_come_at_once_and_mix_with_numpy():
    assert tf.executing_eagerly()
    m = tf.matmul([[2.0]], [[2.0]])
    assert f"{m}" == "[[4.]]"
    a = tf.constant([[1, 2], [3, 4]])
    b = tf.add(a, 1)
    assert str(b) == "tf.Tensor(\n[[2 3]\n [4 5]], shape=(2, 2), dtype=int32)"
    product = np.multiply(a, b)
    assert type(product) is np.ndarray and product.tolist() == [[2, 6], [12, 20]]
    assert isinstance(np.ones((2, 2), np.int32) + a, tf.Tensor)


def test_python_control_flow_on_tensors():
    words, counter = [], tf.constant(0)
    for number in range(1, 16):
        number = tf.constant(number)
        three, five = int(number % 3) == 0, int(number % 5) == 0
        words.append("fizz" * three + "buzz" * five or int(number))
        counter += 1
    assert words[2] == "fizz" and words[4] == "buzz" and words[14] == "fizzbuzz"
    assert int(counter) == 15


def test_regression_with_assignments():
    x, y = _points(1000)
    w, b = tfe.Variable(5.0), tfe.Variable(10.0)
    for _ in range(200):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(x * w + b - y))
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(dw * 0.01)
        b.assign_sub(db * 0.01)
    assert 0.8 < float(f"{loss:.3f}") < 1.3
    assert abs(w.numpy() - 3) < 0.2 and abs(b.numpy() - 2) < 0.3


def test_regression_with_a_model_and_an_optimizer():
    class Line(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.w = tfe.Variable(5.0, name="weight")
            self.b = tfe.Variable(10.0, name="bias")

        def predict(self, inputs):
            return inputs * self.w + self.b

    x, y = _points(2000)
    model, optimizer = Line(), tf.train.GradientDescentOptimizer(learning_rate=0.01)
    step = tf.train.get_or_create_global_step()
    before = int(step.numpy())
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model.predict(x) - y))
        grads = tape.gradient(loss, [model.w, model.b])
        optimizer.apply_gradients(zip(grads, [model.w, model.b], strict=True), global_step=step)
    assert int(step.numpy()) == before + 300
    assert abs(model.w.numpy() - 3) < 0.1 and abs(model.b.numpy() - 2) < 0.1


def test_a_layer_without_super_init_and_with_input_shape_in_build():
    class Simple(tf.keras.layers.Layer):
        def __init__(self, units):
            self.units = units

        def build(self, input):
            self.kernel = self.add_variable("kernel", [input.shape[-1], self.units])

        def call(self, input):
            return tf.matmul(input, self.kernel)

    layer = Simple(3)
    assert layer(tf.ones([2, 4])).shape == (2, 3)
    assert [v.shape.as_list() for v in layer.variables] == [[4, 3]]


def _digits(rows=640):
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(10, 64)).astype(np.float32)
    labels = rng.integers(0, 10, rows)
    noise = rng.normal(size=(rows, 64)).astype(np.float32)
    return centres[labels] + 0.3 * noise, labels


def _classifier():
    return tf.keras.Sequential(
        [tf.keras.layers.Dense(10, input_shape=(64,)), tf.keras.layers.Dense(10)]
    )


def _loss(model, x, y):
    return tf.losses.sparse_softmax_cross_entropy(labels=y, logits=model(x))


def test_classifier_learns_from_a_dataset():
    model, optimizer = _classifier(), tf.train.GradientDescentOptimizer(0.1)
    data = tf.data.Dataset.from_tensor_slices(_digits()).shuffle(640).repeat(4).batch(32)
    x, y = iter(data).next()
    first = float(_loss(model, x, y))
    for step, (x, y) in enumerate(data):  # noqa: B007
        with tf.GradientTape() as tape:
            loss = _loss(model, x, y)
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(
            zip(grads, model.variables, strict=True),
            global_step=tf.train.get_or_create_global_step(),
        )
    assert step == 79
    assert float(loss) < 0.3 < first


def test_minimize_takes_a_function():
    model, optimizer = _classifier(), tf.train.GradientDescentOptimizer(0.1)
    x, y = _digits()
    before = float(_loss(model, x, y))
    with tf.device("/cpu:0"):
        for _ in range(20):
            optimizer.minimize(lambda: _loss(model, x, y))
    assert float(_loss(model, x, y)) < before / 2


def test_devices_that_are_not_there():
    for name in ("/gpu:0", "/cpu:1"):
        with pytest.raises(RuntimeError, match="unknown device"), tf.device(name):
            tf.ones([2])
    assert tf.ones([2]).device.endswith("CPU:0")


def test_line_search():
    def step(fn, start, rate=1.0):
        with tf.GradientTape() as tape:
            tape.watch(start)
            value = fn(start)
        (grad,) = tape.gradient(value, [start])
        decrease, reached, x = tf.reduce_sum(grad * grad), value, start
        while reached > value - rate * decrease / 2:
            x = start - rate * grad
            reached = fn(x)
            rate /= 2.0
        return x, reached

    _, value = step(lambda v: tf.reduce_sum(v**4), tf.constant([1.0, 2.0]))
    assert float(value) < 17


def test_gradient_functions_of_rising_order():
    grad = tfe.gradients_function(lambda x: tf.multiply(x, x))
    second = tfe.gradients_function(lambda x: grad(x)[0])
    third = tfe.gradients_function(lambda x: second(x)[0])
    assert float(grad(3.0)[0]) == 6 and float(second(3.0)[0]) == 2
    assert third(3.0) == [None]
    branch = tfe.gradients_function(lambda x: x if x > 0.0 else -x)
    assert float(branch(3.0)[0]) == 1 and float(branch(-3.0)[0]) == -1


def test_custom_gradient_is_stable_where_the_plain_one_is_not():
    plain = tfe.gradients_function(lambda x: tf.log(1 + tf.exp(x)))

    @tf.custom_gradient
    def log1pexp(x):
        e = tf.exp(x)
        return tf.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))

    stable = tfe.gradients_function(log1pexp)
    assert float(plain(0.0)[0]) == float(stable(0.0)[0]) == 0.5
    assert np.isnan(float(plain(100.0)[0])) and float(stable(100.0)[0]) == 1


def test_clipped_gradient():
    @tf.custom_gradient
    def clip(x, norm):
        return tf.identity(x), lambda dy: [tf.clip_by_norm(dy, norm), None]

    grad = tfe.gradients_function(lambda x: clip(x, 0.5) * 3.0)
    assert float(grad(2.0)[0]) == 0.5


@pytest.mark.skipif(tfe.num_gpus() > 0, reason="this machine has a GPU")
def test_a_missing_gpu_is_an_error():
    with pytest.raises(RuntimeError, match="GPU:0"):
        tf.zeros([2]).gpu()
    with pytest.raises(RuntimeError, match="GPU:0"), tf.device("/gpu:0"):
        tf.zeros([2]) + 1.0
    assert float(tf.reduce_sum(tf.ones([2]).cpu())) == 2
