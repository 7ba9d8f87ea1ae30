"""Tests of native/bind/numpy_api.cc: NumPy's arrays and scalars to tensors, and back."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal import _native

NUMBERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16",
           "float32", "float64", "complex64", "complex128"]  # fmt: skip
DTYPES = ["bool", *NUMBERS]


def sample(dtype, shape=(3, 4, 5)):
    values = np.random.RandomState(1).randint(0, 120, shape)
    array = (values % 2 if dtype == "bool" else values).astype(dtype)
    return array * np.array(1 - 2j, dtype) if "complex" in dtype else array


def check(tensor, array):
    """The tensor holds just what the array does, dtype for dtype and byte for byte."""
    native = np.array(array, array.dtype.newbyteorder("="), order="C", subok=False)
    assert tensor.dtype.name == native.dtype.name
    assert tuple(tensor.shape.as_list()) == native.shape
    assert bytes(memoryview(tensor)) == native.tobytes()


# --- arrays to tensors ---
LAYOUTS = {
    "contiguous": lambda a: a,
    "zero-d": lambda a: a[1, 2, 3, ...],
    "empty": lambda a: a[:, :0],
    "fortran": np.asfortranarray,
    "transposed": lambda a: a.transpose(1, 2, 0),
    "strided": lambda a: a[::2, 1:, ::3],
    "backwards": lambda a: a[::-1, :, ::-2],
    "broadcast": lambda a: np.broadcast_to(a[0, 0], (2, 3, 5)),
    "other byte order": lambda a: a.astype(a.dtype.newbyteorder()),
    "other byte order, backwards": lambda a: a.astype(a.dtype.newbyteorder())[::-1].T,
    "misaligned": lambda a: np.frombuffer(b"-" + a.tobytes(), np.uint8)[1:].view(a.dtype),
    "field": lambda a: np.rec.fromarrays([np.zeros(5, "i1"), a[0, 0]]).f1,
    "read-only": lambda a: np.frombuffer(a.tobytes(), a.dtype),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_of_any_layout(dtype, layout):
    array = LAYOUTS[layout](sample(dtype))
    for convert in (tf.constant, tf.convert_to_tensor):
        check(convert(array), array)


@pytest.mark.parametrize("code", "?bBhHiIlLqQefdFD")
def test_every_c_type(code):
    array = np.array([[1, 0], [0, 1]], code)
    check(tf.constant(array), array)
    check(tf.constant(array[0, 0]), array[0, 0])


def test_a_tensor_is_a_copy():
    for array in (np.ones([3]), np.ones([3, 3]).T, np.array(1.0)):
        tensor = tf.constant(array)
        array[...] = 7
        assert tf.reduce_all(tf.equal(tensor, 1.0)).numpy()


def test_subclasses_are_read_as_their_base():
    class Own(np.ndarray):
        pass

    plain = sample("float32", (3, 4))
    masked = np.ma.masked_array(plain, mask=plain > 60)  # masks are not looked at
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.asmatrix(plain)
    for array in (plain.view(Own), plain.view(Own).T, matrix, matrix.T):
        check(tf.constant(array), array)
    check(tf.constant(masked), masked.data)
    check(tf.constant(masked.T), masked.data.T)
    check(tf.constant(np.rec.array(plain)), plain)


def test_memory_maps(tmp_path):
    np.arange(4.0).tofile(tmp_path / "numbers")
    check(tf.constant(np.memmap(tmp_path / "numbers", "f8", "r")), np.arange(4.0))


@pytest.mark.parametrize("view", [lambda a: a, lambda a: a.reshape(2, 2).T, lambda a: a[3, ...]])
def test_bools_become_0_and_1(view):
    array = view(np.frombuffer(bytes([0, 1, 2, 255]), np.bool_))
    assert bytes(memoryview(tf.constant(array))).strip(b"\0\1") == b""
    assert tf.constant(array).numpy().tolist() == array.tolist()


@pytest.mark.parametrize("value", [
    np.array(["2000-01-01"], "M8[D]"), np.array(5, "m8[s]"), np.datetime64("2000-01-01"),
    np.timedelta64(5, "s"), np.datetime64("NaT"), np.array([], "M8[s]"),
    np.array([(1, 2.0)], "i4,f8"), np.array([(1, 2.0)], "i4,f8")[0],
    np.array([b"ab"], "V2"), np.void(b"ab"),
], ids=repr)  # fmt: skip
def test_dtypes_that_tensors_have_not(value):
    for convert in (tf.constant, tf.convert_to_tensor, lambda v: tf.convert_to_tensor(v, tf.uint8)):
        with pytest.raises(ValueError):
            convert(value)


@pytest.mark.parametrize("array", [np.array([1], "g"), np.array([1], "G")], ids=repr)
def test_long_doubles_need_a_dtype(array):
    for convert in (tf.constant, tf.convert_to_tensor):
        with pytest.raises(ValueError):
            convert(array)
        assert convert(array, tf.complex64).numpy().tolist() == [1]


def test_too_many_dimensions():
    deep = memoryview(b"a").cast("B", (1,) * 33)
    for array in [deep, *([np.asarray(deep)] if np.__version__ >= "2" else [])]:
        with pytest.raises(tf.errors.InvalidArgumentError, match="at most 32 dimensions"):
            tf.constant(array)


def test_text_and_objects():
    for array in (np.array(["a", "b"]), np.array([b"a", b"b"]), np.array(["a", b"b"], object)):
        assert tf.constant(array).numpy().tolist() == [b"a", b"b"]
    assert tf.constant(np.array([["a", "b"], ["c", "d"]]).T).numpy().tolist() == [
        [b"a", b"c"], [b"b", b"d"]]  # fmt: skip
    assert tf.constant(np.str_("a")).numpy() == tf.constant(np.bytes_(b"a")).numpy() == b"a"
    assert tf.constant(np.array([1, 2.5], object)).numpy().tolist() == [1.0, 2.5]
    for numbers in (np.ones(2), np.float32(1)):
        with pytest.raises(ValueError, match="strings"):
            tf.constant(numbers, tf.string)


# --- scalars of NumPy ---
@pytest.mark.parametrize("dtype", DTYPES)
def test_scalars(dtype):
    for value in (np.dtype(dtype).type(1), sample(dtype)[1, 2, 3]):
        assert isinstance(value, np.generic)
        check(tf.constant(value), value)
        result = tf.constant(value).numpy()
        assert type(result) is type(value)
        assert result == value


def test_extreme_scalars():
    for value in (np.uint64(2**64 - 1), np.int64(-(2**63)), np.float16(-0.0), np.float64("inf")):
        check(tf.constant(value), value)
    assert np.isnan(tf.constant(np.float16("nan")).numpy())


def test_subclasses_of_scalars():
    class Metres(np.float32):
        pass

    class Count(np.int64):
        pass

    check(tf.constant(Metres(2.5)), np.float32(2.5))
    check(tf.constant(Count(3)), np.int64(3))


def test_scalars_as_operands():
    x = tf.constant([1.0, 2.0])
    for y in (np.float32(2), np.float64(2), np.int64(2), np.array(2.0), np.array([2, 2])):
        for result in (x + y, y + x, tf.add(x, y)):
            assert result.dtype == tf.float32
            assert result.numpy().tolist() == [3.0, 4.0]
    assert tf.reduce_sum(x, np.int64(0)).numpy() == 3.0
    assert x[np.int32(1)].numpy() == 2.0


# --- tensors to arrays ---
def tensor_of(dtype, shape):
    return tf.cast(tf.reshape(tf.range(float(np.prod(shape))), shape), dtype)


@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (2, 0, 3), (1, 2, 1), (1,) * 32], ids=str)
@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_share_memory_and_are_read_only(dtype, shape):
    tensor = tensor_of(dtype, shape)
    array = tensor.__array__()
    expected = np.ndarray(shape, dtype, tensor)  # by the buffer protocol
    assert type(array) is np.ndarray
    assert array.dtype.str == expected.dtype.str
    assert array.dtype.char == expected.dtype.char
    assert array.shape == expected.shape
    assert array.strides == expected.strides
    assert str(array.flags) == str(expected.flags)
    assert array.ctypes.data == expected.ctypes.data
    assert array.tobytes() == expected.tobytes()
    assert array.base is tensor
    for refused in (lambda: array.fill(1), lambda: array.setflags(write=True)):
        with pytest.raises(ValueError):
            refused()


@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (2, 0, 3), (1,) * 32], ids=str)
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_method_numpy_copies(dtype, shape):
    tensor = tensor_of(dtype, shape)
    array, before = tensor.numpy(), tensor.__array__().copy()
    assert type(array) is np.ndarray
    assert array.flags.owndata
    assert array.flags.carray
    assert not np.shares_memory(array, tensor.__array__())
    assert array.dtype == before.dtype
    assert np.array_equal(array, before)
    array[...] = 1 - array if dtype != "bool" else ~array
    assert np.array_equal(tensor.__array__(), before)
    assert np.array_equal(tensor.numpy(), before)


def test_a_variables_numpy_is_a_copy_too():
    v = tf.Variable([1.0, 2.0])
    v.numpy()[0] = 7
    assert v.numpy().tolist() == [1.0, 2.0]


def test_bools_of_dlpack_stay_bools():
    array = np.ones(64, bool)
    tensor = tf.from_dlpack(array)
    array.view(np.uint8)[:] = 255  # kernels count on bytes of 0 and 1
    assert np.asarray(tensor).view(np.uint8).tolist() == [1] * 64
    assert tf.where(tensor).numpy().ravel().tolist() == list(range(64))


def test_dlpack_copies_when_asked_to():
    tensor = tf.constant([[1.0, 2.0]])
    own = tf.from_dlpack(Capsule(tensor.__dlpack__(copy=True)))
    shared = tf.from_dlpack(Capsule(tensor.__dlpack__(None, max_version=(1, 0), copy=False)))
    assert own.numpy().tolist() == shared.numpy().tolist() == [[1, 2]]
    assert not np.shares_memory(np.asarray(own), np.asarray(tensor))
    assert np.shares_memory(np.asarray(shared), np.asarray(tensor))
    with pytest.raises(BufferError, match="string"):
        tf.constant("a").__dlpack__(copy=True)


def test_dlpack_devices():
    tensor = tf.constant([1.0])
    assert tensor.__dlpack_device__() == (1, 0)
    assert tf.from_dlpack(Capsule(tensor.__dlpack__(dl_device=(1, 0)))).numpy().tolist() == [1]
    with pytest.raises(BufferError, match=r"on the CPU.*\(2, 0\)"):
        tensor.__dlpack__(dl_device=(2, 0))


class Capsule:
    def __init__(self, capsule):
        self.capsule = capsule

    def __dlpack__(self):
        return self.capsule


def test_views_give_views():
    flat = tf.range(12.0)
    assert np.shares_memory(np.asarray(flat), np.asarray(tf.reshape(flat, [3, 4])))


def test_misaligned_tensors_give_misaligned_arrays():
    numbers = tf.from_dlpack(np.arange(16, dtype=np.uint8)[3:11])
    tensor = tf.bitcast(tf.reshape(numbers, [2, 4]), tf.float32)
    assert not tensor.__array__().flags.aligned
    assert tensor.numpy().flags.aligned
    assert tensor.__array__().tobytes() == tensor.numpy().tobytes() == bytes(range(3, 11))


def test_strings_are_copied():
    array = tf.constant([["a"], ["b"]]).numpy()
    assert array.dtype == object
    assert array.flags.writeable
    assert array.tolist() == [[b"a"], [b"b"]]
    assert tf.zeros([0], tf.string).numpy().shape == (0,)
    assert np.asarray(tf.constant("a")).shape == ()


def test_bfloat16_both_ways():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    array = np.array([[1.5, 2.0], [3.0, 4.0]], ml_dtypes.bfloat16)
    for given in (array, array.T, array[::-1], array[0, 0], array[:0], array[0, 0, ...]):
        tensor = tf.constant(given)
        assert tensor.dtype == tf.bfloat16
        result = tensor.numpy()
        assert result.dtype == array.dtype
        assert result.tolist() == given.tolist()
    assert type(tf.constant(1.5, tf.bfloat16).numpy()) is ml_dtypes.bfloat16
    assert tf.constant(array).numpy().flags.writeable
    assert not np.asarray(tf.constant(array)).flags.writeable


@pytest.mark.parametrize("value", [3.0, 3, True, [3.0], [[1.0, 2.0]], "text", ["a", "b"]])
@pytest.mark.parametrize("make", [tf.Variable, tf.constant])
def test_arrays_of_every_rank(make, value):
    tensor = make(value)
    expected = np.array(tensor.numpy(), object if tensor.dtype == tf.string else None)
    for array in (np.array(tensor), np.array(tensor, copy=True), np.asarray(tensor),
                  tensor.__array__(), tensor.__array__(None), tensor.__array__(copy=True),
                  tensor.__array__(expected.dtype, copy=False), tensor.__array__(dtype=None)):
        assert type(array) is np.ndarray
        assert array.dtype == expected.dtype
        assert array.shape == expected.shape
        assert (array == expected).all()
    assert tensor.__array__(copy=True).flags.writeable
    assert np.array(tensor).flags.writeable


@pytest.mark.parametrize("make", [tf.Variable, tf.constant])
def test_arrays_of_another_dtype(make):
    tensor = make([1.5, 2.5])
    for array in (np.array(tensor, np.int64), np.asarray(tensor, "i8"), tensor.__array__("i8"),
                  tensor.__array__(dtype=np.int64, copy=True)):
        assert array.dtype == np.int64
        assert array.tolist() == [1, 2]
        assert array.flags.writeable
    with pytest.raises(ValueError, match="without a copy"):
        tensor.__array__(np.int64, copy=False)
    with pytest.raises(TypeError):
        tensor.__array__("no dtype")
    assert make(["a", "b"]).__array__("S1").tolist() == [b"a", b"b"]


@pytest.mark.parametrize("make", [tf.Variable, tf.constant])
def test_the_method_array(make):
    value = make([[1.0, 2.0]])
    for array in (np.asarray(value), value.__array__()):
        assert array.dtype == np.float32
        assert not array.flags.writeable
    for array in (np.asarray(value, np.float64), value.__array__(np.float64)):
        assert array.dtype == np.float64
    copy = np.array(value)
    copy[0, 0] = 7
    assert value.numpy().tolist() == [[1.0, 2.0]]
    assert make(2.0).__array__().shape == ()
    with pytest.raises(TypeError):
        value.__array__(1, 2, 3)


# --- lives ---
def test_an_array_outlives_its_tensor():
    arrays = [np.asarray(tf.fill([1000], float(i))) for i in range(50)]
    gc.collect()
    others = [tf.fill([1000], -1.0) for _ in range(50)]  # would take freed blocks
    assert len(others) == len(arrays)
    assert all((a == i).all() for i, a in enumerate(arrays))


def test_updates_of_a_variable_do_not_reach_its_arrays():
    v = tf.Variable(tf.zeros([100]))
    arrays = []
    for _ in range(5):
        arrays += [v.numpy(), np.asarray(v), v.read_value().numpy(), np.asarray(v.value())]
        v.assign_add(tf.ones([100]))
    assert [a[0] for a in arrays] == [i for i in range(5) for _ in range(4)]
    assert v.numpy()[99] == 5


def test_an_array_keeps_ops_from_its_memory():
    x = tf.ones([100])
    array = np.asarray(x)
    x = x + 1.0
    x += 1.0
    x = tf.nn.relu(x * 2.0)
    assert (array == 1.0).all()
    assert (x.numpy() == 6.0).all()


def test_arrays_of_slices_of_variables():
    v = tf.Variable([1.0, 2.0, 3.0])
    part = v[1:]
    array = np.asarray(part)
    part.assign([5.0, 6.0])
    assert array.tolist() == [2.0, 3.0]
    assert v.numpy().tolist() == [1.0, 5.0, 6.0]


def rounds(work):
    """How many bytes of tensors and references to float32 ten thousand rounds leave behind."""
    work()
    gc.collect()
    before = _native.memory_stats()["bytes_in_use"], sys.getrefcount(np.dtype(np.float32))
    for _ in range(10_000):
        work()
    gc.collect()
    after = _native.memory_stats()["bytes_in_use"], sys.getrefcount(np.dtype(np.float32))
    return after[0] - before[0], after[1] - before[1]


def test_nothing_leaks(small_heap):
    tensor, scalar, v = tf.ones([10, 10]), tf.constant(1.0), tf.Variable(tf.ones([3]))
    array = np.ones((10, 10), np.float32)
    uses = [tensor.numpy, scalar.numpy, v.numpy, tensor.__array__, lambda: np.asarray(tensor),
            lambda: tf.constant(array), lambda: tf.constant(array.T),
            lambda: tf.constant(array[0, 0]), lambda: tensor + array]  # fmt: skip
    counts = [sys.getrefcount(o) for o in (tensor, scalar, v, array)]
    for use in uses:
        size, references = rounds(use)
        assert size < 1 << 16
        assert abs(references) < 100
    assert [sys.getrefcount(o) for o in (tensor, scalar, v, array)] == counts


def test_refused_arrays_leak_nothing():
    dates = np.array([5], "m8[s]")
    count = sys.getrefcount(dates)
    for _ in range(100):
        with pytest.raises(ValueError):
            tf.constant(dates)
    gc.collect()
    assert sys.getrefcount(dates) == count


def test_the_last_array_lets_go_of_the_tensor():
    class Owner(np.ndarray):
        pass

    owner = np.ones(1000).view(Owner)
    gone = weakref.ref(owner)
    array = np.asarray(tf.from_dlpack(owner))[10:]
    del owner
    gc.collect()
    assert gone() is not None
    del array
    gc.collect()
    assert gone() is None


# --- NumPy is loaded by what needs it ---
LAZY = """
import sys, array
import zeal as tf
tf.enable_eager_execution()
x = tf.constant([1.0, 2.0]) + tf.constant(array.array("f", [1, 2])) + tf.constant(3.0)
tf.constant(bytearray(b"ab")), memoryview(x), tf.constant(memoryview(b"ab")), float(x[0])
assert "numpy" not in sys.modules
USE
assert "numpy" in sys.modules
"""


@pytest.mark.parametrize("use", [
    "assert x.numpy().tolist() == [5.0, 7.0]",
    "assert x[0].numpy() == 5.0",
    "assert tf.constant(['a']).numpy().tolist() == [b'a']",
    "assert tf.Variable(x).numpy().tolist() == [5.0, 7.0]",
    "import numpy as np; assert (tf.constant(np.float32(2)) + np.ones(2, '>f4'))[1].numpy() == 3.0",
])  # fmt: skip
def test_numpy_is_loaded_late(use):
    subprocess.run([sys.executable, "-c", LAZY.replace("USE", use)], check=True)


def test_without_numpy_other_buffers_convert():
    code = """
import sys
sys.modules["numpy"] = None
import zeal as tf
tf.enable_eager_execution()
assert tf.constant(bytearray(b"ab"))._tolist() == [97, 98]
try:
    tf.constant(1.0).numpy()
except ImportError as e:
    assert "numpy" in str(e)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_variables_of_graphs_are_objects_to_numpy():
    """As in TensorFlow 1.15.5, where programs ask for the dtype of what they are given."""
    with tf.Graph().as_default() as graph:
        variable = tf.get_variable("v", initializer=[1.0, 2.0])
        count = len(graph.get_operations())
        array = np.array(variable)
        assert array.dtype == object and array.shape == () and array.item() is variable
        assert np.asarray([variable, 2.0]).dtype == object and np.sum(variable) is variable
        assert len(graph.get_operations()) == count
        with pytest.raises(NotImplementedError):
            np.array(variable, np.float32)
        assert (np.float32(2) * variable).dtype is tf.float32
