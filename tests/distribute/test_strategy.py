"""tf.distribute over one device."""

import numpy as np
import pytest

import zeal as tf

D = tf.distribute


def test_a_training_loop_as_programs_write_it():
    strategy = D.MirroredStrategy()
    x = np.random.RandomState(0).normal(size=(64, 3)).astype(np.float32)
    y = x @ [[1.0], [2.0], [3.0]]
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
        optimizer = tf.keras.optimizers.SGD(0.1)
    data = tf.data.Dataset.from_tensor_slices((x, y.astype(np.float32))).batch(16).repeat(5)
    data = strategy.experimental_distribute_dataset(data)

    def step(inputs):
        features, targets = inputs
        with tf.GradientTape() as tape:
            errors = tf.square(model(features) - targets)
            loss = tf.reduce_sum(errors) / 16
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return errors

    means = []
    with strategy.scope():
        for batch in data:
            errors = strategy.experimental_run_v2(step, args=(batch,))
            means.append(float(strategy.reduce("mean", tf.squeeze(errors), axis=0)))
    assert len(means) == 20 and means[-1] < means[0] / 50


def test_keras_trains_in_a_scope():
    strategy = D.OneDeviceStrategy("/cpu:0")
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
        model.compile("sgd", "mse")
    assert model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0).history["loss"]


def test_contexts():
    assert not D.has_strategy() and not D.in_cross_replica_context()
    assert D.get_replica_context().strategy is D.get_strategy()
    strategy = D.MirroredStrategy()
    with strategy.scope() as entered:
        assert entered is strategy is D.get_strategy() and D.has_strategy()
        assert D.get_replica_context() is None and D.in_cross_replica_context()
        with strategy.scope():
            pass
        with pytest.raises(RuntimeError, match="Mixing different tf.distribute.Strategy objects"):
            D.OneDeviceStrategy("/cpu:0").scope().__enter__()
    assert not D.has_strategy()

    def inside(a, b):
        context = D.get_replica_context()
        assert not D.in_cross_replica_context() and context.strategy is strategy
        assert context.replica_id_in_sync_group.numpy() == 0
        across = context.merge_call(
            lambda s, v: (s is strategy, D.in_cross_replica_context(), v), (b,)
        )
        return context.all_reduce(D.ReduceOp.SUM, {"a": a}), across

    found = strategy.experimental_run_v2(inside, (1.0,), {"b": 2})
    assert found[0]["a"].numpy() == 1.0 and found[1] == (True, True, 2)
    assert strategy.experimental_local_results(3) == (3,)


def test_a_strategy_for_all():
    strategy = D.MirroredStrategy()
    D.experimental_set_strategy(strategy)
    try:
        assert D.get_strategy() is strategy and D.in_cross_replica_context()
    finally:
        D.experimental_set_strategy(None)
    assert not D.has_strategy()


def test_iterators_eagerly_and_in_graphs():
    strategy = D.MirroredStrategy()
    iterator = strategy.make_dataset_iterator(tf.data.Dataset.range(3))
    assert [int(strategy.experimental_run(lambda x: x * 2, iterator)) for _ in range(3)] == [
        0,
        2,
        4,
    ]
    iterator.initialize()
    assert int(next(iterator)) == 0
    with tf.Graph().as_default(), tf.Session() as session, strategy.scope():
        iterator = strategy.make_input_fn_iterator(lambda context: tf.data.Dataset.range(
            context.get_per_replica_batch_size(4)))  # fmt: skip
        start = iterator.initialize()
        doubled = strategy.experimental_run(lambda x: x * 2, iterator)
        session.run(start)
        assert [session.run(doubled) for _ in range(4)] == [0, 2, 4, 6]
        session.run(start)
        assert session.run(doubled) == 0


def test_functions_of_replicas_are_converted_as_their_caller_is():
    """As in TensorFlow 1.15, where the caller alone decides."""
    v = tf.Variable(0.0)

    def step(x):
        if x > 1.0:
            v.assign_add(x)
        else:
            v.assign_sub(3 * x)
        return x

    for strategy in (D.get_strategy(), D.OneDeviceStrategy("/cpu:0")):
        converted = tf.function(lambda x, s=strategy: s.experimental_run_v2(step, (x,)))
        named = tf.function(lambda x, s=strategy: s.experimental_run_v2(fn=step, args=(x,)))
        v.assign(0.0)
        assert [float(converted(tf.constant(x))) for x in (2.0, 1.0)] == [2.0, 1.0]
        assert float(named(tf.constant(5.0))) == 5.0 and float(v) == 4.0
        plain = tf.function(lambda x, s=strategy: s.experimental_run_v2(step, (x,)), None, False)
        with pytest.raises(TypeError, match="AutoGraph"):
            plain(tf.constant(2.0))


def test_means_of_integers_are_no_integers():
    """Captured from TensorFlow 1.15."""
    for dtype, expected in ((tf.int32, tf.float64), (tf.int8, tf.float32), (tf.half, tf.half)):
        mean = D.get_strategy().reduce("mean", tf.cast([[0, 2], [1, 5]], dtype), axis=0)
        assert (mean.dtype, mean.numpy().tolist()) == (expected, [0.5, 3.5])


def test_what_is_refused():
    with pytest.raises(NotImplementedError, match="several devices"):
        D.MirroredStrategy(["/gpu:0", "/gpu:1"])
    older = tf.contrib.distribute.MirroredStrategy
    assert older(num_gpus=0, auto_shard_dataset=True).num_replicas_in_sync == 1
    with pytest.raises(NotImplementedError, match="/gpu:0, /gpu:1"):
        older(num_gpus_per_worker=2)
    for wrong in ({"devices": ["/cpu:0"]}, {"num_gpus_per_worker": 1}):
        with pytest.raises(ValueError, match="specify"):
            older(num_gpus=0, **wrong)
    with pytest.raises(ValueError, match="not divisible"):
        D.InputContext(num_replicas_in_sync=3).get_per_replica_batch_size(4)
    with pytest.raises(ValueError):
        D.get_strategy().reduce("product", 1.0)
    with pytest.raises(TypeError, match="list or tuple"):
        D.get_strategy().experimental_run_v2(lambda: None, 3)


def test_internal_names_of_clusters_and_combinations():
    from zeal.interop.internals import distribute_combinations, multi_worker_util
    from zeal.interop.internals import strategy_combinations as named

    jobs = {"worker": ["a:1", "b:1"], "ps": ["c:1"], "evaluator": ["d:1"]}
    assert multi_worker_util.is_chief(jobs, "worker", 0)
    assert not multi_worker_util.is_chief(jobs, "worker", 1)
    assert multi_worker_util.worker_count(jobs | {"chief": ["e:1"]}, "worker") == 3
    assert multi_worker_util.id_in_cluster(jobs | {"chief": ["e:1"]}, "worker", 1) == 2
    assert multi_worker_util.collective_leader(jobs, "worker", 1) == "/job:worker/replica:0/task:0"
    assert multi_worker_util.collective_leader(jobs, "evaluator", 0) == ""
    for task, text in ((("chief", 0), "not found"), (("worker", 2), "exceeds the maximum id")):
        with pytest.raises(ValueError, match=text):
            multi_worker_util.is_chief(jobs, *task)

    pytest.importorskip("absl")
    from absl.testing import parameterized

    seen = []

    class Case(parameterized.TestCase):
        @distribute_combinations.generate(
            distribute_combinations.combine(distribution=named.strategies_minus_tpu, mode="eager")
        )
        def test_strategy(self, distribution):
            seen.append(distribution)

    for name in (n for n in dir(Case) if n.startswith("test_strategy")):
        assert Case(name).run().wasSuccessful()
    assert [type(s).__name__ for s in seen] == ["Strategy", "OneDeviceStrategy"]
