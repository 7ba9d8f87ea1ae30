"""In the manner of TensorFlow's own tests of gradients."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import functools

import numpy as np

from tensorflow.python.eager import backprop
from tensorflow.python.eager import context
from tensorflow.python.eager import test
from tensorflow.python.framework import constant_op
from tensorflow.python.framework import dtypes
from tensorflow.python.framework import errors_impl
from tensorflow.python.framework import ops
from tensorflow.python.framework import test_util
from tensorflow.python.layers.core import Dense  # pylint: disable=unused-import
from tensorflow.python.ops import array_ops
from tensorflow.python.ops import gradient_checker_v2
from tensorflow.python.ops import math_ops
from tensorflow.python.ops import nn_grad  # pylint: disable=unused-import
from tensorflow.python.ops import nn_ops
from tensorflow.python.ops import random_ops
from tensorflow.python.ops import resource_variable_ops
from tensorflow.python.ops import variables
from tensorflow.python.training import training
from tensorflow.python.util import compat


@test_util.run_all_in_graph_and_eager_modes
class BackpropTest(test.TestCase):

  def testAggregateGradients(self):

    def fn(x):
      ind1 = constant_op.constant(np.array([0, 1]))
      ind2 = constant_op.constant(np.array([2, 3]))
      return array_ops.gather(x, ind1) * array_ops.gather(x, ind2)

    x_np = np.random.RandomState(0).rand(4, 2)
    x = constant_op.constant(x_np)
    grad = backprop.gradients_function(fn, [0])(x)[0]
    tf_dense = ops.convert_to_tensor(grad)
    self.assertAllClose(tf_dense, x_np[[2, 3, 0, 1]])

  def testSkipEagerImplicitGradWithResourceVariable(self):
    x = resource_variable_ops.ResourceVariable(initial_value=constant_op.constant(1.0), name='x')

    def fn():
      b = constant_op.constant(2.0)
      c = math_ops.add(x.value(), b)
      return math_ops.add(c, constant_op.constant(3.0))

    grads_and_vars = backprop.implicit_grad(fn)()
    self.assertAllEqual(grads_and_vars[0][0], 1.0)
    self.assertAllEqual(id(grads_and_vars[0][1]), id(x))

  @test_util.assert_no_new_tensors
  def testSkipEagerGradientTape(self):
    with backprop.GradientTape() as t:
      x = constant_op.constant(3.0)
      t.watch(x)
      y = x * x
    grad = t.gradient(y, x)
    self.assertEqual(6.0, self.evaluate(grad))

  @test_util.run_in_graph_and_eager_modes
  def testMultiValue(self):
    with self.cached_session(use_gpu=True):
      x = variables.Variable(np.float32([1.0, 2.0]))
      self.evaluate(variables.global_variables_initializer())
      self.assertAllClose(self.evaluate(nn_ops.relu(x)), [1.0, 2.0])

  @test_util.run_deprecated_v1
  def testGraphOnly(self):
    with self.session() as session:
      self.assertEqual(3, session.run(constant_op.constant(3)))

  def testErrors(self):
    with self.assertRaisesRegex((ValueError, errors_impl.InvalidArgumentError), 'inner|Matrix|must be equal'):
      math_ops.matmul(array_ops.ones([2, 3]), array_ops.ones([2, 3]))
    with self.assertRaises((ValueError, errors_impl.InvalidArgumentError)):
      array_ops.reshape([1, 2, 3], [2])

  def testSkipEagerNumericGradient(self):
    x = np.random.RandomState(1).rand(3, 2)
    for op in (math_ops.tanh, math_ops.exp, functools.partial(math_ops.reduce_sum, axis=1)):
      self.assertLess(
          gradient_checker_v2.max_error(*gradient_checker_v2.compute_gradient(op, [x])), 1e-5)

  def testSkipEagerContext(self):
    self.assertTrue(context.executing_eagerly())
    with context.device('cpu:0'):
      self.assertDeviceEqual(random_ops.random_uniform([1]).device,
                             '/job:localhost/replica:0/task:0/device:CPU:0')
    self.assertEqual(b'x', compat.as_bytes('x'))
    self.assertEqual(dtypes.float32, array_ops.zeros([1]).dtype)
    optimizer = training.GradientDescentOptimizer(1.0)
    v = variables.Variable(1.0)
    optimizer.apply_gradients([(constant_op.constant(0.5), v)])
    self.assertAllEqual(v.numpy(), 0.5)


if __name__ == '__main__':
  test.main()
