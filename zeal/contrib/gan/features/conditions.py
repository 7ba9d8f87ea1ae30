"""tf.contrib.gan.features: tensors that depend on conditions, pools of them, clipped weights."""

from zeal._native import api
from zeal.contrib.layers.connected import linear
from zeal.contrib.layers.reshaping import flatten
from zeal.contrib.opt.clipping import VariableClippingOptimizer
from zeal.eager.control import control_dependencies
from zeal.graph.conditions import cond
from zeal.nest import flatten as flat
from zeal.nest import pack_sequence_as
from zeal.ops.array.shape import size_along
from zeal.ops.nn.embedding import embedding_lookup
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.queues.kinds import RandomShuffleQueue
from zeal.state.scope import name_scope
from zeal.state.variable import get_variable


@public("contrib.gan.features.condition_tensor")
def condition_tensor(tensor, conditioning):
    """Adds a linear function of conditions, whose weights are variables.

    A. van den Oord et al., "WaveNet: A Generative Model for Raw Audio".

    Args:
      tensor: of shape `[batch, ...]`, whose other sizes are known.
      conditioning: of shape `[batch, ...]` and rank 2 or more.

    Raises:
      ValueError: shapes do not fit.
    """
    tensor.shape[1:].assert_is_fully_defined()
    if (conditioning.shape.ndims or 0) < 2:
        raise ValueError(f"conditioning must be at least 2D, but saw shape: {conditioning.shape}")
    added = linear(flatten(conditioning), tensor.shape[1:].num_elements())
    if not added.shape.is_compatible_with(tensor.shape):
        added = api.reshape(added, [size_along(tensor, i) for i in range(tensor.shape.ndims)])
    return tensor + added


@public("contrib.gan.features.condition_tensor_from_onehot")
def condition_tensor_from_onehot(tensor, one_hot_labels, embedding_size=256):
    """Adds a linear function of learnt embeddings of labels; see `condition_tensor`.

    Args:
      tensor: of shape `[batch, ...]`, whose other sizes are known.
      one_hot_labels: of shape `[batch, classes]`.
      embedding_size: how many numbers stand for a class.

    Raises:
      ValueError: shapes do not fit.
    """
    one_hot_labels.shape.assert_has_rank(2)
    one_hot_labels.shape[1:].assert_is_fully_defined()
    labels = api.argmax(one_hot_labels, 1)
    table = get_variable("embedding", [one_hot_labels.shape[1], embedding_size])
    return condition_tensor(tensor, embedding_lookup(table, labels, name="token_to_embedding"))


@public("contrib.gan.features.tensor_pool")
def tensor_pool(input_values, pool_size=50, pooling_probability=0.5, name="tensor_pool"):
    """Gives values as they come, or instead a random one of earlier ones.

    A. Shrivastava et al., "Learning from Simulated and Unsupervised Images".

    Args:
      input_values: a structure of tensors.
      pool_size: how many values are kept; until there are so many, they come as they are.
      pooling_probability: of an earlier value.
      name: of its scope.

    Raises:
      ValueError: pool_size is below 0.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.int32, [])
      ...     pooled = tf.contrib.gan.features.tensor_pool(x, 1, pooling_probability=1.0)
      ...     [int(session.run(pooled, {x: i})) for i in range(4)]
      [0, 0, 1, 2]
    """
    pool_size = int(pool_size)
    if pool_size < 0:
        raise ValueError("`pool_size` is negative.")
    if pool_size == 0:
        return input_values
    values = flat(input_values)
    with name_scope(f"{name}_pool_queue", values=[*values, pooling_probability]):
        pool = RandomShuffleQueue(pool_size, 0, [v.dtype for v in values])

        def kept(earlier):
            with control_dependencies(earlier), control_dependencies([pool.enqueue(values)]):
                if not earlier:
                    return [api.identity(v) for v in values]
                takes = random_uniform([]) < pooling_probability
                return cond(takes, lambda: earlier, lambda: values)

        found = cond(pool.size() < pool_size, lambda: kept([]), lambda: kept(flat(pool.dequeue())))
        found = flat(found)
        for one, value in zip(found, values, strict=True):
            one.set_shape(value.shape)
    return pack_sequence_as(input_values, found)


@public("contrib.gan.features.clip_variables")
def clip_variables(optimizer, variables, weight_clip):
    """An optimizer that clips numbers in variables behind each step of another one.

    Raises:
      ValueError: weight_clip is below 0.
    """
    if weight_clip < 0:
        raise ValueError(f"`discriminator_weight_clip` must be positive. Was {weight_clip}")
    return VariableClippingOptimizer(optimizer, {v: [] for v in variables}, weight_clip, True, True)


@public("contrib.gan.features.clip_discriminator_weights")
def clip_discriminator_weights(optimizer, model, weight_clip):
    """`clip_variables` of a GANModel's discriminator."""
    return clip_variables(optimizer, model.discriminator_variables, weight_clip)
