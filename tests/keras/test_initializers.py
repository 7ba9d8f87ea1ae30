"""Initializers: shapes, widths, names; numbers that TensorFlow 1.15 gives for a seed."""

import math
import operator

import numpy as np
import pytest

import zeal as tf

initializers = tf.keras.initializers
SHAPE = (60, 40)
FIRST_KERNEL = [
    [-0.6783239841461182, 0.12563955783843994, -0.0067923665046691895],
    [-0.894591748714447, 0.008409678936004639, 0.46056079864501953],
    [-0.6844831109046936, -0.3043820261955261, 0.2813154458999634],
    [-0.044164419174194336, -0.7334853410720825, 0.7609999179840088],
]


@pytest.mark.parametrize(
    ("name", "std", "limit"),
    [
        ("glorot_uniform", math.sqrt(2 / 100), math.sqrt(6 / 100)),
        ("glorot_normal", math.sqrt(2 / 100), 2 * math.sqrt(2 / 100) / 0.879),
        ("he_normal", math.sqrt(2 / 60), 2 * math.sqrt(2 / 60) / 0.879),
        ("he_uniform", math.sqrt(2 / 60), math.sqrt(6 / 60)),
        ("lecun_normal", math.sqrt(1 / 60), 2 * math.sqrt(1 / 60) / 0.879),
        ("lecun_uniform", math.sqrt(1 / 60), math.sqrt(3 / 60)),
        ("random_normal", 0.05, 1.0),
        ("truncated_normal", 0.05 * 0.8796, 0.1),
        ("random_uniform", 0.05 / math.sqrt(3), 0.05),
    ],
)
def test_random_ones_have_their_width(name, std, limit):
    tf.set_random_seed(1)
    x = initializers.get(name)(SHAPE).numpy()
    assert x.shape == SHAPE and x.dtype == np.float32
    assert abs(x.std() / std - 1) < 0.1 and abs(x.mean()) < 0.1 * std and abs(x).max() <= limit


def test_convolution_kernels_count_their_receptive_field():
    x = tf.variance_scaling_initializer(seed=1)([3, 3, 20, 10]).numpy()
    assert abs(x.std() * math.sqrt(180) - 1) < 0.1


def test_constants():
    assert initializers.get("zeros")([2], dtype=tf.int32).numpy().tolist() == [0, 0]
    assert initializers.get("ones")([2]).numpy().tolist() == [1, 1]
    got = tf.constant_initializer([1, 2, 3, 4])([2, 2], dtype=tf.float32)
    assert got.numpy().tolist() == [[1, 2], [3, 4]]
    assert tf.constant_initializer(3)([2]).numpy().tolist() == [3, 3]
    with pytest.raises(TypeError):
        tf.constant_initializer([1, 2])([2, 3])


def test_tensorflows_numbers_for_a_seed():
    tf.set_random_seed(3)
    model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(4,))])
    np.testing.assert_allclose(model.get_weights()[0], FIRST_KERNEL, rtol=1e-6)


def test_get():
    for wrong in ("foo", "get", 3):
        with pytest.raises(ValueError):
            initializers.get(wrong)
    assert initializers.get(None) is None
    assert initializers.get(initializers.Zeros).dtype is tf.float32
    config = initializers.serialize(initializers.RandomNormal(stddev=2.0, seed=3))
    again = initializers.get(config)
    assert (again.stddev, again.seed) == (2.0, 3)
    for bad in ({"scale": 0}, {"mode": "x"}, {"distribution": "x"}):
        with pytest.raises(ValueError):
            initializers.VarianceScaling(**bad)


def test_unit_scaling_keeps_the_variance_of_an_input():
    x = tf.uniform_unit_scaling_initializer(2.0, seed=1)([5, 5, 3, 100]).numpy()
    limit = 2 * (3 / 75) ** 0.5
    assert limit * 0.99 < abs(x).max() <= limit and abs(x.mean()) < 0.01
    assert tf.initializers.uniform_unit_scaling()([0]).shape == [0]


def test_repr_shows_the_configuration():
    assert repr(tf.keras.initializers.RandomNormal(seed=3)) == (
        "RandomNormal(mean=0.0, stddev=0.05, seed=3, dtype=tf.float32)"
    )
    assert repr(tf.ones_initializer(tf.int32)) == "Ones(dtype=tf.int32)"
    assert len(repr(tf.constant_initializer(list(range(1000))))) < 100

    class Mine(tf.keras.initializers.Initializer):
        _fields = ("width",)

    assert repr(Mine()) == "Mine(width=None)"


def test_identities():
    found = tf.keras.initializers.get({"class_name": "Identity", "config": {"gain": 2.0}})
    assert found([2, 3]).numpy().tolist() == [[2, 0, 0], [0, 2, 0]]
    assert found.get_config() == {"gain": 2.0, "dtype": "float32"}
    assert tf.initializers.identity is tf.keras.initializers.identity
    cell = tf.keras.layers.SimpleRNN(3, recurrent_initializer="identity")
    cell.build((None, 4, 2))
    assert cell.get_weights()[1].tolist() == np.eye(3).tolist()
    with pytest.raises(ValueError, match="can only be used for 2D matrices"):
        found([2, 2, 2])


@pytest.mark.parametrize("n, want", [
    (1, [0]), (2, [[0, 0], [0, 0]]), (3, [[4, 4, 4], [4, 0, 4], [4, 4, 4]]),
    (4, [[15] * 4, [15, 5, 5, 15], [15, 5, 5, 15], [15] * 4]),
    (5, [[18] * 5, [18, 12, 12, 12, 18], [18, 12, 6, 12, 18], [18, 12, 12, 12, 18], [18] * 5]),
])  # fmt: skip
def test_frames_of_kernels(n, want):
    """Values of TensorFlow 1.15."""
    kernel = np.arange(n * n, dtype=np.float32).reshape(n, n, 1, 1)
    constraint = tf.keras.constraints.get("radial_constraint")
    found = constraint(tf.constant(np.tile(kernel, (1, 1, 2, 3)))).numpy()
    np.testing.assert_array_equal(found[..., 1, 2].reshape(np.shape(want)), want)
    with pytest.raises(ValueError, match="must be of rank 4"):
        constraint(tf.ones([2, 3]))


@pytest.mark.parametrize("name, values", [
    ("random_uniform_initializer", [-0.03041, 0.04393, 0.00323, 0.0341]),
    ("initializers.TruncatedNormal", [-0.03358, 0.0838, -0.04721, 0.0304]),
    ("keras.initializers.Orthogonal", [-0.57959, 0.81491, -0.81491, -0.57959]),
    ("initializers.GlorotUniform", [-0.74486, 1.07617, 0.07906, 0.83538]),
    ("keras.initializers.he_normal", [-0.76349, 1.90541, -1.07346, 0.69113]),
])  # fmt: skip
def test_those_of_version_2_repeat_themselves(name, values):
    """Values captured from TensorFlow 1.15.5."""
    made = operator.attrgetter(name)(tf.compat.v2)(seed=3)
    again = made.from_config(made.get_config())
    for initializer in (made, made, again):
        np.testing.assert_allclose(np.ravel(initializer([2, 2])), values, atol=6e-6)
