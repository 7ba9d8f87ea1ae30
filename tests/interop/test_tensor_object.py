"""Tests of native/bind/tensor_type.cc: a tensor as a Python object, and references to it."""

import copy
import gc
import operator
import pickle
import subprocess
import sys
import weakref

import pytest

import zeal as tf
from zeal.ops.foreign_names import _FUNCTIONS_INSTEAD, _INSTEAD


class Anything:
    pass


def makers():
    return {
        "tensor": lambda: tf.constant([1.0, 2.0]),
        "slice of a variable": lambda: tf.Variable([1.0, 2.0])[:],
    }


@pytest.fixture(params=makers())
def make(request):
    return makers()[request.param]


# --- attributes ---
def test_attributes(make):
    x = make()
    x.mask = [True, False]
    x.__dict__["other"] = 1
    assert (x.mask, x.other, vars(x)) == ([True, False], 1, {"mask": [True, False], "other": 1})
    del x.mask
    assert not hasattr(x, "mask")
    x.__dict__ = {"new": 2}
    assert vars(x) == {"new": 2}
    assert vars(make()) == {}
    assert x.numpy().tolist() == (x + 0.0).numpy().tolist() == [1.0, 2.0]


def test_builtin_attributes_stay(make):
    x = make()
    for name in ("shape", "dtype", "ndim", "device", "name"):
        with pytest.raises(AttributeError):
            setattr(x, name, 1)
    with pytest.raises(TypeError):
        x.__dict__ = 3


def test_results_have_no_attributes_of_earlier_tensors():
    for _ in range(600):  # more than the list of free objects holds
        x = tf.constant(1.0)
        x.left_over = True
        del x
        y = tf.constant(1.0)
        assert not hasattr(y, "left_over")


def test_copies(make):
    x = make()
    x.note = "kept"
    assert copy.copy(x) is copy.deepcopy(x) is x  # tensors never change
    assert [copy.deepcopy([x])[0].note] == ["kept"]
    again = pickle.loads(pickle.dumps(x))  # the value alone, as in TensorFlow
    assert again.numpy().tolist() == [1.0, 2.0]
    assert not hasattr(again, "note")


def cycle_of_itself(x, other):
    x.self = x
    x.other = other


def cycle_through_a_list(x, other):
    x.other = other
    other.tensors = [x, {"x": x}]


def cycle_through_its_dict(x, other):
    x.__dict__ = {"x": x, "other": other}


@pytest.mark.parametrize(
    "tie", [cycle_of_itself, cycle_through_a_list, cycle_through_its_dict]
)  # fmt: skip
def test_cycles_are_collected(make, tie):
    gone = []
    for _ in range(400):
        x, other = make(), Anything()
        gone += [weakref.ref(x), weakref.ref(other)]
        tie(x, other)
    del x, other
    gc.collect()
    assert [r for r in gone if r() is not None] == []
    assert [make().numpy().tolist() for _ in range(400)] == [[1.0, 2.0]] * 400


def test_only_tensors_with_attributes_are_followed(make):
    x = make()
    is_slice = hasattr(x, "assign")  # it holds its variable, and is followed for that
    assert gc.is_tracked(x) == is_slice
    x.note = 1
    assert gc.is_tracked(x)
    gc.collect()
    assert x.note == 1
    y = make()
    y.__dict__["note"] = y
    assert gc.is_tracked(y)


def test_a_long_chain_of_attributes_dies():
    chain = None
    for _ in range(100_000):
        x = tf.constant(1.0)
        x.before = chain
        chain = x
    del chain, x


def test_a_dying_attribute_may_use_tensors():
    seen = []

    class Loud:
        def __del__(self):
            seen.append(float(tf.constant(1.0) + 1.0))

    for _ in range(10):
        x = tf.constant([1.0])
        x.loud = Loud()
        del x
    assert seen == [2.0] * 10


def test_tapes_follow_tensors_with_attributes():
    x = tf.constant(3.0)
    x.note = x
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        y.note = tape
    assert tape.gradient(y, x).numpy() == 6.0


# --- weak references ---
def test_weak_references(make):
    x, calls = make(), []
    r = weakref.ref(x, lambda r: calls.append(r()))
    assert r() is x
    assert weakref.getweakrefcount(x) == 1
    del x
    assert calls == [None]
    assert r() is None


def test_weak_keys():
    table = weakref.WeakKeyDictionary()
    x = tf.constant([1.0])
    table[x] = "value"
    assert table[x] == "value"
    assert tf.constant([1.0]) not in table
    del x
    assert len(table) == 0
    weak = weakref.WeakSet(kept := [tf.constant(1.0) for _ in range(3)])
    assert len(weak) == 3
    del kept[0]
    assert len(weak) == 2


def test_shapes_that_eager_tensors_do_not_have():
    tf.constant([[1, 2]]).set_shape((None, 2))
    with pytest.raises(ValueError, match="not compatible with supplied shape"):
        tf.constant(1).set_shape((1, 2))


def test_references():
    x = tf.constant([1.0])
    r = x.experimental_ref()
    assert r.deref() is x
    assert r == x.experimental_ref() and weakref.ref(r)() is r
    assert {r: 1}[x.experimental_ref()] == 1
    assert r != tf.constant([1.0]).experimental_ref()
    with pytest.raises(TypeError, match="Cannot compare wrapped object with unwrapped object"):
        _ = r == x


def test_hash_and_equality_are_identity():
    x, y = tf.constant([1.0]), tf.constant([1.0])
    assert (x == x, x == y, x != y) == (True, False, True)
    assert len({x, y, x}) == 2
    assert x in [y, x]
    assert tf.constant([1.0]) not in [x, y]


# --- Python's numbers ---
@pytest.mark.parametrize("make", [tf.constant, tf.Variable])
def test_complex(make):
    assert complex(make(1 + 2j)) == 1 + 2j
    assert complex(make([[2.5]])) == complex(make(2.5)) == 2.5 + 0j
    assert type(complex(make(3))) is complex
    with pytest.raises(TypeError, match="only size-1 arrays can be converted to Python scalars"):
        complex(make([1.0, 2.0]))
    with pytest.raises(TypeError):
        complex(make("text"))


def test_index():
    assert [5, 6, 7][tf.constant(1)] == [5, 6, 7][tf.constant(1, tf.uint8)] == 6
    assert type(operator.index(tf.constant(True))) is int
    assert list(range(tf.constant(2))) == [0, 1]
    for value in (2.0, [2], "2"):
        with pytest.raises(TypeError, match="only integer scalar arrays can be converted to a"):
            operator.index(tf.constant(value))


# --- what tensors have not ---
@pytest.mark.parametrize("make", [tf.constant, tf.Variable])
@pytest.mark.parametrize("name", _INSTEAD)
def test_foreign_names_say_what_to_write(make, name):
    x = make([1.0])
    assert not hasattr(x, name)
    assert not hasattr(type(x), name)
    assert getattr(x, name, 5) == 5
    assert name not in dir(x)
    with pytest.raises(AttributeError, match=f"object has no attribute '{name}'; write ") as e:
        getattr(x, name)
    assert (e.value.name, e.value.obj) == (name, x)


@pytest.mark.parametrize("name", _FUNCTIONS_INSTEAD)
def test_foreign_functions_say_what_to_write(name):
    with pytest.raises(AttributeError, match=f"'zeal' has no attribute '{name}'; write tf."):
        getattr(tf, name)
    with pytest.raises(ImportError, match=f"'zeal' has no attribute '{name}'|cannot import name"):
        exec(f"from zeal import {name}")


@pytest.mark.parametrize("text", sorted({*_INSTEAD.values(), *_FUNCTIONS_INSTEAD.values()}))
def test_what_to_write_exists(text):
    for part in text.replace("(", " ").replace(",", " ").replace(")", " ").split():
        if part.startswith("tf."):
            found = operator.attrgetter(part.removeprefix("tf.").split("...")[0])(tf)
            assert callable(found) or isinstance(found, tf.DType)


def test_foreign_names_may_be_set():
    x = tf.constant([1.0])
    x.T = x.sum = 3
    assert x.T == x.sum == 3
    assert "T" in dir(x)
    assert "shape" in dir(x)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'$"):
        _ = x.nonsense


def test_items_are_not_set():
    x = tf.constant([1.0])
    assert not hasattr(x, "__setitem__")
    with pytest.raises(TypeError, match=r"object does not support item assignment.*v\[i\].assign"):
        x[0] = 2.0
    with pytest.raises(TypeError, match="object doesn't support item deletion"):
        del x[0]


AT_EXIT = """
import zeal as tf
tf.enable_eager_execution()
kept = [tf.constant(float(i)) for i in range(500)]
for i, x in enumerate(kept):
    x.next = kept[i - 1]
"""


def test_cycles_at_exit():
    subprocess.run([sys.executable, "-c", AT_EXIT], check=True)
