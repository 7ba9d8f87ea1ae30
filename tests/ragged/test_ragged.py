"""tf.RaggedTensor against values of TensorFlow 1.15, in three modes; feeds, fetches, gradients."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from captured_values import plain

import zeal as tf

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
ROWS = [r for r, v in RECORDED.items() if isinstance(v, list)]
INPUTS = {
    "r": tf.ragged.constant([[3, 1, 4, 1], [], [5, 9, 2], [6], []]),
    "f": tf.ragged.constant([[1.5, 2.0], [], [3.0]]),
    "n": tf.ragged.constant([[[1, 2], [3]], [], [[4], [], [5, 6, 7]]]),
    "s": tf.ragged.constant([[b"a", b"bc"], [b"d"]]),
}


def evaluated(row, inputs):
    return eval(row, {"tf": tf, "np": np, "RT": tf.RaggedTensor, **inputs})


def check(got, row):
    assert repr(got) == repr(RECORDED[row])  # NaN is like NaN


@pytest.mark.parametrize("row", ROWS)
def test_eager(row):
    check(plain(evaluated(row, INPUTS)), row)


def unknown(ragged):
    """The same, of which a graph knows nothing before the run."""
    parts = [x.numpy() for x in ragged._to_components()]
    parts = [tf.placeholder_with_default(p, [None]) for p in parts]
    return tf.RaggedTensor.from_nested_row_splits(parts[0], parts[1:])


@pytest.mark.parametrize("row", [r for r in ROWS if "constant_value" not in r])
def test_graph(row):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = {name: unknown(x) for name, x in INPUTS.items()}
        check(plain(session.run(evaluated(row, inputs))), row)


@pytest.mark.parametrize("row", [r for r in ROWS if "constant_value" not in r])
def test_traced(row):
    traced = tf.contrib.eager.defun(lambda: evaluated(row, INPUTS))
    check(plain(traced()), row)


@pytest.mark.parametrize("row", [r for r, v in RECORDED.items() if isinstance(v, str)])
def test_errors(row):
    with pytest.raises(Exception) as found:
        evaluated(row, INPUTS)
    assert type(found.value).__name__ == RECORDED[row]


def test_feeds_and_fetches():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.ragged.placeholder(tf.float32, ragged_rank=2)
        value = tf.ragged.constant_value([[[1.0], [2.0, 3.0]], []], np.float32)
        doubled = session.run(x * 2.0, {x: value})
        assert doubled.to_list() == [[[2.0], [4.0, 6.0]], []]
        assert doubled.shape == (2, None, None)
        with pytest.raises(ValueError, match="only supported in eager mode"):
            x.to_list()


def test_gradients():
    flat = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(flat)
        rows = tf.RaggedTensor.from_row_splits(flat, [0, 2, 2, 3])
        loss = tf.reduce_sum(rows.to_tensor() ** 2) + tf.reduce_sum(tf.reduce_sum(rows * 3.0, 1))
    assert tape.gradient(loss, flat).numpy().tolist() == [5.0, 7.0, 9.0]


def test_traced_functions_take_and_give_them():
    @tf.contrib.eager.defun
    def double(rows):
        return rows * 2

    assert double(INPUTS["r"]).to_list() == [[6, 2, 8, 2], [], [10, 18, 4], [12], []]


def test_rows_that_do_not_fit():
    a, b = tf.ragged.constant([[1], [2, 3]]), tf.ragged.constant([[1, 2], [3]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="size mismatch in dimension 1"):
        a + b
    with pytest.raises(TypeError, match="takes no ragged tensors"):
        tf.matmul(a, b)
    with pytest.raises(ValueError, match="constructor is private"):
        tf.RaggedTensor([1], [0, 1])
    with pytest.raises(ValueError, match="inner ragged dimension"):
        a[:, 0]


def test_numbers_of_rows_are_not_negative():
    with pytest.raises(tf.errors.InvalidArgumentError, match="value_rowids must not be negative"):
        tf.RaggedTensor.from_value_rowids([1, 2, 3], [-1, 0, 1])
    with pytest.raises(tf.errors.ResourceExhaustedError):
        tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 0, 1], nrows=2**60)


@pytest.mark.parametrize("number", [3, 5, -4, -5])
def test_a_row_that_there_is_not(number):
    rows = tf.ragged.constant([[1, 2], [3], [4, 5, 6]])
    with pytest.raises(IndexError, match="out of bounds: there are 3 rows"):
        rows[number]
    with tf.Graph().as_default(), tf.Session() as session:
        rows, at = tf.ragged.constant([[1, 2], [3], [4, 5, 6]]), tf.placeholder(tf.int64, [])
        row = rows[at]
        assert session.run(row, {at: -1}).tolist() == [4, 5, 6]
        with pytest.raises(tf.errors.InvalidArgumentError, match="slice index .* out of bounds"):
            session.run(row, {at: number})


def test_a_ragged_tensor_that_its_list_let_go_of():
    class Clears:
        def __array__(self, *args, **kwargs):
            values.clear()
            return np.ones([1], np.float32)

    for _ in range(20):
        values = [Clears(), tf.ragged.constant([[1.0, 2.0], [3.0]])]
        with pytest.raises(ValueError):  # of what answers, for an empty list
            tf.concat(values, 0)


def test_known_rows_of_constants_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x, y, z = (tf.ragged.constant(v) for v in ([[1], []], [[2], []], [[], [3]]))
        assert session.run(x + y).to_list() == [[3], []]
        with pytest.raises(tf.errors.InvalidArgumentError, match="size mismatch in dimension 1"):
            session.run(x + z)


def test_functions_of_elements_take_ragged_tensors():
    x = tf.ragged.constant([[0.5, 0.25], [-0.5]])
    i = tf.ragged.constant([[3, 5], [6]])
    words = tf.ragged.constant([["YQ", "YmM"], ["ZA"]])
    flags = tf.ragged.constant([[True, False], [True]])
    for function, args in (
        (tf.math.conj, [x]), (tf.real, [x]), (tf.log_sigmoid, [x]), (tf.ones_like, [x]),
        (tf.zeros_like, [x]), (tf.saturate_cast, [x, tf.int32]), (tf.truediv, [x, x]),
        (tf.complex, [x, x]), (tf.logical_xor, [flags, flags]), (tf.bitwise.bitwise_and, [i, i]),
        (tf.bitwise.invert, [i]), (tf.check_numerics, [x, "wrong"]), (tf.decode_base64, [words]),
        (tf.encode_base64, [words]), (tf.strings.strip, [words]), (tf.as_string, [i]),
        (tf.strings.unicode_script, [i]),
    ):  # fmt: skip
        got = function(*args)
        flat = function(*(a.flat_values if isinstance(a, tf.RaggedTensor) else a for a in args))
        assert got.row_splits.numpy().tolist() == [0, 2, 3]
        np.testing.assert_array_equal(got.flat_values.numpy(), flat.numpy())
    with pytest.raises((TypeError, ValueError), match="RaggedTensor"):
        tf.linalg.norm(x)


def test_partitions_and_segments_of_ragged_tensors():
    rows = tf.ragged.constant([[1], [2, 3, 4], [5]])
    parts = tf.dynamic_partition(rows, [2, 1, 1], 3)
    assert [p.to_list() for p in parts] == [[], [[2, 3, 4], [5]], [[1]]]
    numbers = tf.ragged.constant([[1], [0, 1, 1], [0]])
    assert tf.ragged.stack_dynamic_partitions(rows, numbers, 3).to_list() == [[2, 5], [1, 3, 4], []]
    assert tf.ragged.stack_dynamic_partitions([5, 6], 1, 2).to_list() == [[], [[5, 6]]]
    dense = tf.ragged.stack_dynamic_partitions([[1, 2], [3, 4]], [[0, 1], [1, 0]], 2)
    assert dense.to_list() == [[1, 4], [2, 3]]
    inside = tf.ragged.stack_dynamic_partitions(rows, np.array([1, 1, 0], "int32"), 3)
    assert [s.dtype.name for s in inside.nested_row_splits] == ["int64", "int64"]
    with pytest.raises(ValueError, match="dtype mismatch: row_splits .*int32.* vs values"):
        tf.RaggedTensor.from_row_splits(rows, tf.constant([0, 1, 3]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be less than num_partitions"):
        tf.ragged.stack_dynamic_partitions([1, 2], [0, 2], 2)
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="incompatible ragged"):
        tf.ragged.stack_dynamic_partitions(rows, tf.ragged.constant([[1], [0, 1], [0, 0]]), 3)
    sums = tf.math.unsorted_segment_sum(rows, numbers, 2)
    assert sums.numpy().tolist() == [7, 8]


def test_texts_of_ragged_tensors_joined():
    words = tf.ragged.constant([[["a", "b"], ["c"]], [["d"]]])
    join = tf.strings.reduce_join
    assert join(words, axis=-1).to_list() == [[b"ab", b"c"], [b"d"]]
    assert join(words, axis=1, separator="-").to_list() == [[b"a-c", b"b"], [b"d"]]
    assert join(words).numpy() == b"abcd"


def test_specs():
    rows = tf.ragged.constant([[1, 2], [3]])
    spec = tf.RaggedTensorSpec.from_value(rows)
    assert spec == tf.RaggedTensorSpec([2, None], tf.int32) and spec.value_type is tf.RaggedTensor
    assert spec.is_compatible_with(rows) and not spec.is_compatible_with(tf.cast(rows, tf.int64))
    assert tf.RaggedTensorSpec(None, tf.int32, 1).is_compatible_with(spec)
    assert not tf.RaggedTensorSpec([3, None], tf.int32).is_compatible_with(rows)
    open_spec = spec.most_specific_compatible_type(tf.RaggedTensorSpec([3, None], tf.int32))
    assert open_spec == tf.RaggedTensorSpec([None, None], tf.int32)
    again = spec._from_components(spec._to_components(rows))
    assert again.to_list() == rows.to_list()
    assert [s.shape.as_list() for s in spec._component_specs] == [[None], [3]]
    assert spec._batch(4)._unbatch() == spec
    for given, kind, words in (
        ({}, ValueError, "Must specify ragged_rank"),
        ({"ragged_rank": 1.0}, TypeError, "ragged_rank must be an int"),
        ({"shape": [1], "ragged_rank": 1}, ValueError, "ragged_rank must be less than rank"),
    ):
        with pytest.raises(kind, match=words):
            tf.RaggedTensorSpec(**given)


def test_rows_picked_in_batches():
    params = tf.ragged.constant([["a", "b", "c"], ["d"], [], ["e"]])
    indices = tf.ragged.constant([[1, 2, -1], [], [], [0, 10]])
    module = "zeal.interop.internals.ragged_batch_gather_with_default_op"
    pick = importlib.import_module(module).batch_gather_with_default
    assert pick(params, indices, "FOO").to_list() == [[b"b", b"c", b"FOO"], [], [], [b"e", b"FOO"]]
    assert pick([[1, 2], [3, 4]], [[1, 5], [0, -1]], 9).numpy().tolist() == [[2, 9], [3, 9]]
    rows = pick(params, [3, 7], "-")
    assert rows.to_list() == [[b"e"], [b"-"]]
    vectors = tf.RaggedTensor.from_row_splits([[1, 2], [3, 4]], [0, 1, 2])
    assert pick(vectors, [[0], [2]], [7, 8]).to_list() == [[[1, 2]], [[7, 8]]]
    with pytest.raises(ValueError, match="Dimensions 4 and 2 are not compatible"):
        tf.batch_gather(params, tf.ragged.constant([[0], [0]]))
    deep = tf.ragged.constant([[[1, 2], [3]], [[4]]])
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="batch shape from"):
        tf.batch_gather(deep, tf.ragged.constant([[[0]], [[0], [0]]]))


@pytest.mark.parametrize("traced", [False, True])
def test_steps_and_new_axes_in_keys(traced):
    rows = [[1, 2, 3, 4], [], [5], [6, 7]]
    x = tf.ragged.constant(rows)

    def got(pick):
        return (tf.function(pick) if traced else pick)(x).to_list()

    for part in (slice(None, None, 2), slice(None, None, -1), slice(2, None, -2), slice(-1, 0, -1)):
        assert got(lambda x, part=part: x[:, part]) == [row[part] for row in rows]
    assert got(lambda x: x[tf.newaxis]) == [rows]
    assert got(lambda x: x[:, tf.newaxis]) == [[row] for row in rows]
    assert got(lambda x: x[tf.newaxis, 1:, :1]) == [[row[:1] for row in rows[1:]]]
    for key, kind, words in (
        (0.5, TypeError, "Only integers, slices"), ("foo", TypeError, "Only integers, slices"),
        ((slice(None), slice(0.5, 1)), TypeError, "slice offsets must be integers or None"),
        ((slice(None), slice(1, 3, 0.5)), TypeError, "slice strides must be integers or None"),
        ((Ellipsis, 0, 0, 0), IndexError, "Too many indices"),
        ((slice(None), slice(None, None, 0)), ValueError, "step cannot be zero"),
    ):  # fmt: skip
        with pytest.raises(kind, match=words):
            x[key]


@pytest.mark.parametrize("make, error, words", [
    (lambda r: r.from_tensor([[1]], lengths=[0.5]), TypeError, "lengths must be an integer tensor"),
    (lambda r: r.from_tensor([[1]], padding=[[1]]), ValueError, r"\(1, 1\) and \(\) are incompat"),
    (lambda r: tf.ragged.stack([]), ValueError, "rt_inputs may not be empty"),
    (lambda r: tf.ragged.stack([[1]], axis="a"), TypeError, "axis must be an int"),
    (lambda r: tf.ragged.stack([[[1]]], axis=-4), ValueError, "axis=-4 out of bounds: expected"),
    (lambda r: tf.ragged.boolean_mask([[1]], [[1]]), TypeError, "Expected bool"),
    (lambda r: tf.ragged.range([[1]]), ValueError, "Shape must be at most rank 1 but is rank 2"),
    (lambda r: tf.ragged.row_splits_to_segment_ids([]), ValueError, r"Invalid row_splits: \[\]"),
    (lambda r: tf.ragged.segment_ids_to_row_splits([0.5]), TypeError, "must be an integer tensor"),
    (lambda r: r.from_value_rowids([1], [1], nrows=1), ValueError, "got nrows=1, value_rowids"),
    (lambda r: r.from_nested_value_rowids([1], [[0]], tf.constant([1])), TypeError, "nested_nrows"),
    (lambda r: r.from_row_splits([1], [0, 1]).to_tensor([1]), ValueError, "must have rank at most"),
    (lambda r: r.from_row_splits([[1, 2]], [0, 1]).to_tensor([1, 2, 3]), ValueError,
     r"Shapes \(3,\) and \(2,\) are incompatible"),
    (lambda r: tf.gather(r.from_row_splits([1], [0, 1]), tf.placeholder(tf.int32)), ValueError,
     "indices.shape.ndims must be known statically"),
    (lambda r: tf.reduce_sum(r.from_row_splits([1], [0, 1]), tf.placeholder(tf.int32)), ValueError,
     "axis must be known at graph construction time."),
])  # fmt: skip
def test_what_tensorflow_refuses(make, error, words):
    with tf.Graph().as_default(), pytest.raises(error, match=words):
        make(tf.RaggedTensor)


def test_partitions_are_packed_of_tensors():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        n = tf.constant(2)
        rows = tf.RaggedTensor.from_row_lengths([1, 2, 3], [n, 1])
        assert rows.row_splits.dtype == tf.int64  # as in TensorFlow 1.15.5
        assert session.run(rows).to_list() == [[1, 2], [3]]
        before = len(graph.get_operations())
        tf.ragged.row_splits_to_segment_ids([0, 2, 3])
        made = graph.get_operations()[before:]
        assert len([op for op in made if op.name.startswith("Const")]) == 1


def test_axes_that_are_tensors_and_stacks_of_tensors():
    rows = tf.ragged.constant([[1, 2], [3]])
    assert tf.reduce_sum(rows, tf.constant(0)).numpy().tolist() == [4, 2]
    assert tf.reduce_sum(rows, tf.constant([0, 1])).numpy() == 6
    assert tf.ragged.stack([[1, 2], [3, 4]], 1).numpy().tolist() == [[1, 3], [2, 4]]
    assert tf.ragged.stack([[[1, 2]], [[3, 4]]], -1).numpy().tolist() == [[[1, 3], [2, 4]]]
    assert tf.sparse.eye(tf.constant(2), tf.constant(3)).dense_shape.numpy().tolist() == [2, 3]


@pytest.mark.parametrize("step", [2, -1, -2])
def test_steps_within_rows_that_only_a_run_knows(step):
    rows = [[1, 2, 3], [4], [], [5, 6]]
    sliced = tf.function(lambda x, s: (x[:, ::s], x[:, 1::s], x[:, :0:s]))
    found = sliced(tf.ragged.constant(rows), tf.constant(step))
    parts = [slice(None, None, step), slice(1, None, step), slice(None, 0, step)]
    assert [f.to_list() for f in found] == [[row[part] for row in rows] for part in parts]


def test_dense_tensors_where_ragged_ones_may_be():
    from zeal.ragged import rows

    assert int(rows.ragged_size(tf.zeros([2, 3]))) == 6
    assert rows.ragged_tile(tf.constant([1, 2]), [2]).numpy().tolist() == [1, 2, 1, 2]


def test_words_of_ragged_arguments():
    with pytest.raises(TypeError, match=r"Expected Tensor's shape: \(1, 1\), got \(3,\)"):
        tf.ragged.constant([1, 2, 3], inner_shape=(1, 1))
    with pytest.raises(TypeError, match="axis must be an int; got str"):
        tf.reduce_sum(tf.ragged.constant([[1], []]), axis="a")
    with tf.Graph().as_default():
        x = tf.ragged.placeholder(tf.int32, 2, [], "x")
        names = [t.name for t in (x.flat_values, *x.nested_row_splits)]
    assert names == ["x/flat_values:0", "x/row_splits_0:0", "x/row_splits_1:0"]


def test_what_gave_the_rows_is_kept():
    lengths, numbers = tf.constant([2, 0], tf.int64), tf.constant([0, 0], tf.int64)
    assert tf.RaggedTensor.from_row_lengths([1, 2], lengths).row_lengths() is lengths
    rows = tf.RaggedTensor.from_value_rowids([1, 2], numbers, 2, validate=False)
    assert rows.value_rowids() is numbers
    assert rows.row_lengths().numpy().tolist() == [2, 0]
