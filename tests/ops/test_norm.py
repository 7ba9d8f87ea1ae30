"""tf.norm's matrix 2-norm, and the op Svd under it, against NumPy."""

import numpy as np
import pytest
from checker import GradientCheck

import zeal as tf

Invalid = tf.errors.InvalidArgumentError


@pytest.mark.parametrize("axis", [(0, 1), (0, 2), (2, 1), (-2, -1), (-1, 0)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
def test_the_spectral_norm_is_numpys(axis, keepdims, dtype):
    x = (np.arange(24).reshape(2, 3, 4) ** 1.5).astype(dtype)
    got = tf.norm(x, ord=2, axis=axis, keepdims=keepdims)
    want = np.linalg.norm(x, 2, axis, keepdims)
    np.testing.assert_allclose(abs(got.numpy()), want, rtol=1e-5)
    assert got.dtype.name == dtype.replace("complex128", "float64")


def test_the_gradient_of_the_spectral_norm():
    x = tf.constant([[3.0, 4.0, 5.0], [1.0, 2.0, 9.0]], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.norm(x, ord=2, axis=[0, 1])
    u, _, vh = np.linalg.svd(x.numpy())
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), np.outer(u[:, 0], vh[0]), rtol=1e-9)


def test_second_derivatives():
    x = np.array([[3.0, 4.0], [1.0, 2.0]])
    check = GradientCheck(lambda xs: [tf.norm(xs[0], ord=2, axis=[0, 1])], [x], 10)
    check.first()
    check.second()


def test_the_op_gives_singular_vectors_too():
    from zeal.ops.linalg import (
        svd,  # not above: the table of ops is read when test_ops.py is imported
    )

    a = np.arange(12.0).reshape(2, 3, 2)
    for full in (False, True):
        s, u, v = (t.numpy() for t in svd._svd(a, full_matrices=full))
        assert u.shape == (2, 3, 3 if full else 2) and v.shape == (2, 2, 2)
        np.testing.assert_allclose(u[..., :2] * s[:, None] @ v.swapaxes(1, 2), a, atol=1e-12)
    with pytest.raises(Invalid, match="must have rank >= 2, got 1"):
        svd.singular_values([1.0, 2.0])


def test_frobenius_is_for_matrices():
    x = [[3.0, 4.0], [1.0, 2.0]]
    assert tf.norm(x, "fro", [0, 1]).numpy() == np.linalg.norm(np.float32(x))
    for axis in (None, 0):
        with pytest.raises(ValueError, match="vector norm, got fro"):
            tf.norm(x, "fro", axis)


def test_normalize():
    x = np.array([[3.0, 4.0], [0.0, 1.0]])
    unit, size = tf.linalg.normalize(x)
    np.testing.assert_allclose(unit.numpy(), x / np.linalg.norm(x))
    assert size.shape == (1, 1)
    unit, size = tf.linalg.normalize(x, ord=1, axis=1)
    np.testing.assert_allclose(unit.numpy(), [[3 / 7, 4 / 7], [0, 1]])
    assert size.numpy().tolist() == [[7.0], [1.0]]
    unit, size = tf.linalg.normalize(x * (3 + 4j), axis=[0, 1])
    np.testing.assert_allclose(np.linalg.norm(unit.numpy()), 1.0)


@pytest.mark.parametrize("axis", [(0, 2), (-1, -2), (1, 0)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_the_spectral_norm_of_an_unknown_rank(axis, keepdims):
    x = np.random.default_rng(3).normal(size=(2, 3, 4))
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.float64)
        got = session.run(tf.norm(fed, 2, axis, keepdims=keepdims), {fed: x})
    np.testing.assert_allclose(got, np.linalg.norm(x, 2, axis, keepdims))
