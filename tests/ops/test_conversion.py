"""Tests of what values become: literals, NumPy arrays and scalars, operands beside each other."""

import contextlib
import ctypes
import inspect
import operator
import pickle
from collections import UserList, deque

import numpy as np
import pytest

import zeal as tf
from zeal._native import raw


def check(tensor, dtype, value):
    assert tensor.dtype == dtype
    assert tensor.numpy().tolist() == value


def test_bools_are_numbers_where_numbers_are_asked_for():
    check(tf.constant(True, tf.float32), tf.float32, 1.0)
    check(tf.constant([1, True]), tf.int32, [1, 1])
    check(tf.constant([True, 2], tf.int64), tf.int64, [1, 2])
    check(tf.constant([1.0, 2.0]) * np.array([True, False]), tf.float32, [1.0, 0.0])
    with pytest.raises(ValueError, match="mixed"):
        tf.constant([True, 2])


def test_arrays_convert_as_astype():
    check(tf.constant(np.array([1.7, -1.7]), tf.int32), tf.int32, [1, -1])
    check(tf.constant(np.array([0, 3]), tf.bool), tf.bool, [False, True])
    # The imaginary part goes only where a dtype was asked for.
    check(tf.constant(np.array([1 + 2j]), tf.float32), tf.float32, [1.0])
    check(tf.convert_to_tensor(np.complex64(1 + 2j), tf.int32), tf.int32, 1)
    check(tf.convert_to_tensor(np.array([1 + 2j, 0]), tf.bool), tf.bool, [True, False])
    check(tf.convert_to_tensor(np.array([1j]), preferred_dtype=tf.float32), tf.float32, [0.0])
    for refused in (lambda: tf.constant([1.5], tf.int32), lambda: tf.constant(1j, tf.float32),
                    lambda: tf.add([1.0], np.array([1j]))):
        with pytest.raises(TypeError):
            refused()


def test_lists_of_tensors_are_cast_to_the_dtype_asked_for():
    one, half = tf.constant(1), tf.constant(1.5)
    check(tf.convert_to_tensor([one, 2], tf.float32), tf.float32, [1.0, 2.0])
    check(tf.convert_to_tensor([half, 2], tf.int32), tf.int32, [1, 2])
    check(tf.convert_to_tensor([[tf.Variable(1), 2.5], [3, half]], tf.float64), tf.float64,
          [[1.0, 2.5], [3.0, 1.5]])
    check(tf.convert_to_tensor([tf.constant(True), False], tf.float32), tf.float32, [1.0, 0.0])
    check(tf.convert_to_tensor([[half], np.array([2.5])], tf.int32), tf.int32, [[1], [2]])
    with pytest.raises(tf.errors.UnimplementedError):
        tf.convert_to_tensor([tf.constant("a"), "b"], tf.float32)
    for mixed in ([half, one], [[half], [one]]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="expected to be a float tensor"):
            tf.convert_to_tensor(mixed)
    with pytest.raises(TypeError):
        tf.convert_to_tensor([[one], [2.5]])
    with tf.GradientTape() as tape:
        tape.watch(half)
        packed = tf.convert_to_tensor([half, 1.0], tf.float64)
    check(tape.gradient(packed, half), tf.float32, 1.0)


def test_hints_are_tried_first():
    one = tf.constant(1)
    check(tf.convert_to_tensor([one, 2], dtype_hint=tf.float32), tf.float32, [1.0, 2.0])
    check(tf.convert_to_tensor([tf.constant(1.5)], preferred_dtype=tf.int32), tf.int32, [1])
    check(tf.convert_to_tensor([np.float32(1), 2], preferred_dtype=tf.int64), tf.float32, [1, 2])
    check(tf.convert_to_tensor([np.float64(1), 2], preferred_dtype=tf.int32), tf.float64, [1, 2])
    check(tf.convert_to_tensor([np.int64(1)], preferred_dtype=tf.bool), tf.int32, [1])
    check(tf.convert_to_tensor(one, preferred_dtype=tf.float32), tf.int32, 1)
    with pytest.raises(ValueError, match="Cannot specify both"):
        tf.convert_to_tensor(1, preferred_dtype=tf.float32, dtype_hint=tf.float64)


def test_values_that_are_no_numbers():
    for value in (np.datetime64("2000-01-01"), np.timedelta64(5, "s"), np.array([5], "m8[s]"),
                  [np.datetime64("2000-01-01")], np.array([1, 2], np.longdouble), {1, 2},
                  np.array([(1, 2)], [("a", int), ("b", int)]), {"a": 1}.values(), iter([1])):
        with pytest.raises(ValueError):
            tf.convert_to_tensor(value)
    for value in (np.array([1, 2]), np.float32(1), np.array([True])):
        with pytest.raises(ValueError, match="strings"):
            tf.convert_to_tensor(value, tf.string)
    for value in ([1, None], [None, 1], [tf.constant(1), None]):
        with pytest.raises(ValueError):
            tf.convert_to_tensor(value, tf.int32)
    check(tf.convert_to_tensor(np.uint8(7)), tf.uint8, 7)
    check(tf.convert_to_tensor(np.arange(3, dtype=np.uint8)), tf.uint8, [0, 1, 2])


def test_sequences_that_are_no_lists():
    check(tf.convert_to_tensor(deque([1, 2])), tf.int32, [1, 2])
    check(tf.convert_to_tensor([deque([1, 2])]), tf.int32, [[1, 2]])
    check(tf.convert_to_tensor(UserList([1.0, 2])), tf.float32, [1.0, 2.0])
    # A buffer has a number format of its own; TensorFlow reads Python integers, as int32.
    check(tf.convert_to_tensor(bytearray(b"ab")), tf.uint8, [97, 98])


def test_floats_in_lists_are_not_truncated():
    for value in ([np.float32(1.5), 2], [np.array([1.5]), [1]], [np.array([1.5])]):
        with pytest.raises(TypeError):
            tf.convert_to_tensor(value, tf.int32)
    check(tf.convert_to_tensor([np.int64(1)], tf.float32), tf.float32, [1.0])


def test_constant_takes_no_tensor_of_another_dtype():
    for dtype in (tf.float32, "float32", np.float32):
        with pytest.raises(TypeError, match=r"Expected tensor with type .* not .*int32"):
            tf.constant(tf.constant(1), dtype)
    check(tf.constant(tf.constant([1, 2]), tf.int32, [2, 1]), tf.int32, [[1], [2]])


def test_wrong_dtypes_of_inputs_are_invalid_arguments():
    bools, ints, floats = tf.constant([True]), tf.Variable([1]), tf.Variable([1.0])
    for call in (lambda: tf.logical_and(floats, bools), lambda: tf.logical_and(bools, floats),
                 lambda: tf.logical_and(floats, [True]), lambda: tf.add(floats, ints),
                 lambda: tf.add(tf.constant([1.0]), ints), lambda: tf.concat([floats, ints], 0),
                 lambda: tf.stack([floats, ints]), lambda: tf.exp(ints),
                 lambda: tf.matmul([[1]], [[2.0]]), lambda: tf.matmul(tf.constant([[1]]), 2.0),
                 lambda: tf.matmul(tf.constant([[1]]), np.array([[2.0]])),
                 lambda: tf.add_n([1, 2.0]), lambda: tf.add_n([1.0, "a"]),
                 lambda: tf.add_n([np.array([1]), np.array([1.0])])):
        with pytest.raises(tf.errors.InvalidArgumentError):
            call()
    for call in (lambda: tf.add(tf.constant(1), 2.0), lambda: tf.concat([[1], [2.0]], 0)):
        with pytest.raises(TypeError):
            call()


def test_text_is_not_cast():
    for call in (lambda: tf.cast(["1"], tf.int32), lambda: tf.cast([1], tf.string),
                 lambda: tf.to_float("a"), lambda: tf.cast(tf.Variable(["a"]), tf.bool)):
        with pytest.raises(tf.errors.UnimplementedError, match="Cast .* is not supported"):
            call()
    check(tf.cast(["1"], tf.string), tf.string, [b"1"])


def test_shapes_of_zeros_and_ones_may_be_other_numbers():
    for make in (tf.zeros, tf.ones):
        for shape in ([2.0], np.uint8(2), 2.0, np.float32(2), np.array([2.0]), np.int16(2),
                      [tf.constant(2.0)], np.array([2], np.uint8)):
            assert make(shape).shape == [2]
        assert make([True]).shape == [1]
        for shape in ([True, 2], (True, 2)):
            assert make(shape).shape == [1, 2]
        assert make([False, 2]).shape == [0, 2]
        for shape in ([True, "a"], [True, 2.5], [True, None], ["a", 1], [[1], [2, 3]],
                      [True, 2**70]):
            with pytest.raises(ValueError):
                make(shape)
        for shape in ([2.5], ["a"], "a"):
            with pytest.raises(TypeError):
                make(shape)
        for shape in (tf.constant([2.0]), [-1]):
            with pytest.raises(tf.errors.InvalidArgumentError):
                make(shape)
        with pytest.raises(ValueError):
            make([2, None])


def test_sizes_of_eye_are_integers():
    for sizes in (([1, 2],), (None,), (2.0,), ("2",), (np.array([2]),), (2, [3]), (2, 3.0)):
        with pytest.raises(TypeError, match="must be positive integer"):
            tf.eye(*sizes)
    assert tf.eye(np.int64(2), tf.constant(3)).shape == [2, 3]


def test_leaky_relu_of_integers():
    for dtype in (tf.int8, tf.int32, tf.int64):
        check(tf.nn.leaky_relu(tf.constant([-5, 5], dtype)), tf.float32, [-1.0, 5.0])
    check(tf.nn.leaky_relu(np.array([5], np.uint32)), tf.float32, [5.0])
    check(tf.nn.leaky_relu(-5, alpha=0.5), tf.float32, -2.5)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.nn.leaky_relu(tf.constant([True]))


def test_round_and_diag_part_leave_some_values_as_they_are():
    for dtype in (tf.uint32, tf.uint64):
        check(tf.round(tf.constant([5], dtype)), dtype, [5])
    check(tf.diag_part(3.0), tf.float32, 3.0)


def test_one_row_of_labels_serves_all_rows_of_logits():
    logits = tf.constant([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]])
    row, table = tf.constant([0.2, 0.3, 0.5]), tf.constant([[0.2, 0.3, 0.5]] * 2)

    def loss(labels, x=logits):
        return tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x)

    def gradients(labels):
        with tf.GradientTape(persistent=True) as tape:
            tape.watch([logits, labels])
            y = loss(labels)
        return [tape.gradient(y, v).numpy() for v in (logits, labels)]

    assert np.allclose(loss(row), loss(table))
    of_table = gradients(table)
    for labels in (row, row[None]):
        of_row = gradients(labels)
        assert np.allclose(of_row[0], of_table[0])
        assert np.allclose(of_row[1], of_table[1].sum(0)) and of_row[1].shape == labels.shape
    with tf.GradientTape() as tape:
        tape.watch(row)
        y = tf.reduce_sum(loss([[0.5, 0.5, 0.0], [0.0, 0.2, 0.8]], row[None]))
    softmax = np.exp(row) / np.exp(row).sum()
    assert np.allclose(tape.gradient(y, row), 2 * softmax - [0.5, 0.7, 0.8])
    assert np.allclose(loss(row, [logits, logits]), [loss(table)] * 2)
    for labels in (np.ones((2, 3, 2), np.float32), np.ones((2, 1, 3), np.float32), 1.0):
        with pytest.raises(tf.errors.InvalidArgumentError):
            loss(labels, np.ones((2, 2, 3), np.float32))


def test_labels_of_another_dtype():
    for op in (tf.nn.sigmoid_cross_entropy_with_logits, tf.nn.weighted_cross_entropy_with_logits):
        more = {"pos_weight": 2} if "weighted" in op.__name__ else {}
        for labels in (tf.constant([1]), tf.Variable([1])):
            with pytest.raises(tf.errors.InvalidArgumentError):
                op(labels=labels, logits=tf.constant([1.0]), **more)
        assert op(labels=[1], logits=tf.constant([1.0]), **more).dtype == tf.float32


def test_numpy_integers_in_lists_count_as_python_integers():
    check(tf.constant([np.int64(1), 2]), tf.int32, [1, 2])
    check(tf.constant([np.array([1, 2]), np.array([3, 4])]), tf.int32, [[1, 2], [3, 4]])
    check(tf.constant([np.int64(2**40), 2]), tf.int64, [2**40, 2])
    assert tf.constant(np.bytes_(b"a")).numpy() == b"a"


def test_finite_numbers_beyond_float32_raise():
    for value in (1e39, [1.0, -1e39]):
        with pytest.raises(ValueError, match="out of range"):
            tf.constant(value)
    assert tf.constant(float("inf")).numpy() == np.inf
    assert tf.constant(1e39, tf.float64).numpy() == 1e39


OUT_OF_RANGE = "Can't convert Python sequence with out-of-range integer to Tensor"


@pytest.mark.parametrize(
    "n", [2**63, -(2**63) - 1, 2**64 + 3, 2**72, -(2**72), 10**5000], ids=lambda n: hex(n)[:9]
)
def test_integers_beyond_int64(n):
    ints, floats = tf.constant([1, 2], tf.int64), tf.constant([1.0, 2.0])
    for make in (lambda: tf.constant(n), lambda: tf.constant([n]), lambda: tf.constant([[1], [n]]),
                 lambda: tf.constant([n], tf.int64), lambda: tf.constant((1, n), tf.int32),
                 lambda: tf.convert_to_tensor([n, 1]), lambda: ints + n, lambda: n * ints,
                 lambda: ints + [n, 1], lambda: [1, n] - ints, lambda: tf.add(ints, [n]),
                 lambda: tf.constant([np.int64(1), n]), lambda: tf.fill([2], n),
                 lambda: tf.Variable([n]), lambda: tf.Variable(ints).assign([n, 1])):
        with pytest.raises(ValueError, match=OUT_OF_RANGE):
            make()
    if n > 10**1000:
        for make in (lambda: floats + n, lambda: floats + [n, 1], lambda: tf.constant([n, 1.5]),
                     lambda: tf.constant([n], tf.float64), lambda: tf.constant(n, tf.complex64)):
            with pytest.raises(ValueError, match=OUT_OF_RANGE):
                make()
        return
    check(tf.constant([n, 1], tf.float64), tf.float64, [float(n), 1.0])
    for made in (tf.constant([n, 1], tf.float32), tf.constant([1.5, n])[::-1], floats * 0.0 + n,
                 floats * 0.0 + [n, 1], tf.add(floats * 0.0, [n, 1])):
        assert made.dtype == tf.float32
        assert made.numpy()[0] == np.float32(n)


def test_integers_at_the_limits():
    check(tf.constant([2**63 - 1, -(2**63)]), tf.int64, [2**63 - 1, -(2**63)])
    check(tf.constant([2**64 - 1, 0], tf.uint64), tf.uint64, [2**64 - 1, 0])
    check(tf.constant(2**64 - 1, tf.uint64), tf.uint64, 2**64 - 1)
    for value, dtype in ((2**64, tf.uint64), (-1, tf.uint64), (300, tf.uint8), (-129, tf.int8),
                         (2**31, tf.int32), (2**130, tf.float32)):
        for make in (lambda v, d: tf.constant(v, d), lambda v, d: tf.constant([v], d)):
            with pytest.raises(ValueError, match=f"out of range for dtype {dtype.name}"):
                make(value, dtype)


class Scripted:
    """A sequence that is no list."""

    def __init__(self, items, length=None):
        self.items = items
        self.length = len(items) if length is None else length

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        return self.items[i]


def test_objects_with_a_length_and_items():
    check(tf.constant(Scripted([1, 2])), tf.int32, [1, 2])
    check(tf.constant(Scripted([Scripted([1.5]), [2]])), tf.float32, [[1.5], [2.0]])
    check(tf.constant([Scripted(["a"]), Scripted(["b"])]), tf.string, [[b"a"], [b"b"]])
    check(tf.constant([1.0, 2.0]) + Scripted([1, 2]), tf.float32, [2.0, 4.0])
    check(tf.reduce_sum(Scripted([1, 2])), tf.int32, 3)
    check(tf.constant(Scripted([], 0)), tf.float32, [])

    class Endless(Scripted):
        def __getitem__(self, i):
            return i

    check(tf.constant(Endless([], 3)), tf.int32, [0, 1, 2])
    with pytest.raises(ValueError, match="of length 5 gave 2 items"):
        tf.constant(Scripted([1, 2], 5))
    with pytest.raises(ValueError, match="non-rectangular"):
        tf.constant(Scripted([[1], [1, 2]]))
    with pytest.raises(RecursionError):
        tf.constant(self_holding())
    for mapping in ({}, {"a": 1}, {"a": 1}.keys()):
        with pytest.raises(ValueError, match="unsupported type"):
            tf.constant(mapping)


def self_holding():
    loop = Scripted([None])
    loop.items[0] = loop
    return loop


def test_ranges():
    check(tf.constant(range(5, 0, -2)), tf.int32, [5, 3, 1])
    check(tf.constant(range(2**31 - 1, 2**31 + 1)), tf.int64, [2**31 - 1, 2**31])
    check(tf.constant(range(-(2**63), 2**63 - 1, 2**62)), tf.int64, [-(2**63), -(2**62), 0, 2**62])
    for dtype in (tf.int64, tf.float32, tf.float64, tf.uint8, tf.float16, tf.complex64):
        check(tf.constant(range(3), dtype), dtype, [0, 1, 2])
    check(tf.constant([range(2), range(2, 4)]), tf.int32, [[0, 1], [2, 3]])
    check(tf.reduce_sum(tf.constant(range(10**6), tf.int64)), tf.int64, 499999500000)
    for beyond, dtype in ((range(2**31, 2**31 + 2), tf.int32), (range(2**63, 2**63 + 2), None),
                          (range(256, 257), tf.uint8)):
        with pytest.raises(ValueError, match="out-of-range integer"):
            tf.constant(beyond, dtype)
    with pytest.raises(tf.errors.ResourceExhaustedError):
        tf.constant(range(2**50))
    with pytest.raises(OverflowError):
        tf.constant(range(2**70))


def test_array_interface():
    class Image:
        """As PIL's images are."""

        def __init__(self):
            self.pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)

        @property
        def __array_interface__(self):
            return self.pixels.__array_interface__

    check(tf.constant(Image()), tf.uint8, [[0, 1, 2], [3, 4, 5]])
    for nonsense in (np.ndarray, int, Image):
        with pytest.raises(ValueError, match="unsupported type"):
            tf.constant(nonsense)


def test_arrays_of_different_shapes():
    for ragged in ([np.arange(2), np.arange(3)], [np.array([1]), 2], [[np.ones(2)], [np.ones(3)]]):
        with pytest.raises(ValueError, match="Can't convert non-rectangular Python sequence"):
            tf.constant(ragged)


def test_shapes_beyond_int32():
    check(tf.constant(tf.TensorShape([2**40, 2])), tf.int64, [2**40, 2])
    check(tf.constant(tf.Dimension(2**40)), tf.int64, 2**40)
    for unknown in (tf.TensorShape([2, None]), tf.TensorShape(None)):
        with pytest.raises(ValueError, match="Cannot convert a partially known TensorShape"):
            tf.constant(unknown)
    with pytest.raises(ValueError, match="Cannot convert an unknown Dimension to a Tensor"):
        tf.constant(tf.Dimension(None))
    with pytest.raises(ValueError, match="Dimension -1 must be >= 0"):
        tf.constant([1, 2], shape=[-1])


def test_tensors_convert_to_themselves():
    x = tf.constant([1.0, 2.0])
    x.note = "kept"
    for same in (tf.convert_to_tensor(x), tf.constant(x), tf.convert_to_tensor(x, tf.float32),
                 tf.convert_to_tensor(x, "float32"), tf.convert_to_tensor(x, np.float32),
                 tf.convert_to_tensor(x, preferred_dtype=tf.int32)):
        assert same is x
    assert tf.identity(x) is not x
    v = tf.Variable([1.0])
    assert isinstance(tf.convert_to_tensor(v), tf.Tensor)


class Shrinking(list):
    """Shortens another list whenever it is read."""

    def __iter__(self):
        del self.victim[self.keep :]
        return list.__iter__(self)


@pytest.mark.parametrize("keep", [0, 1, 2])
@pytest.mark.parametrize("size", [2, 3, 50, 5000])
@pytest.mark.parametrize("at", [0, 1, -1])
@pytest.mark.parametrize("entry", [[3.0, 4.0], [np.float32(3), 4.0], [3, 4], ["a", "b"]])
def test_lists_that_shrink_while_they_are_read(keep, size, at, entry):
    for build in (list, lambda items: [items, list(items)]):
        victim = [list(entry) for _ in range(size)]
        meddler = Shrinking(entry)
        meddler.victim, meddler.keep = victim, keep
        victim[at] = meddler
        with contextlib.suppress(RuntimeError, ValueError):
            tf.constant(build(victim))
        with contextlib.suppress(RuntimeError, ValueError, TypeError):
            tf.add(tf.constant([1.0, 2.0]), victim)


def test_lists_that_shrink_while_their_arrays_are_read():
    class Meddler:
        def __array__(self, dtype=None, copy=None):
            del victim[1:]
            return np.ones(2)

        def __len__(self):
            del victim[1:]
            return 2

        def __getitem__(self, i):
            raise IndexError

        def __float__(self):
            del victim[1:]
            return 1.0

    class Text(str):
        def __str__(self):
            victim.clear()
            return "a"

    for meddler in (Meddler(), Text("q")):
        victim = [meddler, *[[1.0, 2.0] for _ in range(1000)]]
        with contextlib.suppress(RuntimeError, ValueError, TypeError):
            tf.constant(victim)
        victim = [meddler] * 1000
        with contextlib.suppress(RuntimeError, ValueError, TypeError):
            tf.constant(victim)


def test_first_literal_decides():
    check(tf.add(1.5, 2), tf.float32, 3.5)
    check(tf.multiply(np.array([1, 2]), 3), tf.int64, [3, 6])
    check(tf.divide(np.ones([2]), tf.constant([2.0, 4.0])), tf.float32, [0.5, 0.25])
    check(tf.div([1.0, 2.0], 2), tf.float32, [0.5, 1.0])


def test_operators_refuse_what_tensorflow_refuses():
    ints, floats = tf.constant([1, 2]), tf.constant([1.0, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        ints ^ ints
    with pytest.raises(TypeError):
        ints / floats
    # What follows the tensor is the op's concern, what precedes it the conversion's.
    for operate in (lambda: ints + 2.5, lambda: ints * [0.5, 1.5], lambda: ints**2.0,
                    lambda: tf.Variable(ints) - 0.5, lambda: (ints > 0) ^ 1, lambda: ints & 2.0):
        with pytest.raises(tf.errors.InvalidArgumentError):
            operate()
    for operate in (lambda: 2.5 + ints, lambda: ints < 1.5):
        with pytest.raises(TypeError):
            operate()
    with pytest.raises(ValueError, match="array of text"):
        tf.constant(np.array(["a"]), tf.int32)
    assert tf.convert_to_tensor(np.longdouble(1.5), tf.float32).numpy() == 1.5
    pair = tf.convert_to_tensor(np.array([1.5, 2.5], np.longdouble), tf.float32)
    assert pair.numpy().tolist() == [1.5, 2.5]
    for nonsense in ({}, {"a": 1}, object(), iter([1])):
        with pytest.raises(ValueError, match="unsupported type"):
            tf.convert_to_tensor(nonsense)


class _Answers:
    """What no tensor is made of; each reflected operator answers with its name."""

    def __lt__(self, other):
        return "lt"


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or",
              "xor"):  # fmt: skip
    setattr(_Answers, f"__r{_name}__", lambda self, other, name=_name: name)


def test_what_no_tensor_is_made_of_answers_itself():
    """As in TensorFlow 1.15.5's graphs; eagerly it raises ValueError."""
    odd = _Answers()
    with tf.Graph().as_default():
        for x in (tf.constant([[1.0]]), tf.Variable(1.0)):
            found = [x + odd, x - odd, x * odd, x / odd, x // odd, x % odd, x**odd, x @ odd]
            assert found == ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]
            with pytest.raises(TypeError):
                x < odd  # noqa: B015
            with pytest.raises(TypeError, match="Failed to convert object"):
                x + object()
        truth = tf.placeholder(tf.bool)
        assert [truth & odd, truth | odd, truth ^ odd] == ["and", "or", "xor"]
    with pytest.raises(ValueError, match="unsupported type"):
        tf.constant(1.0) + odd


def test_empty_tensors():
    empty = tf.zeros([2, 0])
    assert not empty
    assert pickle.loads(pickle.dumps(empty)).shape.as_list() == [2, 0]


def test_bfloat16_is_not_taken_for_integers():
    t = tf.constant([1.5, 2.0], tf.bfloat16)
    assert np.asarray(t).astype(np.float32).tolist() == [1.5, 2.0]
    assert pickle.loads(pickle.dumps(t)).numpy().astype(np.float32).tolist() == [1.5, 2.0]
    with pytest.raises(BufferError):
        memoryview(t)


def test_clip_by_value_lets_the_lower_bound_win():
    check(tf.clip_by_value([-3.0, 0.0, 3.0], 1.0, -1.0), tf.float32, [1.0, 1.0, 1.0])


def test_integer_labels_of_softmax_cross_entropy():
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=[[0, 1]], logits=[[0.0, 0.0]])
    assert loss.numpy() == pytest.approx(np.log(2))
    with pytest.raises(tf.errors.InvalidArgumentError, match="axis"):
        tf.nn.softmax_cross_entropy_with_logits_v2([[0, 1]], [[0.0, 0.0]], axis=2)


def test_error_classes_are_tensorflows():
    for call in (lambda: tf.roll([1], 1, [0, 1]), lambda: tf.broadcast_dynamic_shape([2], [3]),
                 lambda: tf.assert_equal(1, 2.5)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            call()
    for nonsense in ([True], ["a"]):
        with pytest.raises(TypeError, match="Expected numeric"):
            tf.conj(nonsense)


def test_constants_that_ops_share_do_not_escape():
    """Small integers and short lists have tensors that calls share: results must not be those.

    A consumer of DLPack may write to what it is given.
    """
    ops = [
        tf.identity, tf.stop_gradient, tf.squeeze, tf.constant, tf.convert_to_tensor,
        lambda v: tf.cast(v, tf.int32), lambda v: tf.reshape(v, [-1]),
        lambda v: tf.expand_dims(v, 0), lambda v: tf.bitcast(v, tf.int32),
        lambda v: tf.slice(v, [0] if v == [3, 4] else [], [1] if v == [3, 4] else []),
        lambda v: tf.add_n([v]), lambda v: tf.broadcast_to(v, [2]), lambda v: tf.tile(v, [1]),
        lambda v: tf.concat([v], 0), lambda v: tf.Variable(v).read_value(),
    ]  # fmt: skip
    for op in ops:
        for value in (7, [3, 4]):
            try:
                made = op(value)
            except tf.errors.InvalidArgumentError:
                continue  # tile of a scalar
            ctypes.memset(np.asarray(made).ctypes.data, 99, 4)
            assert tf.fill([3, 4], 7).numpy().tolist() == [[7] * 4] * 3, op


SMALL = (1, 0, [1], [0], [1, 2], [[1]], [[1, 2]])
OPS = sorted(name for name in vars(raw) if not name.startswith("_"))


def results(name, value):
    """What an op makes of a small value at each of its places; nothing where it takes no such."""
    op = getattr(raw, name)
    needed = [p for p in inspect.signature(op).parameters.values() if p.default is p.empty]
    try:
        made = op(*[value] * len(needed))
    except (tf.errors.OpError, TypeError, ValueError, LookupError):
        return []
    return [t for t in (made if isinstance(made, list) else [made]) if isinstance(t, tf.Tensor)]


@pytest.mark.parametrize("name", OPS)
def test_no_op_gives_a_shared_constant_back(name):
    """Two calls with one small value never have a result at one place."""
    for value in SMALL:
        for a, b in zip(results(name, value), results(name, value), strict=True):
            if a.dtype == tf.int32 and int(tf.size(a)):
                assert np.from_dlpack(a).ctypes.data != np.from_dlpack(b).ctypes.data, value


@pytest.mark.parametrize("other", [1.5, "a"])
@pytest.mark.parametrize("name", ["lt", "le", "gt", "ge", "truediv", "add", "mul", "floordiv"])
def test_operands_that_do_not_fit(name, other):
    """Comparisons and / leave them to the conversion, other operators to the op."""
    apply = getattr(operator, name)
    left = name in ("lt", "le", "gt", "ge", "truediv")
    error = TypeError if left else tf.errors.InvalidArgumentError
    for x in (tf.constant([1, 2]), tf.Variable([1, 2])):
        with pytest.raises(error, match="Cannot convert .* to EagerTensor of dtype int32") as e:
            apply(x, other)
        assert ("input #1(zero-based) was expected to be a int32 tensor" in str(e.value)) != left
