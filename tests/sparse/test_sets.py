"""tf.sets against Python's sets, dense and sparse, in three modes."""

import numpy as np
import pytest

import zeal as tf

RNG = np.random.RandomState(2)
A, B = RNG.randint(0, 7, (2, 3, 5)), RNG.randint(0, 7, (2, 3, 4))
OPERATIONS = {
    "set_intersection": lambda a, b: a & b,
    "set_union": lambda a, b: a | b,
    "set_difference": lambda a, b: a - b,
}


def sparse(x):
    """The same as a sparse tensor, whose last set is empty."""
    places = np.argwhere(np.ones(x.shape, bool))
    keep = ~(places[:, :-1] == np.array(x.shape[:-1]) - 1).all(1)
    return tf.SparseTensor(places[keep], x.ravel()[keep], x.shape)


def sets_of(x):
    return [set(row.tolist()) for row in x.reshape(-1, x.shape[-1])]


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("sparse_a", [False, True])
@pytest.mark.parametrize("sparse_b", [False, True])
@pytest.mark.parametrize("kind", ["int64", "uint8", "string"])
def test_operations(name, sparse_a, sparse_b, kind):
    dtype = "S1" if kind == "string" else kind
    a, b = A.astype(dtype), B.astype(dtype)
    first, second = sets_of(a), sets_of(b)
    if sparse_a:
        first[-1] = set()
    if sparse_b:
        second[-1] = set()
    want = [sorted(OPERATIONS[name](x, y)) for x, y in zip(first, second, strict=True)]

    def run():
        return getattr(tf.sets, name)(
            sparse(a) if sparse_a else tf.constant(a), sparse(b) if sparse_b else tf.constant(b)
        )

    eager = run()
    with tf.Graph().as_default(), tf.Session() as session:
        in_graph = session.run(run())
    traced = tf.function(lambda: tuple(run().__getattribute__(p) for p in ("indices", "values")))()
    assert eager.dense_shape.numpy().tolist() == [2, 3, max(map(len, want))]
    got = [[] for _ in want]
    for (i, j, k), value in zip(eager.indices.numpy(), eager.values.numpy(), strict=True):
        assert k == len(got[3 * i + j])
        got[3 * i + j].append(value)
    assert got == want
    np.testing.assert_array_equal(in_graph.values, eager.values.numpy())
    np.testing.assert_array_equal(in_graph.indices, eager.indices.numpy())
    np.testing.assert_array_equal(traced[0].numpy(), eager.indices.numpy())
    np.testing.assert_array_equal(traced[1].numpy(), eager.values.numpy())


def test_difference_the_other_way():
    a, b = sparse(A), tf.constant(B)
    first, second = sets_of(A)[:-1] + [set()], sets_of(B)
    for turned in (False, True):
        got = tf.sets.difference(a, b, aminusb=not turned).values.numpy().tolist()
        pairs = zip(first, second, strict=True)
        want = [sorted(y - x if turned else x - y) for x, y in pairs]
        assert got == [value for row in want for value in row]


def test_sizes():
    want = [len(s) for s in sets_of(A)[:-1]] + [0]
    assert tf.sets.set_size(sparse(A)).numpy().ravel().tolist() == want
    assert tf.sets.size is tf.sets.set_size
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(tf.sets.size(sparse(A))).ravel().tolist() == want


def test_wrong_sets():
    with pytest.raises(TypeError, match="Expected `SparseTensor`"):
        tf.sets.size(A)
    with pytest.raises(TypeError, match="'a' invalid dtype"):
        tf.sets.union([1.0], [2.0])
    with pytest.raises(TypeError, match="Types don't match"):
        tf.sets.union(A, B.astype(np.int32))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Mismatched group shapes"):
        tf.sets.union(A, B[:1])
    turned = tf.SparseTensor([[1, 0], [0, 0]], [1, 2], [2, 2])
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of order"):
        tf.sets.size(turned)
    assert tf.sets.size(turned, validate_indices=False).numpy().tolist() == [1, 1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of bounds"):
        tf.sets.size(tf.SparseTensor([[2, 0]], [1], [2, 2]))
    with tf.Graph().as_default(), pytest.raises(ValueError, match="at least rank 2 but is rank 1"):
        tf.sets.union(tf.constant([1, 2]), tf.SparseTensor([[0]], [1], [2]))
