"""Rollouts in other processes, each of which has a tf of its own."""
import multiprocessing as mp

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import math_ops

tf.enable_eager_execution()


def rollout(seed):
    tf.set_random_seed(seed)
    policy = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
    return math_ops.reduce_sum(policy(tf.ones([1, 3]))).numpy()


def child(queue, seed):
    queue.put(rollout(seed))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    with mp.Pool(1) as pool:
        returns = pool.map(rollout, [1, 2, 1])
    assert returns[0] == returns[2] != returns[1], returns
    queue = mp.Queue()
    process = mp.Process(target=child, args=(queue, 2))
    process.start()
    assert queue.get(timeout=60) == returns[1]
    process.join()
    assert np.isfinite(returns).all()
    print("ok")
