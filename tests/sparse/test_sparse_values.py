"""tf.SparseTensorValue: a tuple, and an argument of the functions of shapes."""

import pickle

import numpy as np
import pytest

import zeal as tf

VALUE = tf.SparseTensorValue(np.array([[0, 1], [1, 2]]), np.ones(2, np.float32), np.array([3, 4]))


@pytest.mark.parametrize("kind", ["eager", "graph"])
def test_functions_of_shapes(kind):
    def asked():
        wide = tf.shape(VALUE, out_type=tf.int64), tf.size(VALUE, out_type=tf.int64)
        return tf.shape(VALUE), tf.size(input=VALUE), tf.rank(VALUE), *wide

    if kind == "graph":
        with tf.Graph().as_default(), tf.Session() as session:
            got = session.run(asked())
    else:
        got = [x.numpy() for x in asked()]
    assert [np.asarray(x).tolist() for x in got] == [[3, 4], 12, 2, [3, 4], 12]
    assert [x.dtype.name for x in got] == ["int32"] * 3 + ["int64"] * 2


def test_a_tuple_to_all_others():
    with pytest.raises(ValueError, match="non-rectangular"):
        tf.identity(VALUE)
    indices, values, shape = VALUE
    assert (indices is VALUE.indices) and (values is VALUE[1]) and (shape is VALUE.dense_shape)
    again = pickle.loads(pickle.dumps(VALUE))
    assert type(again) is tf.SparseTensorValue and again.dense_shape.tolist() == [3, 4]
    assert tf.contrib.framework.nest.map_structure(np.ndim, VALUE) == (2, 1, 1)
