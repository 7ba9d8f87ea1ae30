"""tf.contrib.layers: names, variables, collections and values are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

layers = tf.contrib.layers


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def images(*sizes):
    return tf.placeholder(tf.float32, sizes or [None, 3], "x")


def names(values):
    return [v.name for v in values]


def run(fetches, feeds=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


def collected(graph):
    return {key: names(graph.get_collection(key)) for key in graph.get_all_collection_keys()}


BOTH = ["fully_connected/weights:0", "fully_connected/biases:0"]


def test_fully_connected(graph):
    y = layers.fully_connected(images(), 4)
    assert y.name == "fully_connected/Relu:0" and y.shape.as_list() == [None, 4]
    listed = collected(graph)
    assert listed["variables"] == listed["trainable_variables"] == listed["model_variables"] == BOTH
    again = layers.fully_connected(y, 2, activation_fn=None)
    assert again.name == "fully_connected_1/BiasAdd:0"
    assert layers.fully_connected(images(None, 5, 3), 4).shape.as_list() == [None, 5, 4]
    assert layers.fully_connected(images(), 4, scope="net/one").name == "net/one/Relu:0"
    assert layers.relu6(images(), 4).name == "fully_connected_3/Relu6:0"
    assert layers.linear(images(), 4, biases_initializer=None).name == "fully_connected_4/MatMul:0"


def test_values_of_fully_connected():
    kernel, bias = np.arange(6, dtype=np.float32).reshape(3, 2) - 2, np.float32([1, -1])
    x = np.float32([[1, 2, 3], [-1, 0, 1]])
    y = layers.fully_connected(
        images(), 2, weights_initializer=tf.constant_initializer(kernel),
        biases_initializer=tf.constant_initializer(bias),
    )
    np.testing.assert_array_equal(run(y, {"x:0": x}), np.maximum(x @ kernel + bias, 0))


def test_where_variables_and_outputs_are_listed(graph):
    layers.fully_connected(
        images(), 4, variables_collections={"weights": ["w"], "biases": ["b"]},
        outputs_collections=["out", "more"],
    )
    listed = collected(graph)
    assert listed["w"] == BOTH[:1] and listed["b"] == BOTH[1:]
    assert listed["out"] == listed["more"] == ["fully_connected/Relu:0"]
    assert tf.get_collection("out")[0].aliases == ["fully_connected"]


def test_regularizers_join_the_losses():
    penalties = layers.l2_regularizer(0.5), layers.l1_regularizer(2.0)
    ones = tf.ones_initializer()
    layers.fully_connected(
        images(), 2, weights_initializer=ones, biases_initializer=ones,
        weights_regularizer=penalties[0], biases_regularizer=penalties[1],
    )
    losses = tf.losses.get_regularization_losses()
    assert run([*losses, tf.losses.get_regularization_loss()]) == [1.5, 4.0, 5.5]
    assert tf.losses.get_regularization_loss().name == "total_regularization_loss_1:0"


def test_variables_are_shared_by_scope(graph):
    def layer(**kwargs):
        return layers.fully_connected(
            images(), 4, scope="s", weights_regularizer=layers.l2_regularizer(0.1),
            variables_collections=["mine"], **kwargs,
        ).name

    with pytest.raises(ValueError, match="Variable s/weights does not exist"):
        layer(reuse=True)
    assert [layer(), layer(reuse=True), layer(reuse=tf.AUTO_REUSE)] == [
        "s_1/Relu:0", "s_2/Relu:0", "s_3/Relu:0",
    ]
    with pytest.raises(ValueError, match="Variable s/weights already exists, disallowed"):
        layer()
    listed = collected(graph)
    assert listed["mine"] == listed["variables"] == ["s/weights:0", "s/biases:0"]
    assert len(tf.losses.get_regularization_losses()) == 1


@pytest.mark.parametrize("call, words", [
    (lambda: layers.fully_connected(images(None, None), 4), "last dimension of the inputs to `De"),
    (lambda: layers.fully_connected(tf.placeholder("float"), 4), "its rank is undefined"),
    (lambda: layers.fully_connected(images(3), 4), "expected min_ndim=2, found ndim=1"),
    (lambda: layers.fully_connected(images(), 4.0), "num_outputs type should be one of"),
    (lambda: layers.bias_add(images(None, None)), "`C` dimension must be known but is None"),
    (lambda: layers.bias_add(images(), data_format="NCHW"), "NCHW only supports 4D Tensor"),
    (lambda: layers.layer_norm(images(None, None)), r"shape\(inputs\)\[-1:\] is not fully defined"),
    (lambda: layers.layer_norm(images(), begin_norm_axis=2), r"must be < rank\(inputs\) \(2\)"),
    (lambda: layers.unit_norm(images(), 2), "dim must be positive but smaller than the input rank"),
    (lambda: layers.softmax(images(None, None)), "dimension -1 of shape must be known but is None"),
    (lambda: layers.softmax(images(3)), "rank of shape must be at least 2 not: 1"),
    (lambda: layers.stack(images(), layers.relu, 3), "stack_args need to be a list or tuple"),
    (lambda: layers.l2_regularizer(1), "scale cannot be an integer: 1"),
    (lambda: layers.l1_regularizer(-1.0), "Setting a scale less than 0 on a regularizer: -1"),
    (lambda: layers.l1_l2_regularizer(1, 2.0), "scale_l1 cannot be an integer: 1"),
    (lambda: layers.apply_regularization(layers.l2_regularizer(0.1)), "No weights to regularize."),
])  # fmt: skip
def test_errors(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_what_changes_only_shapes():
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    flat = layers.flatten(images(None, 3, 4), outputs_collections="flat")
    assert flat.shape.as_list() == [None, 12] and tf.get_collection("flat") == [flat]
    assert layers.flatten(images(None, None, 4)).shape.as_list() == [None, None]
    np.testing.assert_array_equal(run(flat, {"x:0": x}), x.reshape(2, 12))
    hot = layers.one_hot_encoding(tf.placeholder(tf.int32, [None], "labels"), 3, on_value=2.0)
    assert run(hot, {"labels:0": [2, 0]}).tolist() == [[0, 0, 2], [2, 0, 0]]
    largest = layers.maxout(tf.constant([[1.0, 5.0, 3.0, 2.0]]), 2)
    assert run(largest).tolist() == [[5.0, 3.0]]


def test_softmax_and_norms_against_numpy():
    x = np.random.RandomState(0).randn(2, 3, 4).astype(np.float32)
    given = images(None, 3, 4)
    e = np.exp(x.astype(float))
    close = lambda y, want: np.testing.assert_allclose(run(y, {given: x}), want, 1e-5)  # noqa: E731
    close(layers.softmax(given), e / e.sum(-1, keepdims=True))
    close(layers.unit_norm(given, 1), x / np.sqrt((x.astype(float) ** 2).sum(1, keepdims=True)))
    normed = layers.layer_norm(given)
    assert names(tf.trainable_variables()) == ["LayerNorm/beta:0", "LayerNorm/gamma:0"]
    assert normed.shape.as_list() == [None, 3, 4]
    mean, deviation = x.mean((1, 2), keepdims=True), x.std((1, 2), keepdims=True)
    np.testing.assert_allclose(run(normed, {given: x}), (x - mean) / deviation, 1e-4, 1e-5)


def test_dropout():
    ones = tf.ones([100])
    keep = tf.placeholder(tf.float32, name="keep")
    assert set(run(layers.dropout(ones, keep), {keep: 0.5})) == {0.0, 2.0}
    assert set(run(layers.dropout(ones, keep), {keep: 1.0})) == {1.0}
    assert set(run(layers.dropout(ones, is_training=False))) == {1.0}


def test_chains():
    stacked = layers.stack(images(), layers.fully_connected, [4, (5, None)])
    assert stacked.name == "Stack/fully_connected_2/BiasAdd:0"
    assert layers.stack(images(), layers.relu, [4], scope="s").name == "s/s_1/Relu:0"
    assert layers.stack(images(), layers.relu, [4]).name == "Stack_1/fully_connected_1/Relu:0"
    repeated = layers.repeat(images(), 2, layers.linear, 3)
    assert repeated.name == "Repeat/fully_connected_2/BiasAdd:0"
    assert len(tf.trainable_variables()) == 12


def test_older_names():
    y = layers.legacy_relu(images(), 4)
    assert names(tf.trainable_variables()) == [BOTH[0], "fully_connected/bias:0"]
    assert names(tf.get_collection("weights")) == ["fully_connected/weights:0"]
    assert names(tf.get_collection("biases")) == ["fully_connected/bias:0"]
    assert tf.get_collection("activations") == [y]
    assert layers.bias_add(images(), tf.nn.relu).name == "BiasAdd/Relu:0"


def test_regularizers():
    w = tf.constant([1.0, -2.0])
    found = [make(w) for make in (
        layers.l1_regularizer(0.5), layers.l2_regularizer(0.5), layers.l1_l2_regularizer(0.5, 1.0),
        layers.l1_l2_regularizer(0.0, 1.0), layers.sum_regularizer([layers.l1_regularizer(1.0)]),
    )]  # fmt: skip
    assert names(found) == [
        "l1_regularizer:0", "l2_regularizer:0", "l1_l2_regularizer:0", "l1_l2_regularizer_1:0",
        "sum_regularizer:0",
    ]
    assert run(found) == [1.5, 1.25, 4.0, 2.5, 3.0]
    assert layers.l2_regularizer(0.0)(w) is None and layers.sum_regularizer([None]) is None
    total = layers.apply_regularization(layers.l2_regularizer(1.0), [w, w])
    assert total.name == "get_regularization_penalty:0" and run(total) == 5.0
    assert tf.losses.get_regularization_losses() == [total]


@pytest.mark.parametrize("make, deviation", [
    (layers.xavier_initializer(seed=1), np.sqrt(2 / 500)),
    (layers.xavier_initializer(uniform=False, seed=1), np.sqrt(2 / 500) * np.sqrt(1.3) * 0.8796),
    (layers.variance_scaling_initializer(seed=1), np.sqrt(2 / 300) * np.sqrt(1.3) * 0.8796),
    (layers.variance_scaling_initializer(1.0, "FAN_OUT", True, 1), np.sqrt(1 / 200)),
])  # fmt: skip
def test_initializers(make, deviation):
    values = run(tf.get_variable("w", [300, 200], initializer=make))
    np.testing.assert_allclose(values.std(), deviation, 0.02)


def test_bad_initializers():
    with pytest.raises(TypeError, match="non-floating point"):
        layers.xavier_initializer(dtype=tf.int32)
    with pytest.raises(TypeError, match="Unknown mode"):
        layers.variance_scaling_initializer(mode="fan_in")


def step(**changes):
    w = tf.get_variable("w", [2], initializer=tf.constant_initializer([3.0, 4.0]))
    settings = {"global_step": None, "learning_rate": 0.5, "optimizer": "SGD", **changes}
    return w, layers.optimize_loss(tf.reduce_sum(w * w) / 2, **settings)


def after(w, train):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train) == 12.5  # the loss before the step
        return session.run(w).tolist()


@pytest.mark.parametrize("changes, want", [
    ({}, [1.5, 2.0]),
    ({"optimizer": tf.train.GradientDescentOptimizer}, [1.5, 2.0]),
    ({"optimizer": tf.train.GradientDescentOptimizer(1.0), "learning_rate": None}, [0.0, 0.0]),
    ({"optimizer": lambda rate: tf.train.GradientDescentOptimizer(rate * 2.0)}, [0.0, 0.0]),
    ({"gradient_multipliers": {"w:0": 2.0}}, [0.0, 0.0]),
    ({"clip_gradients": 1.0}, [2.7, 3.6]),
    ({"clip_gradients": lambda pairs: [(g * 2.0, v) for g, v in pairs]}, [0.0, 0.0]),
    ({"variables": []}, None),
])  # fmt: skip
def test_optimize_loss(changes, want):
    if want is None:
        with pytest.raises(ValueError, match="No variables"):
            step(**changes)
    else:
        np.testing.assert_allclose(after(*step(**changes)), want, 1e-6)


def test_what_a_step_of_optimize_loss_does_besides():
    count = tf.train.get_or_create_global_step()
    seen = tf.Variable(0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, seen.assign_add(1.0).op)
    w, train = step(
        global_step=count, name="tr",
        learning_rate_decay_fn=lambda rate, at: rate / tf.cast(at + 1, tf.float32),
    )
    assert train.name == "tr/control_dependency_1:0"
    assert names(tf.get_collection("train_op")) == ["tr/train"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([seen, count, w[0]]) == [1, 1, 1.5]
        session.run(train)
        assert session.run(w[0]) == 1.125
    assert "tr/learning_rate:0" in names(tf.global_variables())


def test_noise_of_optimize_loss():
    w, train = step(gradient_noise_scale=0.001)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        off = session.run(w) - [1.5, 2.0]
    assert 0 < abs(off).max() < 0.01


@pytest.mark.parametrize("changes, error, words", [
    ({"learning_rate": -1.0}, ValueError, "Invalid learning_rate -1.0"),
    ({"learning_rate": "a"}, ValueError, "Learning rate should be 0d Tensor or float. Got a"),
    ({"learning_rate": None}, ValueError, "Learning rate is None, but should be specified if opt"),
    ({"optimizer": "Foo"}, ValueError, r"Optimizer name should be one of \[Adagrad, Adam, Ftrl"),
    ({"optimizer": 3}, ValueError, "Unrecognized optimizer: should be string, subclass of Opt"),
    ({"optimizer": lambda rate: 3}, ValueError, "function should return subclass of Optimizer"),
    ({"clip_gradients": "a"}, ValueError, "Unknown type <class 'str'> for clip_gradients"),
    ({"learning_rate_decay_fn": max}, ValueError, "global_step is required"),
    ({"summaries": ["x"]}, ValueError, "Summaries should be one of"),
    ({"global_step": 3}, TypeError, "must be a Variable or Tensor"),
])  # fmt: skip
def test_errors_of_optimize_loss(changes, error, words):
    with pytest.raises(error, match=words):
        step(**changes)


def test_what_is_not_built_says_so():
    with pytest.raises(AttributeError, match="regression_target is not built yet; it"):
        layers.regression_target(label_name="y")
    assert tf.contrib.slim.fully_connected is tf.contrib.slim.fc is layers.fully_connected


def test_places_of_features():
    x = np.random.RandomState(1).randn(2, 3, 4, 2).astype("float32")
    weights = np.exp(2 * x) / np.exp(2 * x).sum((1, 2), keepdims=True)
    rows, columns = np.linspace(-1, 1, 3)[:, None, None], np.linspace(-1, 1, 4)[:, None]
    found = [(weights * places).sum((1, 2)) for places in (rows, columns)]
    want = np.stack(found, -1).reshape(2, 4)
    with tf.Graph().as_default(), tf.Session() as session:
        features = tf.placeholder(tf.float32, [None, 2, None, None])
        y = tf.contrib.layers.spatial_softmax(features, 0.5, data_format="NCHW")
        assert y.shape.as_list() == [None, 4]
        assert [v.name for v in tf.trainable_variables()] == ["spatial_softmax/temperature:0"]
        session.run(tf.global_variables_initializer())
        found = session.run(y, {features: x.transpose(0, 3, 1, 2)})
    np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="data_format has to be either NCHW or NHWC"):
        tf.contrib.layers.spatial_softmax(tf.constant(x), data_format="NHCW")


def test_a_gradient_that_is_scaled():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([1.0, 2.0])
        y = tf.contrib.layers.scale_gradient(x, 0.25)
        found = session.run([y, tf.gradients(y, x)[0]])
    assert found[0].tolist() == [1.0, 2.0] and found[1].tolist() == [0.25, 0.25]


def test_regularizers_have_the_names_of_tensorflows_core_layers():
    decay = layers.l2_regularizer(0.1)
    how = {"weights_regularizer": decay, "biases_regularizer": decay}
    x, v = images(2, 8, 8, 3), tf.placeholder(tf.float32, [2, 8])
    layers.conv2d(x, 4, 3, **how)
    layers.separable_conv2d(x, 4, 3, 1, **how)
    layers.separable_conv2d(x, None, 3, 1, **how)
    with tf.variable_scope("a"):
        layers.fully_connected(v, 4, scope="b", **how)
        layers.fully_connected(v, 4, scope="b", reuse=True, **how)
        with tf.name_scope("n"):
            layers.fully_connected(v, 4, weights_regularizer=decay, scope="c")
    with tf.variable_scope("q", regularizer=decay):
        layers.fully_connected(v, 4)
    found = names(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    assert [name.removesuffix("/Regularizer/l2_regularizer:0") for name in found] == [
        "Conv/kernel", "Conv/bias", "SeparableConv2d/depthwise_kernel",
        "SeparableConv2d/pointwise_kernel", "SeparableConv2d/bias",
        "SeparableConv2d_1/depthwise_weights", "SeparableConv2d_1/biases", "a/b/kernel",
        "a/b/bias", "a/n/c/kernel", "q/fully_connected/weights", "q/fully_connected/biases",
    ]


def _padded(x, padding):
    layers = tf.contrib.layers
    return [
        layers.conv2d(x, 4, 3, padding=padding), layers.conv2d_transpose(x, 4, 3, padding=padding),
        layers.separable_conv2d(x, 4, 3, 1, padding=padding),
        layers.max_pool2d(x, 3, 1, padding=padding), layers.avg_pool2d(x, 3, 1, padding=padding),
    ]


def test_padding_in_small_letters():
    x = tf.ones([1, 8, 8, 3])
    assert [int(y.shape[1]) for y in _padded(x, "valid")] == [6, 10, 6, 6, 6]
    assert [int(y.shape[1]) for y in _padded(x, "Same")] == [8] * 5
    with pytest.raises(ValueError, match="must be a list/tuple or one of"):
        _padded(x, "wide")


@pytest.mark.parametrize("options, trained, at_rest", [  # as TensorFlow 1.15 has them
    ({"renorm": True}, [4.3432565, 1.7241069, 2.8271952], [3.2127616, 1.2260243, 2.0304246]),
    ({"renorm": True, "renorm_clipping": {"rmax": 1.1, "rmin": 0.9, "dmax": 0.1}},
     [1.8743521, 0.5527127, 1.093244], [3.2127616, 1.2260243, 2.0304246]),
    ({"adjustment": lambda shape: (2.0 * tf.ones([1, 1, 1, 2]), tf.ones([1, 1, 1, 2]))},
     [4.2260947, 1.8231139, 2.8058982], [2.9767923, 1.1672198, 1.881295]),
])  # fmt: skip
def test_batch_norm_by_the_core_layer(options, trained, at_rest):
    x = np.random.RandomState(0).randn(4, 3, 3, 2).astype("f") * 2 + 1
    with tf.Graph().as_default(), tf.Session() as session:
        kept = {"beta": ["betas"]}
        y, z = (
            layers.batch_norm(tf.constant(x), 0.9, scale=True, is_training=t, scope="BatchNorm",
                              reuse=not t, variables_collections=kept, **options)
            for t in (True, False)
        )  # fmt: skip
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(updates)
        np.testing.assert_allclose(session.run(y).ravel()[:3], trained, rtol=1e-5)
        np.testing.assert_allclose(session.run(z).ravel()[:3], at_rest, rtol=1e-5)
        assert len(updates) == 2 and [v.op.name for v in tf.get_collection("betas")]
        assert tf.get_collection(tf.GraphKeys.MODEL_VARIABLES) == tf.global_variables()
