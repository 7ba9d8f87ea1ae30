"""A linear regression with flags and logging, as TF's eager examples had it."""
import sys

import tensorflow as tf
import tensorflow.contrib.eager as tfe
from tensorflow.python.platform import tf_logging as logging

flags = tf.app.flags
flags.DEFINE_integer("num_steps", 30, "Number of steps.")
flags.DEFINE_float("learning_rate", 0.1, "Rate.")
flags.DEFINE_string("logdir", None, "Where to log.")
FLAGS = flags.FLAGS


class LinearModel(tf.keras.Model):
    def __init__(self):
        super(LinearModel, self).__init__()
        self._hidden_layer = tf.layers.Dense(1)

    def call(self, xs):
        return self._hidden_layer(xs)


def main(_):
    tf.logging.set_verbosity(tf.logging.INFO)
    config = tf.ConfigProto(gpu_options=tf.GPUOptions(allow_growth=True), allow_soft_placement=True)
    tf.enable_eager_execution(config=config, device_policy=tfe.DEVICE_PLACEMENT_SILENT,
                              execution_mode=tfe.SYNC)
    device = "gpu:0" if tfe.num_gpus() else "cpu:0"
    with tf.device(device):
        xs = tf.random_normal([64, 3], seed=1)
        ys = tf.matmul(xs, [[1.0], [-2.0], [0.5]]) + 3.0
        model = LinearModel()
        optimizer = tf.train.GradientDescentOptimizer(FLAGS.learning_rate)
        for step in range(FLAGS.num_steps):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(model(xs) - ys))
            grads = tape.gradient(loss, model.variables)
            optimizer.apply_gradients(zip(grads, model.variables))
            logging.log_every_n(logging.INFO, "step %d", 10, step)
    assert loss.numpy() < 0.2, loss
    print("ok")


if __name__ == "__main__":
    tf.app.run(main=main, argv=[sys.argv[0], "--num_steps=100"])
