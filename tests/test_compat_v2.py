"""tf.compat.v2: TensorFlow 2's names over the functions of TensorFlow 1."""

import inspect
import pickle
import subprocess
import sys

import numpy as np
import pytest

import zeal as tf
from zeal.compat.v2 import interface
from zeal.interop.lookup import lookup

v2 = tf.compat.v2


@pytest.mark.parametrize("path", sorted(interface._rows("signatures")))
def test_every_row_names_parameters_that_the_function_has(path):
    _, parameters, target, fixed, *_ = interface._rows("signatures")[path]
    function = lookup(target or path)
    words = [interface._WORD.fullmatch(word) for word in f"{parameters} {fixed}".split()]
    names = {word["behind"] or word["name"] for word in words}
    assert names <= set(inspect.signature(function).parameters)


@pytest.mark.parametrize("path, signature", [  # captured from TensorFlow 1.15.5
    ("argmax", "(input, axis=None, output_type=tf.int64, name=None)"),
    ("zeros_like", "(input, dtype=None, name=None)"),
    ("pad", "(tensor, paddings, mode='CONSTANT', constant_values=0, name=None)"),
    ("math.reduce_sum", "(input_tensor, axis=None, keepdims=False, name=None)"),
    ("nn.dropout", "(x, rate, noise_shape=None, seed=None, name=None)"),
    ("random.poisson", "(shape, lam, dtype=tf.float32, seed=None, name=None)"),
])  # fmt: skip
def test_signatures_are_tensorflows(path, signature):
    assert str(inspect.signature(lookup(f"compat.v2.{path}"))) == signature


def test_what_both_interfaces_share_is_one_object():
    assert v2.cast is tf.cast and v2.linalg.inv is tf.linalg.inv
    assert v2.newaxis is None and v2.compat.v1 is tf
    assert v2.keras.layers.Dense is tf.keras.layers.Dense


def test_namespaces_are_pickled_by_name():
    for space in (tf, tf.nn, v2, v2.nn, v2.keras.layers, tf.contrib.layers):
        assert pickle.loads(pickle.dumps(space)) is space


def test_names_that_moved():
    assert v2.losses.MeanSquaredError is tf.keras.losses.MeanSquaredError
    assert v2.metrics.Mean is tf.keras.metrics.Mean
    assert v2.optimizers.Adam is tf.keras.optimizers.Adam
    assert v2.random.set_seed is tf.set_random_seed
    assert issubclass(v2.initializers.GlorotUniform, tf.keras.initializers.glorot_uniform)
    assert v2.summary.scalar is not tf.summary.scalar


@pytest.mark.parametrize("name, more", [
    ("convert_to_tensor", ()), ("zeros_like", ()), ("gather", ([1],)), ("math.reduce_sum", ()),
])  # fmt: skip
def test_none_where_a_value_is_needed(name, more):
    with pytest.raises(ValueError, match="Attempt to convert a value .None."):
        lookup(f"compat.v2.{name}")(None, *more)


def test_parameters_in_the_order_of_tensorflow_2():
    assert v2.argmax([[1.0, 3.0]], 1, tf.int32).dtype is tf.int32
    np.testing.assert_array_equal(v2.where([True, False], 1.0, [2.0, 3.0]), [1.0, 3.0])
    np.testing.assert_array_equal(v2.gather([[1, 2], [3, 4]], [1], None, 1), [[2], [4]])
    np.testing.assert_array_equal(v2.ones_like(input=[3, 4]), [1, 1])
    image = np.arange(16.0, dtype=np.float32).reshape(1, 4, 4, 1)
    kernel = np.ones((2, 2, 1, 1), np.float32)
    windows = v2.nn.conv2d(image, kernel, 1, "VALID", "NHWC", None)
    np.testing.assert_array_equal(windows[0, 0, :, 0], [10.0, 14.0, 18.0])
    assert set(np.unique(v2.nn.dropout(np.ones(1000), 0.75))) == {0.0, 4.0}  # `x, rate`
    assert v2.strings.split(["a b", "c"]).to_list() == [[b"a", b"b"], [b"c"]]


def test_shards_of_tables_are_in_sequence():
    # captured from TensorFlow 1.15.5: "div" puts ids 0 and 1 into the first shard, "mod" 0 and 2
    shards = [tf.constant([[0.0], [1.0]]), tf.constant([[2.0], [3.0]])]
    np.testing.assert_array_equal(v2.nn.embedding_lookup(shards, [1, 2]), [[1.0], [2.0]])
    np.testing.assert_array_equal(tf.nn.embedding_lookup(shards, [1, 2]), [[2.0], [1.0]])


def test_gradients_flow_through_the_respelled():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = v2.reduce_sum(v2.pad(x, [[1, 1]]) ** 2)
    np.testing.assert_array_equal(tape.gradient(y, x), [2.0, 4.0])


def test_wrong_arguments():
    with pytest.raises(TypeError, match=r"dropout\(\) missing 2 required positional arguments"):
        v2.nn.dropout()
    with pytest.raises(TypeError, match="takes from 1 to 3 positional arguments but 4 were given"):
        v2.zeros_like(1, None, None, 4)


@pytest.mark.parametrize("path", ["placeholder", "Session", "train.AdamOptimizer", "layers"])
def test_names_of_tensorflow_1_alone(path):
    parent = lookup(f"compat.v2.{path}".rpartition(".")[0])
    with pytest.raises(AttributeError, match=f"has no attribute '{path.split('.')[-1]}'"):
        getattr(parent, path.split(".")[-1])
    assert path.split(".")[-1] not in dir(parent)


@pytest.mark.parametrize("space, name", [("keras.layers", "LSTM")])
def test_names_that_mean_something_else(space, name):
    with pytest.raises(AttributeError, match=f"tf.compat.v2.{space}.{name} is not built yet"):
        getattr(lookup(f"compat.v2.{space}"), name)


def test_imports():
    program = (
        "import zeal; zeal.install_as('tensorflow')\n"
        "import tensorflow.compat.v2 as tf\n"
        "from tensorflow.compat.v2.keras import layers\n"
        "from tensorflow.compat.v2 import nn\n"
        "print(tf.keras.layers is layers, nn is tf.nn, tf.executing_eagerly())"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert out.stdout == "True True False\n", out.stderr


def test_lists_of_names():
    assert {"nn", "losses", "summary", "function", "zeros_like"} <= set(dir(v2))
    assert {"reduce_sum", "softmax"} <= set(dir(v2.math))


def test_equality_of_tensors_is_told():
    """TensorFlow's own tests read whether `==` compares elements, to put it back."""
    assert tf.Tensor._USE_EQUALITY is False
    try:
        tf.enable_tensor_equality()
        assert tf.Tensor._USE_EQUALITY is True
    finally:
        tf.disable_tensor_equality()
    assert tf.Tensor._USE_EQUALITY is False
