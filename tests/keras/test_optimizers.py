"""tf.keras.optimizers: settings, state, configurations. Values are in tests/train."""

import numpy as np
import pytest

import zeal as tf

optimizers = tf.keras.optimizers
NAMES = ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam", "Ftrl")
every_name = pytest.mark.parametrize("name", NAMES)


def stepped(optimizer, times=1):
    """A variable after some steps."""
    x = tf.Variable([3.0, -1.0], name="x")
    for _ in range(times):
        optimizer.minimize(lambda: tf.reduce_sum(x * x), [x])
    return x


@every_name
def test_configurations_make_equal_optimizers(name):
    optimizer = getattr(optimizers, name)(0.05, clipnorm=1.0)
    for copy in (
        type(optimizer).from_config(optimizer.get_config()),
        optimizers.deserialize(optimizers.serialize(optimizer)),
        optimizers.get({"class_name": name, "config": optimizer.get_config()}),
    ):
        assert copy.get_config() == optimizer.get_config()
        assert np.array_equal(stepped(copy, 3).numpy(), stepped(optimizer, 3).numpy())
        optimizer = type(optimizer).from_config(copy.get_config())
    assert type(optimizers.get(name.lower())) is type(optimizer)


@every_name
def test_steps_go_down_and_are_counted(name):
    optimizer = getattr(optimizers, name)(0.01)
    x = stepped(optimizer, 3)
    assert abs(x.numpy()[0]) < 3 and int(optimizer.iterations) == 3
    assert optimizer.weights[0] is optimizer.iterations
    assert optimizer.iterations.name == f"{name}/iter:0"


def test_settings_can_be_read_and_set():
    optimizer = optimizers.SGD(0.5, momentum=0.5)
    assert optimizer.get_config()["learning_rate"] == 0.5
    x = stepped(optimizer)
    np.testing.assert_allclose(x.numpy(), [0.0, 0.0])
    assert float(optimizer.lr) == float(optimizer.learning_rate) == 0.5
    optimizer.learning_rate = 0.25
    optimizer.momentum = 0.0
    assert float(optimizer.lr) == 0.25
    x.assign([1.0, 1.0])
    optimizer.minimize(lambda: tf.reduce_sum(x * x), [x])
    np.testing.assert_allclose(x.numpy(), [0.5, 0.5])
    with pytest.raises(AttributeError, match="no attribute 'rho'"):
        optimizer.rho  # noqa: B018


def test_learning_rates_of_every_kind():
    schedule = optimizers.schedules.PiecewiseConstantDecay([0], [0.5, 0.125])
    for rate in (0.5, tf.Variable(0.5), tf.constant(0.5), lambda: 0.5, schedule):
        optimizer = optimizers.SGD(rate)
        x = tf.Variable(1.0)
        optimizer.apply_gradients([(tf.constant(1.0), x)])
        assert float(x) == 0.5
    optimizer.apply_gradients([(tf.constant(1.0), x)])
    assert float(x) == 0.375
    optimizer.learning_rate = 1.0
    assert optimizer.get_config()["learning_rate"] == 1.0


def test_slots():
    optimizer = optimizers.Adam(0.1, amsgrad=True)
    x = stepped(optimizer)
    assert optimizer.get_slot_names() == ["m", "v", "vhat"]
    assert optimizer.get_slot(x, "m").name == "Adam/x/m:0"
    assert [v.name for v in optimizer.variables()] == [
        "Adam/iter:0", "Adam/x/m:0", "Adam/x/v:0", "Adam/x/vhat:0",
    ]  # fmt: skip
    assert [(n, v, s) for n, v, s in optimizer._slots_for_checkpoint()] == [
        (n, x, optimizer.get_slot(x, n)) for n in ("m", "v", "vhat")
    ]
    with pytest.raises(KeyError):
        optimizer.get_slot(tf.Variable(1.0), "m")


def test_weights_move_to_another_optimizer():
    first, second = optimizers.Adam(0.1), optimizers.Adam(0.1)
    x, y = stepped(first, 3), stepped(second)
    y.assign(x)
    second.set_weights(first.get_weights())
    for optimizer, v in ((first, x), (second, y)):
        optimizer.minimize(lambda v=v: tf.reduce_sum(v * v), [v])
    assert np.array_equal(x.numpy(), y.numpy())
    with pytest.raises(ValueError, match="with a  weight list of length 1"):
        second.set_weights([1])
    with pytest.raises(ValueError, match=r"weight shape \(2,\) not compatible .* \(3,\)"):
        second.set_weights([1, np.zeros(3), np.zeros(2)])


def test_gradients_are_cut():
    x = tf.Variable([3.0, 4.0])
    optimizers.SGD(1.0, clipnorm=1.0).minimize(lambda: tf.reduce_sum(x * x), [x])
    np.testing.assert_allclose(x.numpy(), [2.4, 3.2], rtol=1e-6)
    optimizers.SGD(1.0, clipvalue=0.5).minimize(lambda: tf.reduce_sum(x * x), lambda: [x])
    np.testing.assert_allclose(x.numpy(), [1.9, 2.7], rtol=1e-6)


def test_bad_arguments():
    with pytest.raises(TypeError, match="Unexpected keyword argument passed to optimizer: foo"):
        optimizers.SGD(foo=1)
    with pytest.raises(ValueError, match="Expected clipnorm >= 0, received: -1"):
        optimizers.SGD(clipnorm=-1)
    with pytest.raises(ValueError, match=r"must be between \[0, 1\]"):
        optimizers.SGD(momentum=2)
    with pytest.raises(ValueError, match="Unknown optimizer: Foo"):
        optimizers.get("Foo")
    with pytest.raises(ValueError, match="Could not interpret optimizer identifier"):
        optimizers.get(3)
    for get in (optimizers.get, tf.keras.Sequential().compile):  # a class, not yet called
        with pytest.raises(ValueError, match="Could not interpret optimizer identifier"):
            get(optimizers.SGD)
    of_train = tf.train.AdamOptimizer()
    assert optimizers.get(of_train) is of_train
    with pytest.raises(ValueError, match="does not support"):
        optimizers.Nadam(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5))
    x = tf.Variable(1.0)
    with pytest.raises(ValueError, match="No gradients provided for any variable: .*Variable"):
        optimizers.SGD().apply_gradients([(None, x)])
    with pytest.raises(RuntimeError, match="Cannot set `iterations`"):
        optimizer = optimizers.SGD()
        optimizer.apply_gradients([(1.0, x)])
        optimizer.iterations = x


def test_subclasses_of_programs():
    class Doubled(optimizers.SGD):
        def _resource_apply_dense(self, grad, var, apply_state=None):
            return super()._resource_apply_dense(2.0 * grad, var, apply_state)

    class Own(optimizers.Optimizer):
        def __init__(self, rate):
            super().__init__("Own")
            self._set_hyper("learning_rate", rate)

        def _create_slots(self, var_list):
            for v in var_list:
                self.add_slot(v, "sum")

        def _resource_apply_dense(self, grad, var):
            total = self.get_slot(var, "sum").assign_add(grad)
            return var.assign_sub(self._decayed_lr(var.dtype) * total)

    for optimizer, want in ((Doubled(0.25), [2.0]), (Own(0.5), [2.0])):
        x = tf.Variable([3.0])
        optimizer.apply_gradients([(tf.constant([2.0]), x)])
        assert x.numpy().tolist() == want
    optimizer.apply_gradients([(tf.constant([2.0]), x)])
    assert x.numpy().tolist() == [0.0] and int(optimizer.iterations) == 2


def test_mixed_dtypes_and_constraints():
    x, y = tf.Variable([1.0]), tf.Variable([1.0], dtype=tf.float64, constraint=lambda v: v * 0 + 7)
    optimizer = optimizers.Adam(0.1)
    optimizer.apply_gradients([(tf.constant([1.0]), x), (tf.constant([1.0], tf.float64), y)])
    np.testing.assert_allclose(x.numpy(), [0.9], rtol=1e-5)
    assert y.numpy().tolist() == [7.0]


def test_graphs_and_sessions():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.get_variable("x", [2], initializer=tf.ones_initializer())
        optimizer = optimizers.SGD(0.5)
        [train] = optimizer.get_updates(tf.reduce_sum(x * x), [x])
        assert [v.name for v in tf.global_variables()] == [
            "x:0", "SGD/iter:0", "SGD/decay:0", "SGD/learning_rate:0", "SGD/momentum:0",
        ]  # fmt: skip
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([x, optimizer.iterations])[0].tolist() == [0.0, 0.0]
        optimizer.learning_rate = 0.25
        assert session.run(optimizer.lr) == 0.25 and optimizer.get_weights() == [1]


def test_checkpoints_have_settings_steps_and_slots(tmp_path):
    x, optimizer = tf.Variable([3.0, -1.0]), optimizers.Adam(0.1)
    optimizer.minimize(lambda: tf.reduce_sum(x * x), [x])
    path = tf.train.Checkpoint(x=x, optimizer=optimizer).save(str(tmp_path / "c"))
    keys = {name.partition("/.ATTRIBUTES")[0] for name, _ in tf.train.list_variables(path)}
    settings = {f"optimizer/{name}" for name in ("iter", "beta_1", "beta_2", "decay")}
    slots = {f"x/.OPTIMIZER_SLOT/optimizer/{slot}" for slot in ("m", "v")}
    assert keys - {"_CHECKPOINTABLE_OBJECT_GRAPH"} == {
        "x", "save_counter", "optimizer/learning_rate", *settings, *slots,
    }  # fmt: skip
    y, other = tf.Variable([0.0, 0.0]), optimizers.Adam(0.7)
    tf.train.Checkpoint(x=y, optimizer=other).restore(path)
    for v, o in ((x, optimizer), (y, other)):
        o.minimize(lambda v=v: tf.reduce_sum(v * v), [v])
    assert np.array_equal(x.numpy(), y.numpy()) and int(other.iterations) == 2
    assert float(other.learning_rate) == np.float32(0.1)
