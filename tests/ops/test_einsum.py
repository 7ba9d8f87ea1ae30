"""tf.einsum against NumPy's, in three modes, and the words of its errors."""

import numpy as np
import pytest
from checker import GradientCheck

import zeal as tf

SIZES = dict(zip("abcdijk", (2, 3, 4, 5, 2, 3, 4), strict=True))
RNG = np.random.default_rng(4)
EQUATIONS = [
    "ij,jk->ik", "ij,jk", "ij->ji", "ij->", "abc,cd->abd", "abc,abd->acd", "i,j->ij", "ab,ab->ab",
    "ab,ab->", "a,a->", "ab,bc,cd->ad", "ab,ab,ab->a", "aij,ajk->aik", "ba,cb->ac", "abc->b",
    "ab,c->cba", "ijk,jid->kd", "...ij,...jk->...ik", "ij...,jk...->ik...", "...i->...",
    "i...->...", "ab,b", "abcd,dcab->", "a,b,c->cab", "b a, c b -> a c", "...,...", "a...,a...",
]  # fmt: skip


def operands(equation):
    """Arrays with an axis for each letter; an ellipsis stands for two."""
    letters = [i.strip().replace("...", "cd") for i in equation.split("->")[0].split(",")]
    return [RNG.uniform(-1, 1, [SIZES[a] for a in i.replace(" ", "")]) for i in letters]


@pytest.mark.parametrize("equation", EQUATIONS)
def test_the_sum_is_numpys(equation):
    xs = operands(equation)
    want = np.einsum(equation, *xs)
    np.testing.assert_allclose(tf.einsum(equation, *xs).numpy(), want, atol=1e-12)
    for sizes in ([x.shape for x in xs], [[None] * x.ndim for x in xs]):
        specs = [tf.TensorSpec(s, tf.float64) for s in sizes]
        traced = tf.function(lambda *ys: tf.einsum(equation, *ys), input_signature=specs)
        np.testing.assert_allclose(traced(*xs).numpy(), want, atol=1e-12)
        with tf.Graph().as_default(), tf.Session() as session:
            fed = [tf.placeholder(tf.float64, s) for s in sizes]
            out = tf.einsum(equation, *fed)
            assert out.shape.is_compatible_with(want.shape)
            np.testing.assert_allclose(
                session.run(out, dict(zip(fed, xs, strict=True))), want, atol=1e-12
            )


@pytest.mark.parametrize("equation", ["ij,jk->ik", "ab,bc,cd->ad", "ab,ab,ab->a", "ii", "i,j->ij"])
def test_gradients(equation):
    xs = [np.asarray(x)[..., :2, :2] if x.ndim > 1 else x[:2] for x in operands(equation)]
    check = GradientCheck(lambda ys: [tf.einsum(equation, *ys)], xs)
    check.first()
    check.second()


def test_traces_and_sizes_of_one():
    assert tf.einsum("ii", tf.reshape(tf.range(9.0), [3, 3])).numpy() == 12.0
    assert tf.einsum("i,i->i", [0.0, 1.0, 2.0], [2.0]).numpy().tolist() == [0, 2, 4]


def test_unknown_ranks():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        y = tf.einsum("ij,jk->ik", x, x, name="product")
        assert y.shape.ndims == 2 and y.op.name == "product/MatMul"
        assert session.run(y, {x: [[1.0, 1.0], [0.0, 1.0]]}).tolist() == [[1, 2], [0, 1]]
        with pytest.raises(ValueError, match="Unable to statically infer ellipsis axes"):
            tf.einsum("...i->...", tf.placeholder(tf.float32))


M, Q = np.ones((2, 3), np.float32), np.ones((3, 3), np.float32)


@pytest.mark.parametrize(("equation", "inputs", "text"), [
    ("ii->i", [Q], "Subscript not supported: an axis appears more than once: ii"),
    ("ij,jk->il", [M, Q], "Invalid equation: ij,jk->il"),
    ("ij->ij", [M, Q], 'Got 2 arguments for equation "ij->ij", expecting 1'),
    ("i2->i", [M], "Indices have incorrect format: i2->i"),
    ("ijk,jk->ik", [Q, Q], "of rank 2 does not match einsum reduction of length 3"),
    ("ij->iij", [M], "Invalid equation: ij->iij"),
    ("...i...->i", [M], "Unable to resolve ellipsis. Excess number found."),
    ("...ijk->i", [M], "Ellipses lengths do not match."),
    ("i.j->i", [M], 'period "." found outside of ellipsis'),
])  # fmt: skip
def test_wrong_equations(equation, inputs, text):
    with pytest.raises(ValueError) as caught:
        tf.einsum(equation, *inputs)
    assert text in str(caught.value)


def test_wrong_sizes_and_arguments():
    for equation, b in (("ij,jk->ik", M), ("i,ij->i", Q[:1, :1].repeat(4, 0))):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Incompatible shapes"):
            tf.einsum(equation, Q if "k" in equation else Q[0], b)
    with pytest.raises(TypeError, match="invalid keyword arguments for this function: foo"):
        tf.einsum("ij->ji", M, foo=1)
