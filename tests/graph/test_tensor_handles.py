"""tf.get_session_handle, get_session_tensor, delete_session_tensor."""

import gc

import numpy as np
import pytest

import zeal as tf
from zeal.graph import tensor_handles


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_later_runs_read_what_one_kept(session):
    x = tf.constant([1.0, 2.0])
    handle, total = session.run([tf.get_session_handle(2 * x), tf.reduce_sum(x)])
    assert handle.eval().tolist() == [2.0, 4.0] and total == 3.0
    text, value = tf.get_session_tensor(handle.handle, tf.float32)
    more = tf.get_session_handle(value + 1)
    for _ in range(3):
        handle = session.run(more, {text: handle.handle})
    assert session.run(value * 10, {text: str(handle)}).tolist() == [50.0, 70.0]


def test_handles_are_fed_in_place_of_values(session):
    a, v = tf.constant(3.0), tf.Variable(12.0)
    b = a * a
    session.run(v.initializer)
    handle = session.run(tf.get_session_handle(a + 7))
    assert session.run([b, a], {a: handle}) == [100.0, 10.0]
    assert session.run(v + 1, {v: handle}) == 11.0


def test_values_go_with_their_handles(session):
    gc.collect()
    before = len(tensor_handles._kept)
    fetch = tf.get_session_handle(tf.constant(np.arange(3)))
    first, second, third = (session.run(fetch) for _ in range(3))
    assert len(tensor_handles._kept) == before + 3
    del first
    gc.collect()
    second.delete()
    raw = third.get_raw_handle()
    assert len(tensor_handles._kept) == before + 1
    for gone in (second, third):
        with pytest.raises(TypeError, match="may have already been deleted"):
            gone.eval()
    text, delete = tf.delete_session_tensor(raw)
    session.run(delete, {text: raw})
    assert len(tensor_handles._kept) == before
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in the session store"):
        session.run(delete, {text: raw})
    with pytest.raises(TypeError, match="must be of type Tensor"):
        tf.get_session_handle(3)
