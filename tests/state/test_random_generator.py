"""tf.random.experimental.Generator: numbers as TensorFlow 1.15 draws them, in all modes."""

import numpy as np
import pytest

import zeal as tf

G = tf.random.experimental
DRAWN = [
    (lambda g: g.normal([5]), [0.9356609, 1.0854305, -0.9378837, -0.5061547, 1.3169702]),
    (lambda g: g.normal([3], 1.0, 2.0, tf.float64), [0.7739697, -0.0523552, -0.9794520]),
    (lambda g: g.uniform([3], 1.0, 2.0, tf.float64), [1.8651800, 1.5336725, 1.6052055]),
    (lambda g: g.uniform([5], 0, 100, tf.int64), [55, 68, 63, 70, 9]),
    (lambda g: g.truncated_normal([6])[4:], [-0.0988523, 1.3884975]),
    (lambda g: g.uniform_full_int([3], tf.uint32), [1680725959, 110001726, 2756217324]),
    (lambda g: g.make_seeds(2)[0], [472453817354278855, 4059409125917362668]),
]


@pytest.mark.parametrize("draw, want", DRAWN)
def test_numbers_in_three_modes(draw, want):
    g = G.Generator.from_seed(1234)
    np.testing.assert_allclose(draw(g).numpy(), want, rtol=1e-5)
    moved = g.state.numpy().tolist()
    g.reset_from_seed(1234)
    np.testing.assert_allclose(tf.function(lambda: draw(g))().numpy(), want, rtol=1e-5)
    assert g.state.numpy().tolist() == moved
    with tf.Graph().as_default(), tf.Session() as session:
        g = G.Generator.from_seed(1234)
        x = draw(g)
        session.run(g.state.initializer)
        np.testing.assert_allclose(session.run(x), want, rtol=1e-5)
        assert session.run(g.state).tolist() == moved


def test_states():
    state = G.create_rng_state
    assert [state(s, 1).tolist() for s in (1234, -5, [2, 3], [1, 2, 3, 4], 2**64 - 1)] == [
        [1234, 0, 0], [-5, -1, -1], [0, 2, 3], [1, 2, 3], [-1, 0, 0]]  # fmt: skip
    for seed, algorithm in ((1, 3), (1, "philox"), ([[1]], 1)):
        with pytest.raises(ValueError, match="Unsupported algorithm id|only have one dimension"):
            state(seed, algorithm)
    g = G.Generator.from_key_counter(7, [1, 2], 1)
    assert g.state.numpy().tolist() == [1, 2, 7] and int(g.key) == 7 and g.algorithm == 1
    g.skip(2)
    assert G.Generator(copy_from=g).state.numpy().tolist() == [513, 2, 7]
    g.reset([2**64 - 1, 0, 1])
    assert g.state.numpy().tolist() == [-1, 0, 1]
    with pytest.raises(ValueError, match="are incompatible"):
        g.reset([1, 2])


def test_split_and_the_global_one():
    keys = [g.state.numpy().tolist() for g in G.Generator.from_seed(1234).split(2)]
    assert keys == [[0, 0, 472453817354278855], [0, 0, 4059409125917362668]]
    before = G.get_global_generator()
    assert before is G.get_global_generator()
    G.set_global_generator(G.Generator.from_seed(1))
    assert G.get_global_generator().state.numpy().tolist() == [1, 0, 0]
    G.set_global_generator(before)


def test_checkpoints_keep_where_it_stands(tmp_path):
    g, other = G.Generator.from_seed(1234), G.Generator.from_seed(1)
    path = tf.train.Checkpoint(g=g).save(str(tmp_path / "c"))
    assert "g/_state_var/.ATTRIBUTES/VARIABLE_VALUE" in dict(tf.train.list_variables(path))
    tf.train.Checkpoint(g=other).restore(path)
    assert other.normal([2]).numpy().tolist() == g.normal([2]).numpy().tolist()


def test_wrong_calls():
    g = G.Generator.from_seed(1)
    with pytest.raises(ValueError, match="Must specify maxval for integer dtype"):
        g.uniform([2], dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Need minval < maxval, got 5 >= 3"):
        g.uniform([2], 5, 3, tf.int32)
    with pytest.raises(NotImplementedError, match="binomial"):
        g.binomial([2], [1.0], [0.5])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Need minval < maxval, got 5 >= 5"):
        g.uniform([0], 5, 5, tf.int32)
    assert g.state.numpy().tolist() == [1, 0, 0]
    one, two = tf.constant(1, tf.int64), tf.constant([1, 1], tf.int64)
    none, rows = tf.zeros([0], tf.int64), tf.Variable(tf.zeros([1, 3], tf.int64))
    for handle, algorithm, delta, words in (
        (g.state.handle, none, one, r"algorithm must be of shape \[\], not \[0\]"),
        (g.state.handle, one, none, r"delta must be of shape \[\], not \[0\]"),
        (g.state.handle, one, two, r"delta must be of shape \[\], not \[2\]"),
        (rows.handle, one, one, "RNG state must have one and only one dimension, not 2"),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            tf.raw_ops.RngSkip(resource=handle, algorithm=algorithm, delta=delta)


def test_a_shape_is_an_array_and_a_stream_goes_back():
    g = G.Generator.from_seed(1)
    drawn = g.normal(np.array([2, 3])).numpy()
    np.testing.assert_allclose(drawn[1], [1.5658046, -0.1012345, -0.2744976], rtol=1e-5)
    g.skip(-1)
    assert g.state.numpy().tolist() == [1281, 0, 0]
