"""Parameterized tests, with absl-py."""
from absl.testing import parameterized
import tensorflow as tf
from tensorflow.python.framework import test_util


class ShapeTest(tf.test.TestCase, parameterized.TestCase):
    @parameterized.named_parameters(("flat", [6]), ("square", [2, 3]))
    def test_reshape(self, shape):
        x = tf.reshape(tf.range(6), shape)
        self.assertAllEqual(tf.reshape(x, [-1]), range(6))
        self.assertLen(x.shape, len(shape))

    @parameterized.parameters(*test_util.generate_combinations_with_testcase_name(n=[1, 2]))
    def test_n(self, n, testcase_name):
        self.assertBetween(n, 1, 2)


if __name__ == "__main__":
    tf.enable_eager_execution()
    tf.test.main()
