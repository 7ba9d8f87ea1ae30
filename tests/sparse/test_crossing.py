"""tf.sparse.cross and cross_hashed in three modes; results recorded from TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

S = tf.SparseTensor


def strings():
    return S([[0, 0], [1, 0], [1, 1]], ["a", "b", "c"], [2, 2])


def integers():
    return S([[0, 0], [1, 0], [1, 1]], np.array([1, 2, 3]), [2, 2])


def three():
    return [strings(), S([[0, 0], [1, 0]], ["d", "e"], [2, 1]), tf.constant([["f"], ["g"]])]


def numbers():
    return tf.constant([[7, -8], [9, 10]], tf.int64)


CASES = [
    (three, ["a_X_d_X_f", "b_X_e_X_g", "c_X_e_X_g"], [1, 2]),
    (lambda: [numbers(), strings()], ["a_X_7", "a_X_-8", "b_X_9", "b_X_10", "c_X_9", "c_X_10"],
     [2, 4]),
    (lambda: [strings(), numbers(), integers()],
     ["a_X_1_X_7", "a_X_1_X_-8", "b_X_2_X_9", "b_X_2_X_10", "b_X_3_X_9", "b_X_3_X_10", "c_X_2_X_9",
      "c_X_2_X_10", "c_X_3_X_9", "c_X_3_X_10"], [2, 8]),
    (lambda: [strings(), S(np.zeros([0, 2], np.int64), tf.constant([], tf.string), [2, 0])], [],
     [0, 0]),
    (lambda: [tf.constant([[1.5]])], ["1"], [1]),
    (lambda: [tf.constant([[b"\xff\x00a"]]), tf.constant([[""]])], [b"\xff\x00a_X_"], [1]),
]  # fmt: skip
HASHED = [
    (three, {}, [5684865645872741371, 1392610987527938559, 6629649657679214674]),
    (three, {"num_buckets": 100}, [78, 66, 74]),
    (three, {"num_buckets": 100, "hash_key": 1234567}, [48, 60, 28]),
    (three, {"num_buckets": 100, "hash_key": -5}, [5, 56, 41]),
    (three, {"num_buckets": 5, "hash_key": 0}, [3, 1, 4]),
    (lambda: [strings()], {}, [3550520439517529108, 5701958020731327761, 5287514571041673476]),
    (lambda: [integers(), numbers()], {},
     [3664341731679759082, 8944848373008543845, 3040056887309523575, 8045586244967126854,
      6942644844749671980, 5553038743078465514]),
    (lambda: [numbers(), strings()], {"num_buckets": 100}, [56, 72, 97, 53, 11, 80]),
    (list, {}, []),
]  # fmt: skip


def in_session(function):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(function())


MODES = {
    "eager": lambda function: function(),
    "session": in_session,
    "traced": lambda function: tf.function(function)(),
}


def parts(found):
    if isinstance(found, S):
        return [part.numpy() for part in found._to_components()]
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("inputs", "texts", "columns"), CASES)
def test_cross(inputs, texts, columns, mode):
    indices, values, shape = parts(MODES[mode](lambda: tf.sparse.cross(inputs())))
    assert values.tolist() == [t if isinstance(t, bytes) else t.encode() for t in texts]
    assert indices.tolist() == [[row, i] for row, n in enumerate(columns) for i in range(n)]
    assert shape.tolist() == [len(columns), max(columns)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("inputs", "how", "expected"), HASHED)
def test_cross_hashed(inputs, how, expected, mode):
    _, values, _ = parts(MODES[mode](lambda: tf.sparse.cross_hashed(inputs(), **how)))
    assert values.dtype == np.int64 and values.tolist() == expected


def test_rows_in_any_order():
    found = tf.sparse.cross([S([[1, 0], [0, 0]], ["u", "v"], [2, 1])])
    assert found.values.numpy().tolist() == [b"v", b"u"]


def test_shapes_and_sizes_that_a_run_tells():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.sparse_placeholder(tf.string)
        y = tf.placeholder(tf.int64)
        found = tf.sparse.cross([x, y])
        assert [p.shape.as_list() for p in found._to_components()] == [[None, 2], [None], [2]]
        assert found.values.name == "SparseCross:1"
        value = tf.SparseTensorValue([[0, 0]], ["a"], [1, 1])
        assert session.run(found, {x: value, y: [[3]]}).values.tolist() == [b"a_X_3"]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Expected batch size 1 got 2"):
            session.run(found, {x: value, y: [[3], [4]]})


@pytest.mark.parametrize(("inputs", "words"), [
    (lambda: [tf.constant(["a"])], r"Dense inputs should be a matrix but received shape \[1\]"),
    (lambda: [S([[0, 0, 0]], ["a"], [1, 1, 1])], "Expected D2 of index to be 2 got 3 at"),
    (lambda: [strings(), S([[0, 0]], ["z"], [3, 1])], "Expected batch size 2 got 3 at position 1"),
    (lambda: [strings(), tf.constant([["x"]])], "Expected batch size 2 got 1 at dense tensor 0"),
    (lambda: [S([[5, 0]], ["u"], [2, 1])], "rows from 5 to 5, and dense_shape has 2 rows"),
])  # fmt: skip
def test_inputs_that_do_not_fit(inputs, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.sparse.cross(inputs())


def test_wrong_calls():
    for inputs, words in ((strings(), "Inputs must be a list"), ([["a"]], "must be SparseTensors")):
        with pytest.raises(TypeError, match=words):
            tf.sparse.cross(inputs)
    with pytest.raises(ValueError, match="passed -1 less than minimum 0"):
        tf.sparse.cross_hashed(three(), -1)
    wide = tf.zeros([1, 1 << 14], tf.int64)
    with pytest.raises(tf.errors.ResourceExhaustedError, match="combinations"):
        tf.sparse.cross([wide] * 5)
