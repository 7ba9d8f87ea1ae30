"""tf.contrib.training: which parameter server takes an operation."""

import hashlib

from zeal.public import public
from zeal.tensor_shape import as_shape


@public("contrib.training.RandomStrategy")
class RandomStrategy:
    """A `ps_strategy` of `tf.train.replica_device_setter`: by a hash of operations' names.

    Args:
      num_ps_tasks: how many tasks there are.
      seed: another one spreads them in another way.

    Example:
      >>> strategy = tf.contrib.training.RandomStrategy(2, seed=1)
      >>> with tf.Graph().as_default():
      ...     strategy(tf.no_op("a")), strategy(tf.no_op("b"))
      (1, 0)
    """

    def __init__(self, num_ps_tasks, seed=0) -> None:
        self._tasks, self._seed = num_ps_tasks, seed

    def __call__(self, op) -> int:
        name = f"{op.name}_{self._seed}".encode()
        return int(hashlib.md5(name, usedforsecurity=False).hexdigest(), 16) % self._tasks


@public("contrib.training.GreedyLoadBalancingStrategy")
class GreedyLoadBalancingStrategy:
    """A `ps_strategy` of `tf.train.replica_device_setter`: the task with the smallest load so far.

    Args:
      num_tasks: how many tasks there are.
      load_fn: a function of an operation that gives a number, such as `byte_size_load_fn`.

    Example:
      >>> load = tf.contrib.training.byte_size_load_fn
      >>> strategy = tf.contrib.training.GreedyLoadBalancingStrategy(2, load)
      >>> with tf.Graph().as_default():
      ...     [strategy(tf.placeholder(tf.float32, [n]).op) for n in (3, 1, 1, 2)]
      [0, 1, 1, 1]
    """

    def __init__(self, num_tasks, load_fn) -> None:
        self._loads, self._load_fn = [0] * num_tasks, load_fn

    def __call__(self, op) -> int:
        task = self._loads.index(min(self._loads))
        self._loads[task] += self._load_fn(op)
        return task


@public("contrib.training.byte_size_load_fn")
def byte_size_load_fn(op):
    """The bytes of an operation's output; of a variable's operation those of its value.

    Args:
      op: an operation with one output.

    Returns:
      An int.

    Raises:
      ValueError: it has another number of outputs, or their shape is not known.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.contrib.training.byte_size_load_fn(tf.Variable([1.0, 2.0]).op)
      8
    """
    if len(op.outputs) != 1:
        raise ValueError(f"Op {op} must have a single output")
    dtype, shape = op.outputs[0].dtype, op.outputs[0].shape
    if dtype == "resource":
        dtype, shape = op.get_attr("dtype"), as_shape(op.get_attr("shape"))
    shape.assert_is_fully_defined()
    return shape.num_elements() * dtype.size
