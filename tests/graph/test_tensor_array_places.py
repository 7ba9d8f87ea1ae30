"""Places of TensorArrays that are read and stacked again, as TensorFlow 1.15.5 has them."""

import pytest

import zeal as tf


def test_stacking_takes_nothing_out():
    array = tf.TensorArray(tf.float32, 2).unstack([1.0, 2.0])
    for _ in range(2):
        assert array.stack().numpy().tolist() == array.gather([0, 1]).numpy().tolist() == [1.0, 2.0]
    assert array.read(0).numpy() == 1.0
    assert array.stack().numpy().tolist() == [0.0, 2.0]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Could not read index 0 twice"):
        array.read(0)
    assert array.write(0, 5.0).read(0).numpy() == 5.0
    with pytest.raises(tf.errors.OutOfRangeError, match="array size is: 2"):
        array.gather([2])


def test_copies_wait_and_closing_is_an_operation():
    with tf.Graph().as_default(), tf.Session() as session:
        count = tf.Variable(0, use_resource=True)
        array = tf.TensorArray(tf.float32, 1).write(0, 2.0)
        with tf.control_dependencies([count.assign_add(1)]):
            value = array.identity().read(0)
        session.run(count.initializer)
        assert session.run(value) == 2.0 and session.run(count) == 1
        session.run(array.close())
