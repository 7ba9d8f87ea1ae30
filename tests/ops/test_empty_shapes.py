"""Tensors without elements whose other sizes are huge: no call visits rows of nothing, none is cut.

Every row of the table runs on them, with its gradient, in a process that ends when its time is up.
"""

import contextlib
import mmap
import os
import signal

import numpy as np
import pytest
from checker import call, tensors_of
from test_ops import KNOWN, NAMES, drawn, dtypes_of

import zeal as tf
from zeal._native import raw

LIMIT = 20  # seconds of the processor for a row: other work on the machine does not count
HUGE = 2**40


def empty(dims, dtype):
    value = "" if dtype == "string" else raw.Cast(0, dtype)
    return raw.Fill(np.array(dims, np.int64), value)


def changed(value, none, huge):
    """The tensors of a row, those of several axes with axis `none` of size 0 and `huge` huge."""
    if isinstance(value, list):
        return [changed(v, none, huge) for v in value]
    if not isinstance(value, tf.Tensor) or value.shape.ndims < 2:
        return value
    dims = value.shape.as_list()
    dims[huge % len(dims)] = HUGE
    dims[none % len(dims)] = 0
    return empty(dims, value.dtype.name)


def run(row, tensors):
    xs = [t for item in tensors for t in (item if isinstance(item, list) else [item])]
    xs = [t for t in xs if isinstance(t, tf.Tensor) and t.dtype.is_floating]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(xs)
        out = call(row, tensors)
    for o in out:
        with contextlib.suppress(LookupError, NotImplementedError):
            grads = tape.gradient(o, xs)
            for x, g in zip(xs, grads, strict=True):
                assert g is None or isinstance(g, tf.IndexedSlices) or g.shape == x.shape


def start_clock():
    """This process ends after LIMIT from here on."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)


def in_time(work):
    """Runs it in a process of its own, against the clock; the exit status."""
    pid = os.fork()
    if not pid:
        start_clock()
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1]


def run_row(row):
    start_clock()
    tensors = tensors_of(drawn(row, dtypes_of(row)[0]))
    seen = [t for item in tensors for t in (item if isinstance(item, list) else [item])]
    rank = max((t.shape.ndims for t in seen if t is not None), default=0)
    for none in range(rank if rank > 1 else 0):
        for huge in range(rank):
            # A value that does not fit a variable is a plain ValueError.
            with contextlib.suppress(tf.errors.OpError, ValueError, MemoryError):
                run(row, changed(tensors, none, huge))


FEW = 50  # rows for one process: to make it takes longer than most of them


@pytest.mark.parametrize("first", range(0, len(KNOWN), FEW))
def test_rows_on_huge_empty_shapes(first):
    at = mmap.mmap(-1, 8)  # which row the process works on

    def work():
        for i, row in enumerate(KNOWN[first : first + FEW]):
            at[0] = i
            run_row(row)

    assert in_time(work) == 0, NAMES[first + at[0]]


SHAPES = ([HUGE, 0], [0, HUGE], [2**31, 0, 2**31], [2**31, 2**31, 0])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["float32", "int32", "string"])
def test_joining_and_cutting_along_every_axis(shape, dtype):
    z = empty(shape, dtype)

    def work():
        for axis in range(len(shape)):
            total = [2 * n if a == axis else n for a, n in enumerate(shape)]
            assert tf.concat([z, z], axis).shape == total
            stacked = tf.stack([z, z, z], axis)
            assert stacked.shape == [*shape[:axis], 3, *shape[axis:]]
            assert all(part.shape == shape for part in tf.unstack(stacked, axis=axis))
            halves = [n // 2 if a == axis else n for a, n in enumerate(shape)]
            assert all(part.shape == halves for part in tf.split(z, 2, axis))
            assert tf.reverse(z, [axis]).shape == shape
            assert tf.gather(z, tf.zeros([0], tf.int32), axis=axis).shape[axis] == 0
        assert tf.transpose(z).shape == shape[::-1]
        assert tf.reshape(z, shape[::-1]).shape == shape[::-1]
        assert tf.where(tf.equal(z, z)).shape == [0, len(shape)]

    assert in_time(work) == 0


def test_values_are_checked_where_there_is_nothing_to_write():
    rows = tf.zeros([3, 0])
    for refused in (
        lambda: tf.gather(rows, [3]),
        lambda: tf.gather_nd(rows, [[3]]),
        lambda: tf.scatter_nd([[3]], tf.zeros([1, 0]), [3, 0]),
        lambda: tf.unsorted_segment_sum(rows, [0, 1, 2], 2),
        lambda: tf.segment_sum(rows, [0, 2, 1]),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError):
            refused()


def test_sizes_that_add_up_to_too_much():
    z = tf.zeros([2**62, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="more than an int64 holds"):
        tf.concat([z, z], 0)


WIDE = 2**32 + 3
CALLS = {
    "broadcast": lambda x: x + tf.ones([1, 1]),
    "reshape": lambda x: tf.reshape(x, [0, WIDE]),
    "expand": lambda x: tf.expand_dims(x, 0),
    "squeeze": lambda x: tf.squeeze(tf.expand_dims(x, 0)),
    "concat": lambda x: tf.concat([x, x], 0),
    "concat of several sizes": lambda x: tf.concat([x[:5], x], 0),
    "stack": lambda x: tf.stack([x, x]),
    "split": lambda x: tf.split(x, [3, 2**32], 0)[1],
    "pad": lambda x: tf.pad(x, [[1, 1], [0, 0]]),
    "tile": lambda x: tf.tile(tf.expand_dims(x, 0), [2, 1, 1]),
    "slice": lambda x: x[5:7],
    "slice far": lambda x: x[2**32 : 2**32 + 2],
    "strided": lambda x: x[::-2],
    "tf.slice": lambda x: tf.slice(x, [5, 0], [2, 0]),
    "gather": lambda x: tf.gather(x, tf.constant([2**32 + 1])),
    "gather small": lambda x: tf.gather(x, [1]),
    "gather along": lambda x: tf.gather(tf.transpose(x), [1, 2], axis=1),
    "gather in batches": lambda x: tf.gather(tf.stack([x, x]), [[1], [2]], axis=1, batch_dims=1),
    "gather_nd": lambda x: tf.gather_nd(x, [[1], [2]]),
    "gather_nd deep": lambda x: tf.gather_nd(tf.expand_dims(x, 0), [[0, 2**32]]),
    "sum": lambda x: tf.reduce_sum(x),
    "sum of columns": lambda x: tf.reduce_sum(x, 0),
    "mean": lambda x: tf.reduce_mean(x),
    "max": lambda x: tf.reduce_max(x, 0),
    "norm": lambda x: tf.norm(x, axis=0),
    "transpose": lambda x: tf.transpose(x),
    "matmul": lambda x: tf.matmul(x, x, transpose_a=True),
    "several outputs": lambda x: tf.unstack(tf.stack([x, x]))[0],
    "broadcast_to": lambda x: tf.broadcast_to(x, [2, WIDE, 0]),
    "softmax": lambda x: tf.nn.softmax(x),
    "cumsum": lambda x: tf.cumsum(x, 1),
    "custom gradient": lambda x: tf.custom_gradient(lambda x: (x * 1.0, lambda dy: dy))(x),
}


@pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)
def test_a_gradient_has_its_sources_shape(make):
    x = tf.zeros([WIDE, 0])

    def work():
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = make(x)
        assert tf.convert_to_tensor(tape.gradient(y, x)).shape == [WIDE, 0]

    assert in_time(work) == 0


@pytest.mark.parametrize("make", [tf.nn.softmax, tf.nn.log_softmax, tf.tanh])
@pytest.mark.parametrize("shape", [[0, 3], [2, 0], [WIDE, 0]])
def test_a_second_gradient_of_nothing_is_nothing_too(make, shape):
    with tf.GradientTape() as outer:
        x = tf.zeros(shape)
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = make(x)
        dx = inner.gradient(y, x)
    assert outer.gradient(dx, x).shape == shape


def test_shapes_that_do_not_fit_int32():
    x = tf.zeros([WIDE, 0])
    for refused in (tf.shape, lambda x: tf.shape_n([x])[0]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
            refused(x)
    assert tf.shape(x, out_type=tf.int64).numpy().tolist() == [WIDE, 0]
    assert int(tf.size(x)) == 0
    assert tf.zeros_like(x).shape == tf.ones_like(x).shape == [WIDE, 0]


@pytest.mark.parametrize("second", [False, True])
def test_gradients_of_an_lstm_of_many_steps_of_nothing(second):
    parts = [empty([HUGE, 0, 4], "float32"), *(tf.zeros([0, 3]),) * 2, tf.zeros([7, 12])]
    parts += [tf.zeros([3])] * 3 + [tf.zeros([12])]
    made = [empty([HUGE, 0, 3], "float32")] * 9

    def work():
        if second:
            parts_of_all = [*parts, *made, *parts]
            out = raw.BlockLSTMGradGrad(HUGE, parts_of_all, ci=1, f=2, use_peephole=False)
        else:
            out = raw.BlockLSTMGrad(HUGE, *parts, made, use_peephole=False)
        assert not np.any(out[3].numpy()) and out[0].shape == [HUGE, 0, 4]

    assert in_time(work) == 0


def test_windows_over_sizes_at_the_end_of_integers():
    """Sums and products with strides and windows would overflow."""
    most, units = empty([0, 2**63 - 1, 8, 1], "float32"), 2**62
    calls = [
        lambda: tf.nn.max_pool(most, [1, 2, 2, 1], [1, 2**31 - 1, 1, 1], "SAME"),
        lambda: tf.nn.conv2d(most, tf.zeros([2, 2, 1, 1]), [1, 2, 1, 1], "SAME"),
        lambda: raw.FractionalMaxPool(most, pooling_ratio=[1.0, 1.0, 1.5, 1.0]),
        lambda: raw.GRUBlockCell(
            *(empty(s, "float32") for s in ([0, 3], [0, units], [units, 0], [0, 0], [0], [0]))
        ),
        lambda: raw.LSTMBlockCell(
            tf.zeros([0, 3]), *[empty([0, units], "float32")] * 2, tf.zeros([0, 0]),
            *[tf.zeros([0])] * 4
        ),
    ]  # fmt: skip
    for call_it in calls:
        with pytest.raises(tf.errors.InvalidArgumentError, match="too large|too many"):
            call_it()


def test_lists_of_rows_of_nothing():
    def work():
        with pytest.raises(tf.errors.ResourceExhaustedError, match="rows of a tensor of shape"):
            raw.TensorListFromTensor(empty([HUGE, 0], "float32"), -1)
        assert int(raw.TensorListLength(raw.TensorListFromTensor(tf.zeros([7, 0]), -1))) == 7

    assert in_time(work) == 0
