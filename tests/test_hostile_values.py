"""What programs should not pass, but may: each ends in a value or an error, never in a crash."""

import contextlib
import ctypes
import gc

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal._native import raw

REFUSED = (TypeError, ValueError, RuntimeError, tf.errors.OpError)


def nested_in_itself():
    ring = [1.0]
    ring.append(ring)
    return ring


def nested(depth):
    value = ()
    for _ in range(depth):
        value = (value,)
    return value


@pytest.mark.parametrize("value", [nested_in_itself(), nested(100_000)], ids=["ring", "deep"])
@pytest.mark.parametrize("use", [
    tf.constant,
    tf.stack,
    lambda v: tf.concat(v, 0),
    lambda v: tf.reshape(tf.ones([]), v),
    lambda v: tf.ones([]) + v,
    lambda v: tf.stack([tf.ones([]), v]),
    lambda v: tf.GradientTape().gradient(v, v),
], ids=["constant", "stack", "concat", "reshape", "add", "beside", "gradient"])  # fmt: skip
def test_endless_nesting_is_an_error(use, value):
    with pytest.raises(REFUSED):
        use(value)


def test_a_list_that_holds_itself_many_times():
    home = [np.float32(1)]
    home += [home] * 1000
    with pytest.raises(REFUSED):
        tf.constant(home)


def test_watching_endless_nesting_is_an_error():
    ring = [tf.ones([])]
    ring.append(ring)
    with tf.GradientTape() as tape, pytest.raises(RecursionError):
        tape.watch(ring)


class Meddler:
    """A value that changes the list it stands in while that is converted."""

    def __init__(self, home, change):
        self.home, self.change = home, change

    def __array__(self, *args, **kwargs):
        self.change(self.home)
        gc.collect(0)
        return np.array(1.0, np.float32)


CHANGES = {
    "emptied": list.clear,
    "longer": lambda home: home.extend([1.0] * 1000),
    "deeper": lambda home: home.append(home),
    "replaced": lambda home: home.__setitem__(slice(None), [[2.0]] * 3),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v, v]], ids=["flat", "nested"])
def test_a_list_that_changes_while_it_is_converted(wrap, change):
    home = []
    home[:] = [1.0, Meddler(home, change), Meddler(home, change), 2.0]
    with contextlib.suppress(REFUSED):
        tf.constant(wrap(home))


def test_text_that_changes_its_list():
    class Text(str):
        def __str__(self):
            home.clear()
            return "text"

    home = ["a", Text("b"), "c"]
    assert tf.constant(home).numpy().tolist() == [b"a", b"b", b"c"]  # its code does not run


def test_an_array_whose_dtype_drops_it():
    class Array(np.ndarray):
        @property
        def dtype(self):
            home.clear()
            gc.collect()
            return np.ndarray.dtype.__get__(self)

    home = [np.ones(3).view(Array), np.ones(3)]
    with contextlib.suppress(REFUSED):
        tf.constant(home)


def test_an_attribute_that_grows_while_it_is_read():
    class Index:
        def __index__(self):
            axes.extend([0] * 1000)
            return 0

    axes = [Index()]
    assert raw.Squeeze(tf.ones([1, 1]), axes).shape == [1]


def test_names_that_are_not_text():
    with pytest.raises(TypeError, match="DType"):
        tf.constant(1, dtype="\ud800")
    v = tf.Variable(1.0, name="a\ud800")
    assert v.__deepcopy__({}).name == "a\ud800_copy:0"


def test_buffers_without_strides():
    big = (ctypes.c_int.__ctype_be__ * 3)(1, 2, 3)
    assert tf.constant(big).numpy().tolist() == [1, 2, 3]
    grid = ((ctypes.c_double.__ctype_be__ * 2) * 2)((1, 2), (3, 4))
    assert tf.constant(grid).numpy().tolist() == [[1, 2], [3, 4]]


ODD_BOOLS = np.tile(np.array([0, 2, 255, 1], np.uint8), 100)


@pytest.mark.parametrize("make", [
    lambda: tf.constant(ODD_BOOLS.view(bool)),
    lambda: tf.constant(memoryview(ODD_BOOLS.tobytes()).cast("?")),
    lambda: _native.from_dlpack_capsule(ODD_BOOLS.view(bool).__dlpack__()),
], ids=["array", "memoryview", "dlpack"])  # fmt: skip
def test_bools_of_other_bytes_than_0_and_1(make):
    t = make()
    assert t.shape == [400]
    assert tf.where(t).shape == [300, 1]
    assert int(tf.reduce_sum(tf.cast(t, tf.int32))) == 300


def test_dlpack_of_memory_that_is_not_aligned():
    values = np.frombuffer(bytearray(401), np.float32, 100, 1)
    values[:] = 2.0
    t = _native.from_dlpack_capsule(values.__dlpack__())
    values[:] = 3.0  # it was copied
    assert float(tf.reduce_sum(t)) == 200


def test_a_consumed_capsule_is_refused():
    capsule = _native.to_dlpack(tf.ones([3]))
    _native.from_dlpack_capsule(capsule)
    for value in (capsule, None, 1):
        with pytest.raises(ValueError, match="Capsule"):
            _native.from_dlpack_capsule(value)



def test_a_producer_that_takes_its_capsule_again():
    class Producer:
        def __init__(self):
            self.bytes = np.zeros(17, np.uint8)  # where no float may lie: it is copied
            at = (self.bytes.ctypes.data + 1, False)
            self.__array_interface__ = {"shape": (4,), "typestr": "<f4", "data": at, "version": 3}

        def __del__(self):
            with contextlib.suppress(ValueError):
                taken.append(_native.from_dlpack_capsule(capsule))

    taken = []
    array = np.asarray(Producer())
    capsule = array.__dlpack__()
    del array
    assert _native.from_dlpack_capsule(capsule).numpy().tolist() == [0.0] * 4
    assert not taken


class Asked:
    """Runs a step whenever it is asked for a value, and then gives one."""

    def __init__(self, step, value):
        self.step, self.value = step, value

    def answer(self, *args, **kwargs):
        self.step()
        gc.collect(0)
        return self.value

    __index__ = __float__ = __bool__ = __len__ = answer

    def __array__(self, *args, **kwargs):
        return np.asarray(self.answer())

    def __iter__(self):
        return iter([self.answer()])


def test_attributes_that_change_the_dict_they_stand_in():
    attrs = {}
    attrs["axis"] = Asked(attrs.clear, 1)
    found = _native.infer("Pack", [tf.ones([2])] * 3, attrs)
    assert [shape for _, shape in found] == [(2, 3)]


@pytest.mark.parametrize("step", ["assign", "initialise", "delete"])
@pytest.mark.parametrize("call", [
    lambda v, asked: tf.concat([v, asked], 0),
    lambda v, asked: tf.stack([v, asked, v]),
    lambda v, asked: raw.AddV2(v, asked),
    lambda v, asked: v + asked,
    lambda v, asked: tf.add_n([v, asked]),
    lambda v, asked: tf.where(tf.ones([1000], tf.bool), v, asked),
    lambda v, asked: raw.SelectV2(tf.ones([1000], tf.bool), v, asked),
    lambda v, asked: tf.meshgrid(v, asked),
    lambda v, asked: tf.nn.sigmoid_cross_entropy_with_logits(labels=asked, logits=v),
    lambda v, asked: tf.clip_by_value(v, asked, v),
])  # fmt: skip
def test_a_variable_that_changes_while_the_next_operand_is_read(call, step):
    home = [tf.Variable(tf.ones([1000]))]
    steps = {
        "assign": lambda: home[0].assign(tf.zeros([1000])),
        "initialise": lambda: home[0].__init__(tf.zeros([3])),
        "delete": home.clear,
    }
    with contextlib.suppress(*REFUSED):
        call(home[0], Asked(steps[step], np.full(1000, 2.0, np.float32)))
    [tf.zeros([1000]) for _ in range(10)]


@pytest.mark.parametrize("op", ["Slice", "StridedSlice", "Squeeze", "Transpose", "Tile", "Pad"])
def test_an_operand_whose_value_calls_the_same_op_again(op):
    x, depth = tf.ones([1, 1]), []
    info = _native.op_info(op)
    others = {"Pad": [[0, 0], [0, 0]], "Transpose": [0, 1], "Squeeze": 0}.get(op, [1, 1])

    def again():
        if len(depth) < 5:
            depth.append(1)
            run()

    def run():
        rest = [Asked(again, np.array(others, np.int32)) for _ in info["inputs"][1:]]
        attrs = {"squeeze_dims": [Asked(again, 0)]} if op == "Squeeze" else {}
        with contextlib.suppress(*REFUSED):
            return getattr(raw, op)(x, *rest, **attrs)

    run()
    assert depth


@pytest.mark.parametrize("call", [
    lambda: raw.Split(np.zeros(0, np.int32), np.ones(4), num_split=2),
    lambda: raw.SplitV(np.ones(4), np.full(4, 2**62), 0, num_split=4),
    lambda: tf.math.segment_sum(np.ones(2), np.array([0, 2**63 - 1])),
    lambda: raw.StridedSlice(np.ones(3), [1, 0], [3, 5], [1, 2], ellipsis_mask=-(2**31)),
    lambda: raw.LinearRecurrence(np.ones((2, 3)), np.ones((3, 0)), [1]),
], ids=["split axis", "split sizes", "segment id", "ellipses", "shapes"])  # fmt: skip
def test_ops_refuse(call):
    with pytest.raises(tf.errors.OpError):
        call()


def test_rows_without_elements():
    choice = tf.zeros([0, 3], tf.bool)
    assert raw.SelectV2(choice, [1], tf.zeros([2, 3, 1, 1], tf.int32)).shape == [2, 3, 0, 3]
    assert (tf.zeros([6, 1]) + tf.zeros([1, 0])).shape == [6, 0]


@pytest.mark.parametrize("op", ["BroadcastTo", "Tile", "Reshape", "Pad", "Slice", "Transpose"])
@pytest.mark.parametrize("known", [None, [1] * 32], ids=["unknown", "known"])
def test_inference_from_a_vector_of_too_many_sizes(op, known):
    vectors = [("int32", [40])] * (len(_native.op_info(op)["inputs"]) - 1)
    with contextlib.suppress(REFUSED):
        _native.infer(op, [("float32", known), *vectors], {})


def slices(values=None, indices=None, dense_shape=None):
    values = tf.ones([2, 1]) if values is None else values
    return tf.IndexedSlices(values, [0, 1] if indices is None else indices, dense_shape)


@pytest.mark.parametrize(("values", "indices", "dense_shape"), [
    (None, indices, None) for indices in ([0.5, 1.0], 0, [[0], [1]], [0, 1, 2], ["a", "b"])
] + [
    (np.ones((2, 2), np.float32), None, None),
    (np.ones((), np.float32), None, None),
    (None, None, [1.5, 1.0]),
    (None, None, np.zeros(0, np.int32)),
    (None, None, [2**40, 1]),
    (None, None, 3),
])  # fmt: skip
def test_slices_that_do_not_fit_are_no_gradient(values, indices, dense_shape):
    made = [None if v is None else tf.constant(v) for v in (values, indices, dense_shape)]

    @tf.custom_gradient
    def f(x):
        return x + 0.0, lambda dy: slices(*made)

    x = tf.ones([2, 1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(tf.exp(x)) + f(tf.exp(x))
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be too"):
        tape.gradient(y, x)


def test_inference_without_a_required_attribute():
    with pytest.raises(TypeError, match="Bitcast needs its attribute type"):
        _native.infer("Bitcast", [tf.constant([1])], {})


def test_integers_at_the_limits_where_small_ones_are_shared():
    for n in (-17, -16, 255, 256, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), 2**64):
        with contextlib.suppress(*REFUSED):
            assert int(tf.identity(n)) == n
        with pytest.raises(tf.errors.InvalidArgumentError if abs(n) < 2**31 else REFUSED):
            tf.reduce_sum([[1.0]], axis=n)


def test_results_of_more_dimensions_than_a_tensor_has():
    x = tf.ones([1] * 32)
    index = tf.zeros([1] * 32, tf.int32)
    for make in (
        lambda: tf.expand_dims(x, 0),
        lambda: tf.stack([x, x]),
        lambda: tf.one_hot(index, 2),
        lambda: tf.gather(tf.ones([2, 2]), index),
        lambda: tf.gather_nd(tf.ones([2, 2, 2]), index),
        lambda: tf.unsorted_segment_sum(tf.ones([2, 2]), tf.zeros([2], tf.int32), 1)[(None,) * 31],
        lambda: _native.raw.UnsortedSegmentSum(x, tf.zeros([], tf.int32), 1),
        lambda: tf.bitcast(x, tf.uint8),
        lambda: x[None],
        lambda: tf.reshape(x, [1] * 33),
        lambda: tf.tensordot(x, x, 0),
    ):
        with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
            make()


class Unshown:
    """Its text is no UTF-8."""

    def __repr__(self):
        return "\ud800"


@pytest.mark.parametrize("use", [
    lambda x, v: x[v],
    lambda x, v: x.set_shape(type("Shape", (tf.TensorShape,), {"__str__": Unshown.__repr__})([3])),
    lambda x, v: tf.GradientTape().gradient(x, x, unconnected_gradients=v),
], ids=["index", "shape", "option"])  # fmt: skip
def test_errors_name_what_cannot_be_shown_by_its_type(use):
    with pytest.raises((TypeError, ValueError), match="this (Unshown|Shape)"):
        use(tf.ones([2]), Unshown())


@pytest.mark.parametrize("call", [
    tf.identity_n,
    lambda rows: tf.Assert(False, rows),
    lambda rows: tf.py_func(lambda *x: 1, rows, tf.int32),
    lambda rows: tf.py_function(lambda *x: 1, rows, tf.int32),
], ids=["identity_n", "Assert", "py_func", "py_function"])  # fmt: skip
def test_a_tensor_of_rows_without_end_is_no_list(call):
    """One of a few rows is: its rows."""
    with pytest.raises(ValueError, match="num = 1099511627776"):
        call(tf.zeros([2**40, 0]))
    with contextlib.suppress(tf.errors.InvalidArgumentError):  # what Assert is for
        assert np.array_equal(call(tf.constant([1, 1])), call([1, 1]))


@pytest.mark.parametrize("use", [
    list,
    tuple,
    lambda rows: [row for row in rows],  # noqa: C416
    lambda rows: tf.keras.backend.spatial_2d_padding(tf.ones([1, 2, 2, 1]), rows),
    lambda rows: list(tf.Variable(rows)),
], ids=["list", "tuple", "comprehension", "padding", "variable"])  # fmt: skip
def test_rows_without_end_are_not_walked(use):
    with pytest.raises(tf.errors.InvalidArgumentError, match="1099511627776 rows without elements"):
        use(tf.zeros([2**40, 0]))
    assert len(list(tf.zeros([3, 0]))) == 3


@pytest.mark.parametrize("call", [
    lambda o: tf.constant([1.0, 2.0])[o],
    lambda o: tf.constant([1.0, 2.0])[o:],
    lambda o: tf.GradientTape().gradient(tf.constant(1.0), [], unconnected_gradients=o),
], ids=["index", "slice", "shown"])  # fmt: skip
def test_an_interrupt_is_no_bad_argument(call):
    class Interrupted:
        def __index__(self):
            raise KeyboardInterrupt

        def __repr__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(Interrupted())


def of_another_dtype():
    """A value whose conversion function ignores the dtype it is asked for."""

    class Value:
        pass

    tf.register_tensor_conversion_function(Value, lambda value, dtype=None: tf.constant(1.5))
    return Value()


@pytest.mark.parametrize("use", [
    lambda value: tf.constant(value, tf.string),
    lambda value: tf.convert_to_tensor(value, tf.float64),
    lambda value: tf.Variable(value, dtype=tf.int32),
    lambda value: tf.Variable("a").assign(value),
    lambda value: tf.stack([tf.constant("a"), value]),
    lambda value: list(tf.data.Dataset.from_generator(lambda: iter([value]), tf.string)),
], ids=["constant", "convert", "variable", "assign", "list", "generator"])  # fmt: skip
def test_conversion_functions_that_ignore_the_dtype(use):
    with pytest.raises(RuntimeError, match="incompatible dtype: requested = .*, actual = float32"):
        use(of_another_dtype())


def test_a_text_that_puts_another_dtype_behind_itself():
    class Text(str):
        def __str__(self):
            home[1] = of_another_dtype()
            return "a"

    home = [Text("a"), "b"]
    assert tf.constant(home).numpy().tolist() == [b"a", b"b"]


@pytest.mark.parametrize("returned", [3, None, tf.Variable(1.0)])
def test_conversion_functions_that_return_no_tensor(returned):
    class Value:
        pass

    tf.register_tensor_conversion_function(Value, lambda *args, **kwargs: returned)
    for use in (tf.exp, tf.convert_to_tensor, lambda value: tf.constant(1.0) + value):
        with pytest.raises(RuntimeError, match="returned non-Tensor"):
            use(Value())


def test_showing_a_variable_that_cannot_be_read():
    v = tf.Variable([1.0, 2.0])

    def refuse(*args):
        raise ValueError("refused")

    tf.contrib.eager.add_execution_callback(refuse)
    try:
        for show in (repr, str, format, tf.Variable._repr_html_):
            with pytest.raises(ValueError, match="refused"):
                show(v)
    finally:
        tf.contrib.eager.clear_execution_callbacks()


class Raising:
    """An object whose own code fails in its own way."""

    def __index__(self):
        raise KeyboardInterrupt

    def __iter__(self):
        raise KeyError("mine")


@pytest.mark.parametrize("call", [
    lambda r: tf.ones([3])[r],
    lambda r: tf.ones([3])[r:],
    lambda r: tf.Variable([1.0])[0:r],
    lambda r: raw.Pack([tf.ones([1])], r),
], ids=["index", "slice", "variable", "attribute"])  # fmt: skip
def test_what_index_raises_goes_on(call):
    with pytest.raises(KeyboardInterrupt):
        call(Raising())


def test_what_iteration_raises_goes_on():
    with pytest.raises(KeyError, match="mine"):
        raw.Squeeze(tf.ones([1, 1]), Raising())
