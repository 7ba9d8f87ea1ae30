"""What `control_flow_ops.switch` lets pass runs; what hangs on its other way does not."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals.control_flow_ops import merge, switch


@pytest.fixture(autouse=True)
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def random_case(x, which, functions):
    """As preprocessing of images picks one of several ways."""
    return merge([f(switch(x, tf.equal(which, i))[1]) for i, f in enumerate(functions)])


def test_one_of_several_functions(session):
    which, ran = tf.placeholder(tf.int32, []), []

    def noted(i):
        return lambda x: tf.py_func(lambda v: ran.append(i) or v * (i + 1), [x], tf.float32)

    chosen = random_case(tf.constant([1.0, 2.0]), which, [noted(i) for i in range(4)])
    for i in (2, 0, 3):
        value, place = session.run(chosen, {which: i})
        assert value.tolist() == [i + 1, 2 * (i + 1)] and place == i
    assert ran == [2, 0, 3]


def test_shapes():
    a, b = switch(tf.zeros([2, 3]), tf.constant(True))
    assert a.shape == b.shape == (2, 3) and (a.op.type, a.op.name) == ("Switch", "Switch")
    assert merge([a, b]).output.shape == (2, 3) and merge([a, b]).value_index.dtype is tf.int32
    assert merge([a, tf.zeros([4, 3])]).output.shape.as_list() == [None, 3]
    assert merge([a, tf.zeros([4])]).output.shape.ndims is None


@pytest.mark.parametrize("pred", [True, False])
def test_gradients_follow_the_way(session, pred):
    x = tf.constant([1.0, 2.0])
    off, on = switch(x, tf.placeholder_with_default(pred, []))
    y = merge([off * off, on * 5.0]).output
    assert session.run(tf.gradients(y, x))[0].tolist() == ([5, 5] if pred else [2, 4])


def test_what_has_no_value(session):
    off, on = switch(tf.constant(1.0), tf.placeholder_with_default(True, []))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Retval\[1\] does not have value"):
        session.run([on, off + 1.0])
    with tf.control_dependencies([tf.identity(off)]):  # a Switch itself runs always
        waiting = tf.identity(tf.constant(3.0))
    assert session.run(merge([waiting, on]).output) == 1.0


def test_what_chooses_a_way_is_a_scalar(session):
    pred = tf.placeholder(tf.bool)
    on = switch(tf.constant(1.0), pred)[1]
    for fed in [], [True]:  # which a graph cannot know before
        with pytest.raises(tf.errors.InvalidArgumentError, match="second input must be a scalar"):
            session.run(on, {pred: np.array(fed, bool)})


def test_state_is_written_on_one_way(session):
    v = tf.Variable(0.0)
    session.run(v.initializer)
    off, on = switch(tf.constant(1.0), tf.placeholder_with_default(False, []))
    with tf.control_dependencies([merge([v.assign_add(off), v.assign_add(on * 10.0)]).output]):
        assert session.run(v.read_value()) == 1.0


def test_inside_functions_and_datasets(session):
    def double_odd(i):
        return random_case(i, i % 2, [tf.identity, lambda x: x * 2]).output

    data = tf.data.Dataset.range(4).map(lambda i: double_odd(tf.cast(i, tf.int32)))
    item = tf.data.make_one_shot_iterator(data).get_next()
    assert [session.run(item) for _ in range(4)] == [0, 2, 2, 6]
    assert session.run(tf.map_fn(double_odd, tf.range(4))).tolist() == [0, 2, 2, 6]


def test_composites(session):
    slices = tf.IndexedSlices(tf.constant([1.0, 2.0]), tf.constant([0, 3]))
    merged = merge(switch(slices, tf.constant(True))).output
    np.testing.assert_array_equal(session.run(merged.indices), [0, 3])


def test_mistakes():
    with pytest.raises(ValueError, match="At least one of the merge inputs is None"):
        merge([None, tf.constant(1)])
    with pytest.raises(ValueError, match="Shape must be rank 0 but is rank 1"):
        switch(tf.constant(1), tf.constant([True]))
