"""Optimizers in checkpoints: slots restored before and after they are made."""

import pathlib

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint.bundle_reader import BundleReader

DATA = pathlib.Path(__file__).parent / "data"
X = tf.constant([[1.0, 2.0], [3.0, -4.0]])
Y = tf.constant([[1.0], [-1.0]])


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        constant = tf.keras.initializers.Constant
        self.first = tf.keras.layers.Dense(3, "tanh", kernel_initializer=constant(0.25))
        self.rest = [
            tf.keras.layers.Dense(2, kernel_initializer=constant(0.5)),
            {"out/put": tf.keras.layers.Dense(1, kernel_initializer=constant(-0.5))},
        ]

    def call(self, x):
        return self.rest[1]["out/put"](self.rest[0](self.first(x)))


def new_root(optimizer=None):
    optimizer = optimizer or tf.train.AdamOptimizer(0.1)
    step = tf.Variable(0, dtype=tf.int64, name="global_step", trainable=False)
    return tf.train.Checkpoint(model=Net(), optimizer=optimizer, optimizer_step=step)


def loss_of(root):
    return tf.reduce_mean((root.model(X) - Y) ** 2)


def train(root):
    with tf.GradientTape() as tape:
        loss = loss_of(root)
    variables = root.model.variables
    pairs = zip(tape.gradient(loss, variables), variables, strict=True)
    if isinstance(root.optimizer, tf.train.Optimizer):
        root.optimizer.apply_gradients(pairs, root.optimizer_step)
    else:
        root.optimizer.apply_gradients(pairs)
    return float(loss)


# What TensorFlow 1.15 printed at the fourth and fifth step.
LOSSES = [0.8561651706695557, 0.9246078133583069]


def test_tensorflow_goes_on_here_before_anything_is_made():
    root = new_root()
    status = root.restore(DATA / "tf115_objects")
    np.testing.assert_allclose([train(root) for _ in range(2)], LOSSES, rtol=1e-6)
    status.assert_consumed()
    assert int(root.optimizer_step) == 5


def test_tensorflow_goes_on_here_after_all_is_made():
    root = new_root()
    for _ in range(4):
        train(root)
    root.restore(DATA / "tf115_objects").assert_consumed()
    np.testing.assert_allclose([train(root) for _ in range(2)], LOSSES, rtol=1e-6)


def test_tensorflow_goes_on_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        net, step = Net(), tf.train.get_or_create_global_step()
        loss = tf.reduce_mean((net(tf.constant(X.numpy())) - tf.constant(Y.numpy())) ** 2)
        optimizer = tf.train.AdamOptimizer(0.1)
        update = optimizer.minimize(loss, step)
        root = tf.train.Checkpoint(model=net, optimizer=optimizer, optimizer_step=step)
        status = root.restore(DATA / "tf115_objects")
        status.assert_consumed().run_restore_ops()
        got = [session.run([loss, update])[0] for _ in range(2)]
    np.testing.assert_allclose(got, LOSSES, rtol=1e-6)


OPTIMIZERS = {
    "Adam": lambda: tf.train.AdamOptimizer(0.1),
    "Momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "RMSProp": lambda: tf.train.RMSPropOptimizer(0.1, centered=True),
    "Adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "Adadelta": lambda: tf.train.AdadeltaOptimizer(0.1),
    "Ftrl": lambda: tf.train.FtrlOptimizer(0.1),
    "keras Adam": lambda: tf.keras.optimizers.Adam(0.1),
    "keras SGD": lambda: tf.keras.optimizers.SGD(0.1, momentum=0.9),
    "GradientDescent": lambda: tf.train.GradientDescentOptimizer(0.1),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_as_if_it_had_not_been_stopped(name, tmp_path):
    root = new_root(OPTIMIZERS[name]())
    for _ in range(3):
        train(root)
    path = root.save(tmp_path / "ckpt")
    want = [train(root) for _ in range(3)]
    later = new_root(OPTIMIZERS[name]())
    status = later.restore(path)
    assert [train(later) for _ in range(3)] == want
    status.assert_consumed()
    late = new_root(OPTIMIZERS[name]())
    train(late)
    late.restore(path).assert_consumed()
    assert [train(late) for _ in range(3)] == want


def test_keys_of_slots_are_tensorflows(tmp_path):
    root = new_root()
    train(root)
    reader = BundleReader(root.save(tmp_path / "ckpt"))
    assert sorted(reader.keys()) == sorted(BundleReader(DATA / "tf115_objects").keys())


def test_slots_are_there_at_once_where_their_variables_are(tmp_path):
    root = new_root()
    train(root)
    path = root.save(tmp_path / "ckpt")
    later = new_root()
    later.model(X)
    status = later.restore(path)
    kernel = later.model.first.kernel
    slot = later.optimizer.get_slot(kernel, "m")
    np.testing.assert_array_equal(slot.numpy(),
                                  root.optimizer.get_slot(root.model.first.kernel, "m").numpy())
    assert slot.name == kernel.name.replace(":0", "/Adam:0")
    with pytest.raises(AssertionError, match="beta1_power"):
        status.expect_partial().assert_consumed()  # made by the first step, as in TensorFlow


def test_an_optimizer_that_comes_later_gets_its_slots(tmp_path):
    root = new_root()
    train(root)
    path = root.save(tmp_path / "ckpt")
    want = train(root)
    later = tf.train.Checkpoint(model=Net())
    status = later.restore(path)
    later.model(X)
    later.optimizer_step = tf.Variable(0, dtype=tf.int64)
    later.optimizer = tf.train.AdamOptimizer(0.1)
    assert train(later) == want
    status.assert_consumed()


def test_slots_of_other_shapes_say_so(tmp_path):
    x = tf.Variable([1.0, 2.0])
    optimizer = tf.train.AdamOptimizer(0.1)
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), x)])
    path = tf.train.Checkpoint(x=x, optimizer=optimizer).save(tmp_path / "ckpt")
    y = tf.Variable([1.0, 2.0, 3.0])
    optimizer = tf.train.AdamOptimizer(0.1)
    optimizer.apply_gradients([(tf.constant([1.0, 1.0, 1.0]), y)])
    with pytest.raises(ValueError, match=r"Shapes \(3,\) and \(2,\) are incompatible"):
        tf.train.Checkpoint(x=y, optimizer=optimizer).restore(path)


def test_slots_in_a_graph_before_they_are_made(tmp_path):
    path, want = None, None
    for restoring in (False, True):
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.Variable([1.0, 2.0])
            optimizer = tf.train.AdamOptimizer(0.1)
            root = tf.train.Checkpoint(x=x, optimizer=optimizer)
            status = root.restore(path)
            update = optimizer.minimize(tf.reduce_sum(x * x))
            session.run(tf.global_variables_initializer())
            status.initialize_or_restore(session)
            if not restoring:
                session.run(update)
                path = root.save(tmp_path / "ckpt")
            else:
                status.assert_consumed()
            session.run(update)
            if not restoring:
                want = session.run(x)
            else:
                np.testing.assert_array_equal(session.run(x), want)


def test_names_of_keras_optimizers_and_metrics_are_tensorflows(tmp_path):
    root = new_root(tf.keras.optimizers.Adam(0.1))
    root.loss = tf.contrib.eager.metrics.Mean("loss")
    root.loss(train(root))
    pairs = tf.train.list_variables(root.save(tmp_path / "ckpt"))
    keys = [key.removesuffix("/.ATTRIBUTES/VARIABLE_VALUE") for key, _ in pairs]
    # Recorded from TensorFlow 1.15.
    assert [k for k in keys if k.startswith(("optimizer/", "loss/"))] == [
        "loss/denom", "loss/numer", "optimizer/beta_1", "optimizer/beta_2", "optimizer/decay",
        "optimizer/iter", "optimizer/learning_rate",
    ]  # fmt: skip
    assert "model/first/kernel/.OPTIMIZER_SLOT/optimizer/m" in keys


def test_metrics_go_on(tmp_path):
    mean = tf.contrib.eager.metrics.Mean()
    mean([1.0, 3.0])
    path = tf.train.Checkpoint(mean=mean).save(tmp_path / "ckpt")
    later = tf.contrib.eager.metrics.Mean()
    status = tf.train.Checkpoint(mean=later).restore(path)
    later(5.0)
    assert float(later.result()) == 3.0
    status.assert_consumed()
    later.init_variables()
    later(7.0)
    assert float(later.result()) == 7.0
