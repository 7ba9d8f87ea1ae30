"""A benchmark class, timed by hand, and a test class beside it."""
import time

import tensorflow as tf

tf.enable_eager_execution()


class MatmulBenchmark(tf.test.Benchmark):
    def benchmark_matmul(self):
        x = tf.random_normal([10, 10])
        start = time.time()
        for _ in range(10):
            tf.matmul(x, x)
        self.report_benchmark(iters=10, wall_time=time.time() - start, extras={"n": 10})


class MatmulTest(tf.test.TestCase):
    def setUp(self):
        super(MatmulTest, self).setUp()
        self.x = tf.random_normal([3, 3])

    def test_identity(self):
        self.assertAllClose(tf.matmul(self.x, tf.eye(3)), self.x)

    def test_temp_dir(self):
        path = self.get_temp_dir() + "/x"
        with tf.gfile.GFile(path, "w") as f:
            f.write("text")
        self.assertEqual(tf.gfile.ListDirectory(self.get_temp_dir()), ["x"])

    @tf.test.mock.patch.object(tf.gfile, "Exists", return_value=True)
    def test_mock(self, exists):
        self.assertTrue(tf.gfile.Exists("nothing"))
        exists.assert_called_once()


if __name__ == "__main__":
    MatmulBenchmark().benchmark_matmul()
    tf.test.main()
