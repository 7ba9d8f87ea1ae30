"""What optimizers promise to programs and subclasses: slots, names, hooks, settings, errors."""

import numpy as np
import pytest

import zeal as tf

train = tf.train


class Summed(train.Optimizer):
    """Steps along the sum of gradients, which it keeps in a slot; counts steps in a variable."""

    def __init__(self, rate, name="Summed"):
        super().__init__(False, name)
        self._rate = rate

    def _create_slots(self, var_list):
        first = min(var_list, key=lambda v: v.name)
        self._create_non_slot_variable(0.0, "steps", first)
        for v in var_list:
            self._zeros_slot(v, "sum", self._name)

    def _prepare(self):
        self._rate_t = tf.convert_to_tensor(self._call_if_callable(self._rate), name="rate")

    def _steps(self):
        graph = None if tf.executing_eagerly() else tf.get_default_graph()
        with tf.init_scope():
            graph = None if tf.executing_eagerly() else graph
        return self._get_non_slot_variable("steps", graph)

    def _apply_dense(self, grad, var):
        total = self.get_slot(var, "sum").assign_add(grad)
        return tf.assign_sub(var, self._rate_t * total)

    _resource_apply_dense = _apply_dense

    def _apply_sparse(self, grad, var):
        return tf.scatter_sub(var, grad.indices, self._rate_t * grad.values)

    def _resource_apply_sparse(self, grad, var, indices):
        return self._apply_sparse(tf.IndexedSlices(grad, indices), var)

    def _finish(self, update_ops, name_scope):
        with tf.control_dependencies(update_ops):
            grown = self._steps().assign_add(1.0)
        return tf.group(*update_ops, grown, name=name_scope)


@pytest.mark.parametrize("mode", ["eager", "traced", "graph"])
def test_subclasses_of_programs_in_three_modes(mode):
    with tf.Graph().as_default() if mode == "graph" else tf.init_scope():
        x = tf.Variable([1.0, 2.0, 3.0], name=f"x_{mode}")
        optimizer = Summed(lambda: 0.5)

        def step():
            optimizer.apply_gradients([(tf.constant([1.0, 0.0, 2.0]), x)])

        if mode == "graph":
            run = optimizer.apply_gradients([(tf.constant([1.0, 0.0, 2.0]), x)])
            assert run.name == "Summed"
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                session.run(run)
                session.run(run)
                got = session.run([x, optimizer.get_slot(x, "sum"), optimizer._steps()])
        else:
            step = tf.contrib.eager.defun(step) if mode == "traced" else step
            step()
            step()
            got = [v.numpy() for v in (x, optimizer.get_slot(x, "sum"), optimizer._steps())]
        assert [v.name for v in optimizer.variables()] == ["steps:0", f"x_{mode}/Summed:0"]
        assert got[0].tolist() == [-0.5, 2.0, 0.0] and got[1].tolist() == [2.0, 0.0, 4.0]
        assert got[2] == 2.0


def test_rows_that_repeat_reach_subclasses_once():
    x = tf.Variable([[1.0], [2.0]])
    rows = tf.IndexedSlices(tf.constant([[1.0], [2.0], [4.0]]), tf.constant([1, 0, 1]))
    Summed(1.0).apply_gradients([(rows, x)])
    assert x.numpy().tolist() == [[-1.0], [-3.0]]


def test_the_most_derived_method_counts():
    class Doubled(train.AdamOptimizer):
        def _resource_apply_dense(self, grad, var):
            return super()._resource_apply_dense(2.0 * grad, var)

    class Halved(Doubled):
        def _apply_dense(self, grad, var):
            return tf.assign_sub(var, 0.5 * grad)

    x, y = tf.Variable([3.0]), tf.Variable([3.0])
    Doubled(0.5).apply_gradients([(tf.constant([1.0]), x)])
    Halved(0.5).apply_gradients([(tf.constant([1.0]), y)])
    np.testing.assert_allclose(x.numpy(), [2.5], rtol=1e-6)
    assert y.numpy().tolist() == [2.5]


def test_names_in_graphs():
    with tf.Graph().as_default() as graph:
        w, step = tf.Variable([1.0, 2.0], name="w"), train.get_or_create_global_step()
        loss = tf.reduce_sum(w * w)
        first = train.AdamOptimizer(0.1).minimize(loss, step)
        second = train.AdamOptimizer(0.1)
        with tf.name_scope("train"):
            assert second.minimize(loss).name == "train/Adam"
        assert train.AdamOptimizer(0.1, name="Own").minimize(loss).name == "Own"
        assert first.name == "Adam" and tf.get_collection("train_op")[0] is first
        assert [v.name for v in tf.global_variables()] == [
            "w:0", "global_step:0", "beta1_power:0", "beta2_power:0", "w/Adam:0", "w/Adam_1:0",
            "train/beta1_power:0", "train/beta2_power:0", "w/Adam_2:0", "w/Adam_3:0",
            "beta1_power_1:0", "beta2_power_1:0", "w/Own:0", "w/Own_1:0",
        ]  # fmt: skip
        names = {op.name for op in graph.get_operations()}
        assert {
            "Adam/learning_rate", "Adam/beta1", "Adam/beta2", "Adam/epsilon",
            "Adam/update_w/ApplyAdam", "Adam/mul", "Adam/mul_1", "Adam/update", "Adam",
        } <= names  # fmt: skip
        assert [v.name for v in second.variables()] == [
            "train/beta1_power:0", "train/beta2_power:0", "w/Adam_2:0", "w/Adam_3:0",
        ]  # fmt: skip
    assert second.variables() == []
    with tf.Graph().as_default():
        v = tf.Variable([1.0, 2.0], name="v")
        second.minimize(tf.reduce_sum(v * v))
        assert [s.name for s in second.variables()] == [
            "beta1_power:0", "beta2_power:0", "v/Adam:0", "v/Adam_1:0",
        ]  # fmt: skip


@pytest.mark.parametrize("make, slots, names", [
    (lambda: train.MomentumOptimizer(0.1, 0.9), ["momentum"], ["Momentum"]),
    (lambda: train.RMSPropOptimizer(0.1), ["momentum", "rms"], ["RMSProp", "RMSProp_1"]),
    (lambda: train.RMSPropOptimizer(0.1, centered=True), ["mg", "momentum", "rms"],
     ["RMSProp", "RMSProp_1", "RMSProp_2"]),
    (lambda: train.AdagradOptimizer(0.1), ["accumulator"], ["Adagrad"]),
    (lambda: train.AdadeltaOptimizer(), ["accum", "accum_update"], ["Adadelta", "Adadelta_1"]),
    (lambda: train.FtrlOptimizer(0.1), ["accum", "linear"], ["Ftrl", "Ftrl_1"]),
    (lambda: train.FtrlOptimizer(0.1, accum_name="A", linear_name="L"), ["accum", "linear"],
     ["A", "L"]),
    (lambda: train.AdagradDAOptimizer(0.1, tf.Variable(0, dtype=tf.int64)),
     ["gradient_accumulator", "gradient_squared_accumulator"], ["AdagradDA", "AdagradDA_1"]),
])  # fmt: skip
def test_names_of_slots_eagerly(make, slots, names):
    with tf.variable_scope(None, "fresh") as scope:
        pass
    v = tf.Variable([1.0, 2.0], name=scope.name)
    optimizer = make()
    assert optimizer.get_slot_names() == []
    optimizer.minimize(lambda: tf.reduce_sum(v * v))
    assert optimizer.get_slot_names() == slots
    assert [s.name for s in optimizer.variables()] == [f"{scope.name}/{n}:0" for n in names]
    assert {n: s for n, of, s in optimizer._slots_for_checkpoint() if of is v} == {
        n: optimizer.get_slot(v, n) for n in slots
    }


def test_settings_of_every_kind_are_read_at_each_step():
    beta = tf.Variable(0.5)
    for rate in (0.5, tf.constant(0.5), tf.Variable(0.5), lambda: 0.5, lambda: tf.constant(0.5)):
        x = tf.Variable(1.0)
        optimizer = train.MomentumOptimizer(rate, beta)
        optimizer.apply_gradients([(tf.constant(1.0), x)])
        assert float(x) == 0.5
    beta.assign(0.0)
    optimizer.apply_gradients([(tf.constant(1.0), x)])
    assert float(x) == 0.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="lr is not a scalar"):
        train.AdamOptimizer([0.1, 0.2]).apply_gradients([(tf.constant(1.0), x)])


def test_large_variables_are_cut_among_threads_without_a_trace():
    n = 100_000
    start, slope = np.linspace(-1, 1, n, dtype="float32"), np.cos(np.arange(n, dtype="float32"))
    whole, parts = tf.Variable(start), [tf.Variable(p) for p in np.split(start, 100)]
    for variables, slopes in (([whole], [slope]), (parts, np.split(slope, 100))):
        optimizer = train.AdamOptimizer(0.01)
        for _ in range(3):
            pairs = [(tf.constant(g), v) for g, v in zip(slopes, variables, strict=True)]
            optimizer.apply_gradients(pairs)
    assert np.array_equal(whole.numpy(), np.concatenate([p.numpy() for p in parts]))


def test_values_read_before_a_step_stay():
    x, optimizer = tf.Variable([1.0, 2.0]), train.AdamOptimizer(0.5)
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), x)])
    held, slot = x.value(), optimizer.get_slot(x, "m").value()
    before = held.numpy(), slot.numpy()
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), x)])
    assert np.array_equal(held.numpy(), before[0]) and np.array_equal(slot.numpy(), before[1])
    assert x.numpy()[0] < before[0][0]


def test_no_variable_changes_where_one_cannot():
    x, y, optimizer = tf.Variable([1.0]), tf.Variable([1.0]), train.AdamOptimizer(0.5)
    for bad in (tf.constant([1.0, 2.0]), tf.IndexedSlices(tf.ones([1]), tf.constant([7]))):
        with pytest.raises(tf.errors.InvalidArgumentError):
            optimizer.apply_gradients([(tf.constant([1.0]), x), (bad, y)])
    assert x.numpy().tolist() == [1.0]
    assert optimizer._get_beta_accumulators()[0].numpy() == np.float32(0.9)


def test_errors_in_graphs():
    with tf.Graph().as_default():
        v = tf.Variable([1.0, 2.0])
        adam = train.AdamOptimizer(0.1)
        with pytest.raises(ValueError, match="gate_gradients must be one of.*Not 9"):
            adam.minimize(tf.reduce_sum(v), gate_gradients=9)
        with pytest.raises(ValueError, match="Invalid type tf.int32 for .*, expected"):
            adam.minimize(tf.constant(1), var_list=[v])
        with pytest.raises(ValueError, match="No variables to optimize"):
            adam.minimize(tf.reduce_sum(v), var_list=[])
        with pytest.raises(NotImplementedError, match="Trying to optimize unsupported type"):
            adam.minimize(tf.reduce_sum(v), var_list=[1.0])
        with pytest.raises(NotImplementedError, match="Trying to update a Tensor"):
            adam.apply_gradients([(tf.constant(1.0), tf.constant(1.0))])
        with pytest.raises(ValueError, match="No gradients provided for any variable"):
            adam.minimize(tf.constant(1.0))
        with pytest.raises(tf.errors.InvalidArgumentError, match="do not have the same shape"):
            adam.apply_gradients([(tf.ones([3]), v)])
        gated = adam.minimize(tf.reduce_sum(v * v), gate_gradients=adam.GATE_GRAPH)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(gated)
            np.testing.assert_allclose(session.run(v), [0.9, 1.9], rtol=1e-6)


def test_constraints_hold_behind_rows_too():
    x = tf.Variable([[4.0], [4.0]], constraint=lambda v: tf.minimum(v, 1.0))
    rows = tf.IndexedSlices(tf.ones([1, 1]), tf.constant([0]))
    train.AdagradOptimizer(0.5).apply_gradients([(rows, x)])
    assert x.numpy().tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("call, words", [
    (lambda: train.AdagradOptimizer(0.1, 0.0), "initial_accumulator_value must be positive: 0.0"),
    (lambda: train.ProximalAdagradOptimizer(0.1, -1.0), "must be positive: -1.0"),
    (lambda: train.AdagradDAOptimizer(0.1, None, 0.0), "squared_accumulator_value must be posi"),
    (lambda: train.FtrlOptimizer(0.1, 0.5), "learning_rate_power 0.500000 needs to be negative"),
    (lambda: train.FtrlOptimizer(0.1, initial_accumulator_value=-1.0), "needs to be positive or"),
    (lambda: train.FtrlOptimizer(0.1, l1_regularization_strength=-1.0), "l1_regularization_stre"),
    (lambda: train.AdamOptimizer(name=""), "Must specify the optimizer name"),
])  # fmt: skip
def test_settings_are_checked(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_optimizers_shared_by_functions_keep_their_state():
    x, optimizer = tf.Variable(3.0), train.AdamOptimizer(0.1)
    y, other = tf.Variable(3.0), train.AdamOptimizer(0.1)

    @tf.function
    def traced():
        with tf.GradientTape() as tape:
            loss = x * x
        optimizer.apply_gradients([(tape.gradient(loss, x), x)])

    for _ in range(3):
        traced()
        other.minimize(lambda: y * y)
    assert float(x) == float(y)
    optimizer.minimize(lambda: x * x)
    other.minimize(lambda: y * y)
    assert float(x) == float(y)


def test_swapping_saver_of_parts(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        split = tf.fixed_size_partitioner(2)
        x = tf.get_variable("x", initializer=tf.constant([4.0, 8.0]), partitioner=split)
        optimizer = tf.contrib.opt.MovingAverageOptimizer(
            train.GradientDescentOptimizer(0.5), average_decay=0.5
        )
        step = optimizer.minimize(tf.reduce_sum(tf.concat(list(x), 0)))
        saver = optimizer.swapping_saver()
        session.run(tf.global_variables_initializer())
        session.run(step)
        path = saver.save(session, str(tmp_path / "parts"), write_meta_graph=False)
    reader = train.load_checkpoint(path)
    found = {name: reader.get_tensor(name).tolist() for name in ("x", "x/ExponentialMovingAverage")}
    assert found == {"x": [3.75, 7.75], "x/ExponentialMovingAverage": [3.5, 7.5]}


def test_moving_average_optimizer():
    x = tf.Variable(4.0)
    optimizer = tf.contrib.opt.MovingAverageOptimizer(
        train.MomentumOptimizer(0.25, 0.0), average_decay=0.5
    )
    with pytest.raises(RuntimeError, match="before creating the swapping_saver"):
        optimizer.swapping_saver()
    optimizer.minimize(lambda: x * x)
    optimizer.minimize(lambda: x * x)
    assert float(x) == 1.0 and optimizer._ema.average(x).numpy() == 1.5
    assert optimizer.get_slot_names() == ["momentum"]


def test_minimize_asks_for_gradients_by_name():
    class Own(tf.train.GradientDescentOptimizer):
        def compute_gradients(self, loss, var_list, **kwargs):
            return super().compute_gradients(loss, var_list, **kwargs)

    x = tf.Variable(3.0)
    Own(0.5).minimize(lambda: x * x, var_list=[x])
    assert x.numpy() == 0.0
