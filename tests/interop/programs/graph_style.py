"""A program that was a graph's, and calls what has nothing left to do."""
import numpy as np
import tensorflow as tf
from tensorflow.python.client import device_lib, timeline  # imported, never used
from tensorflow.python.framework import graph_util
from tensorflow.core.framework import summary_pb2, graph_pb2
from tensorflow.core.protobuf import config_pb2
from tensorflow.python.ops import control_flow_ops, variables

tf.enable_eager_execution(config=config_pb2.ConfigProto(log_device_placement=False))
v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
assert init is None and variables.global_variables_initializer() is None
with tf.control_dependencies([v.assign_add([1.0, 1.0]), tf.assert_equal(1, 1)]):
    train_op = tf.identity(v)
total, same = tf.tuple([tf.reduce_sum(v), train_op])
assert total.numpy() == 4.0
assert control_flow_ops.no_op() is None


def my_sin(x):
    return np.sin(x)


y = tf.py_func(my_sin, [v], tf.float32)
np.testing.assert_allclose(y.numpy(), np.sin([2.0, 2.0]), rtol=1e-6)
assert tf.contrib.util.constant_value(tf.constant(3)) == 3
assert tf.get_static_value(total) == 4.0
with tf.init_scope():
    assert tf.executing_eagerly()
print("ok")
