"""Handles of variables: tensors of dtype resource, by which ops read and update."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal._native import raw

Invalid = tf.errors.InvalidArgumentError


def read(handle, dtype="float32"):
    return raw.ReadVariableOp(handle, dtype)


def test_a_handle_names_its_variable():
    v = tf.Variable([1.0, 2.0])
    h = v.handle
    assert h is v.handle and h.dtype is tf.resource and h.shape.as_list() == []
    assert str(h) == "tf.Tensor(<unprintable>, shape=(), dtype=resource)"
    assert repr(h) == f"<tf.Tensor: id={h._id}, shape=(), dtype=resource, numpy=<unprintable>>"
    assert raw.AssignAddVariableOp(h, tf.constant([1.0, 1.0])) is None
    assert v.numpy().tolist() == read(h).numpy().tolist() == [2, 3]
    assert raw.VariableShape(h).numpy().tolist() == [2] and bool(raw.VarIsInitializedOp(h))
    assert tf.convert_to_tensor(h) is h and copy.deepcopy(h) is h
    bare = tf.Variable.__new__(tf.Variable)
    with pytest.raises(RuntimeError, match="not initialised"):
        bare.handle  # noqa: B018
    assert v.op is None  # as of what TensorFlow's assignments return


def test_what_a_handle_has_no_value_for():
    h, identity = tf.Variable([1.0, 2.0]).handle, lambda x: x
    refused = (TypeError, ValueError, AttributeError, BufferError, tf.errors.OpError)
    twice = tf.data.Dataset.from_tensors(h).repeat(2)
    for use in (
        h.numpy, h.__array__, h.__dlpack__, lambda: bool(h), lambda: int(h), lambda: float(h),
        lambda: np.asarray(h), lambda: memoryview(h), lambda: h + 1, lambda: -h, lambda: h[0],
        lambda: len(h), lambda: list(h), lambda: tf.stack([h, h]), lambda: tf.constant([h, h]),
        lambda: tf.Variable(h), lambda: tf.cast(h, tf.float32), lambda: pickle.dumps(h),
        lambda: f"{h:.2f}", lambda: format(h, "d"), lambda: tf.zeros_like(h),
        lambda: tf.fill([2], h), lambda: tf.reshape(h, [1]),
        lambda: tf.py_func(identity, [h], tf.float32),
        lambda: [raw.VarIsInitializedOp(b) for b in twice.batch(2)],
    ):  # fmt: skip
        with pytest.raises(refused):
            use()
    for use in h.numpy, lambda: bool(h), lambda: int(h):
        with pytest.raises(ValueError, match="Tensor of dtype resource to a NumPy array"):
            use()


def test_nothing_else_becomes_a_handle():
    ones = [tf.constant(1), tf.constant(2)]
    for use in (lambda: tf.convert_to_tensor(ones, tf.resource), lambda: tf.cast(1.0, tf.resource),
                lambda: tf.constant(1.0, tf.resource), lambda: tf.zeros([], tf.resource),
                lambda: raw.VarIsInitializedOp(ones), lambda: raw.VarIsInitializedOp(1.0)):
        with pytest.raises((TypeError, ValueError, tf.errors.OpError)):
            use()


def test_a_handle_keeps_no_python_object():
    v = tf.Variable([1.0, 2.0], name="w")
    h, gone = v.handle, weakref.ref(v)
    del v
    assert gone() is None and not bool(raw.VarIsInitializedOp(h))
    with pytest.raises(tf.errors.FailedPreconditionError, match="resource variable w:0 from"):
        read(h)
    with pytest.raises(tf.errors.FailedPreconditionError, match="does not exist"):
        raw.AssignSubVariableOp(h, [1.0, 1.0])
    raw.AssignVariableOp(h, tf.constant([5.0]))  # as in TensorFlow; the handles own this value
    assert read(h).numpy().tolist() == [5]


def test_a_handle_may_stand_in_a_cycle():
    v = tf.Variable(1.0)
    v.handle.owner, gone = v, weakref.ref(v)
    del v
    gc.collect()
    assert gone() is None


def test_a_variable_made_again_has_another_handle():
    v = tf.Variable(1.0)
    h = v.handle
    v.__init__([1, 2])
    assert v.handle is not h and raw.ReadVariableOp(v.handle, "int32").numpy().tolist() == [1, 2]
    with pytest.raises(Invalid, match="Expected float got int32"):
        read(h)
    assert copy.deepcopy(v).handle is not v.handle


def test_variables_of_their_own():
    h = raw.VarHandleOp(dtype="float32", shape=[2], shared_name="counts")
    assert not bool(raw.VarIsInitializedOp(h))
    error, words = tf.errors.FailedPreconditionError, "uninitialized value counts. Resource local"
    with pytest.raises(error, match=words):
        raw.AssignAddVariableOp(h, [1.0, 1.0])
    for bad, error in ([1, 2], Invalid), ([1.0], ValueError):
        with pytest.raises(error):
            raw.AssignVariableOp(h, bad)
    raw.AssignVariableOp(h, tf.constant([1.0, 2.0]))
    before = read(h)
    raw.ResourceScatterUpdate(h, [0], tf.constant([9.0]))
    assert before.numpy().tolist() == [1, 2] and read(h).numpy().tolist() == [9, 2]
    open_sizes = raw.VarHandleOp(dtype="int32", shape=[None, 1])
    for value in ([[1]], [[1], [2]]):
        raw.AssignVariableOp(open_sizes, value)
        assert raw.ReadVariableOp(open_sizes, "int32").numpy().tolist() == value


def test_gradients_by_a_handle_are_those_by_its_variable():
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        y = read(v.handle) * v * 2.0
        raw.AssignAddVariableOp(v.handle, [1.0, 1.0])  # no part of what is differentiated
    assert tape.watched_variables() == (v,)
    for source in (v, v.handle):
        assert tape.gradient(y, source).numpy().tolist() == [4, 8]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(v.handle)
        y = v * v
    assert tape.gradient(y, v.handle).numpy().tolist() == [4, 6]
    h = raw.VarHandleOp(dtype="float32", shape=[])
    raw.AssignVariableOp(h, 3.0)
    with tf.GradientTape() as outer, tf.GradientTape() as tape:
        outer.watch(h)
        tape.watch(h)
        y = read(h) ** 3
        dy = tape.gradient(y, h)
    assert float(dy) == 27 and float(outer.gradient(dy, h)) == 18


def test_handles_that_die_while_a_tape_records():
    with tf.GradientTape() as tape:
        v = tf.Variable(3.0)
        y = read(v.handle) ** 2
        handles = [raw.VarHandleOp(dtype="float32", shape=[]) for _ in range(3)]
        del handles
        v.handle.x = v
    assert float(tape.gradient(y, v)) == 6


def test_slices_and_rows_are_updated_through_the_handle():
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    assert v[0].assign([7.0, 8.0]) is v and tf.scatter_sub(v, [1], [[1.0, 1.0]]) is v
    raw.ResourceApplyGradientDescent(v.handle, 0.5, tf.ones([2, 2]))
    assert v.numpy().tolist() == [[6.5, 7.5], [1.5, 2.5]]
