"""tf.contrib.quantize: folded batch norms compute the same; names and ranges are TensorFlow's."""

import numpy as np
import pytest

import zeal as tf
from zeal.contrib.quantize.folding import fold_batch_norms
from zeal.contrib.quantize.ranges import last_value_quantize, moving_average_quantize

L = tf.contrib.layers


def _values(seed, *shape):
    return np.random.RandomState(seed).randn(*shape).astype("f")


def _norms(fused, scale, training, center, updates):
    params = {
        "fused": fused, "scale": scale, "is_training": training, "center": center, "decay": 0.7,
        "updates_collections": updates,
    }  # fmt: skip
    with tf.contrib.framework.arg_scope(
        [L.conv2d, L.separable_conv2d, L.fully_connected],
        normalizer_fn=L.batch_norm, normalizer_params=params,
        weights_initializer=tf.truncated_normal_initializer(seed=1),
    ):  # fmt: skip
        x = tf.constant(_values(0, 4, 5, 5, 3))
        y = L.conv2d(x, 4, 3, activation_fn=tf.nn.relu6, scope="a/c")
        y = L.separable_conv2d(y, None, 3, 1, rate=2, scope="d")
        return L.fully_connected(L.flatten(y), 5, scope="f")


def _run(fold, *args):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        y = tf.identity(_norms(*args))
        if fold:
            fold_batch_norms(graph, args[2])
        slopes = tf.gradients(tf.reduce_sum(y * y * _values(5, 4, 5)), tf.trainable_variables())
        session.run(tf.global_variables_initializer())
        for v in tf.global_variables():
            if "BatchNorm" in v.name:
                v.load(np.abs(_values(7, *v.shape.as_list())) + 0.5, session)
        kinds = {op.type for op in graph.get_operations() if op.name.endswith("_Fold")}
        results = [*session.run([y, *slopes])]
        session.run(tf.get_collection(tf.GraphKeys.UPDATE_OPS))
        return kinds, results + session.run(tf.global_variables())


@pytest.mark.parametrize(
    ("fused", "scale", "training", "center", "updates"),
    [
        (True, True, True, True, tf.GraphKeys.UPDATE_OPS),
        (True, False, True, True, None),
        (True, True, False, True, tf.GraphKeys.UPDATE_OPS),
        (False, True, True, True, tf.GraphKeys.UPDATE_OPS),
        (False, False, True, False, tf.GraphKeys.UPDATE_OPS),
        (False, True, False, True, None),
    ],
)
def test_folded_norms_compute_the_same(fused, scale, training, center, updates):
    kinds, folded = _run(True, fused, scale, training, center, updates)
    assert kinds == {"Conv2D", "DepthwiseConv2dNative", "MatMul"}
    _, plain = _run(False, fused, scale, training, center, updates)
    for got, want in zip(folded, plain, strict=True):
        np.testing.assert_allclose(got, want, 2e-3, 2e-3)


def _network(training=True):
    params = {"fused": True, "scale": True, "is_training": training}
    x = tf.constant(_values(0, 4, 6, 6, 3))
    c = L.conv2d(
        x, 4, 3, normalizer_fn=L.batch_norm, normalizer_params=params, activation_fn=tf.nn.relu6,
        scope="a/c",
    )  # fmt: skip
    e = L.conv2d(
        c, 4, 3, normalizer_fn=L.batch_norm, normalizer_params=params, activation_fn=None,
        scope="a/e",
    )  # fmt: skip
    c = tf.nn.relu(tf.add(e, c, name="a/AddV2"))
    c = tf.add(c, L.conv2d(c, 4, 1, scope="g/h"), name="g/add")
    q = L.separable_conv2d(c, 6, 3, 1, scope="q")
    times = tf.reduce_mean(q, [1, 2]) * 2.0
    return tf.identity(L.fully_connected(L.flatten(q), 5, activation_fn=None, scope="f")), times


def _rounded(graph):
    ends = "/FakeQuantWithMinMaxVars"
    names = [op.name for op in graph.get_operations()]
    return sorted(name.removesuffix(ends) for name in names if name.endswith(ends))


# Captured from TensorFlow 1.15.5.
_INSIDE = ["a/c/act_quant", "a/c/weights_quant", "a/e/conv_quant", "a/e/weights_quant"]
_OUTSIDE = [
    "f/act_quant", "f/weights_quant", "g/h/act_quant", "g/h/weights_quant",
    "g/post_activation_bypass_quant", "q/act_quant", "q/separable_conv2d/act_quant",
    "q/separable_conv2d/weights_quant", "q/weights_quant",
]  # fmt: skip
NAMES = {"a": _INSIDE, "all": ["a/act_quant", *_INSIDE, *_OUTSIDE]}


@pytest.mark.parametrize("rewrite", ["training", "eval", "scope"])
def test_names_are_those_of_tensorflow(rewrite):
    with tf.Graph().as_default() as graph:
        _network(rewrite != "eval")
        if rewrite == "scope":
            tf.contrib.quantize.experimental_create_training_graph(scope="a")
        else:
            getattr(tf.contrib.quantize, f"create_{rewrite}_graph")()
        assert _rounded(graph) == NAMES["a" if rewrite == "scope" else "all"]


def test_shared_weights_are_rounded_once():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [2, 4, 4, 3])
        for scope in ("a", "b"):
            with tf.variable_scope("w", reuse=tf.AUTO_REUSE), tf.name_scope(scope):
                w = tf.get_variable("w", [1, 1, 3, 3])
                tf.nn.relu(tf.nn.conv2d(x, w, 1, "SAME"))
        tf.contrib.quantize.create_training_graph()
        assert len([name for name in _rounded(graph) if "weights_quant" in name]) == 1
        read = {op.inputs[1].op.type for op in graph.get_operations() if op.type == "Conv2D"}
        assert read == {"FakeQuantWithMinMaxVars"}


def test_training_rounds_after_the_delay_and_freezes_norms():
    with tf.Graph().as_default(), tf.Session() as session:
        y, _ = _network()
        plain = tf.identity(y)
        tf.contrib.quantize.experimental_create_training_graph(quant_delay=2, freeze_bn_delay=3)
        loss = tf.reduce_mean(y * y)
        slopes = tf.gradients(loss, tf.trainable_variables())
        assert all(s is not None for s in slopes)
        session.run(tf.global_variables_initializer())
        mean = next(v for v in tf.global_variables() if v.name == "a/c/BatchNorm/moving_mean:0")
        moved = []
        for _ in range(4):
            assert np.isfinite(session.run([loss, plain])[0])
            before = session.run(mean)
            session.run(tf.get_collection(tf.GraphKeys.UPDATE_OPS))
            moved.append(bool((session.run(mean) != before).any()))
        assert moved[0] and not moved[-1]


@pytest.mark.parametrize(
    ("quantize", "values", "options", "low", "high"),
    [
        (last_value_quantize, [[-1, 1]], {}, -1.0, 1.0),
        (last_value_quantize, [[-1, 0.5]], {"symmetric": True, "narrow_range": True}, -1.0, 1.0),
        (last_value_quantize, [[-0.5, 1]], {"symmetric": True}, -128 / 127, 1.0),
        (moving_average_quantize, [[-1, 1], [0, 0]], {}, -0.49975, 0.49975),
        (last_value_quantize, [[[-1, 2], [3, 1]]], {"per_channel": True}, [-1, 0], [3, 2]),
    ],
)
def test_ranges(quantize, values, options, low, high):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, np.shape(values[0]))
        y = quantize(x, init_min=0.0, init_max=0.0, vars_collection="ends", **options)
        session.run(tf.global_variables_initializer())
        for value in values:
            session.run(y, {x: value})
        got = session.run(tf.get_collection("ends"))
        np.testing.assert_allclose(got[0], low, 1e-4)
        np.testing.assert_allclose(got[1], high, 1e-4)


def test_graphs_that_train_already():
    with tf.Graph().as_default():
        loss = tf.reduce_mean(_network()[0])
        tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with pytest.raises(ValueError, match="Training op found in graph"):
            tf.contrib.quantize.create_training_graph()
