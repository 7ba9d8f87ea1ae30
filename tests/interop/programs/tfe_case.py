"""Tests in both modes, under tfe's names."""
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe as tfe

tf.enable_eager_execution()


class EvaluateTest(tf.test.TestCase):
    @tfe.run_test_in_graph_and_eager_modes
    def test_both(self):
        v = tfe.Variable(2.0, name="v")
        self.evaluate(tf.global_variables_initializer())
        self.assertEqual(4.0, self.evaluate(v * v))
        f = tfe.py_func(lambda x: x + 1, [v], tf.float32)
        self.assertAllClose(3.0, f)


if __name__ == "__main__":
    tf.test.main()
