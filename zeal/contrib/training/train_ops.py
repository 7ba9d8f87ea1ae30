"""create_train_op of tf.contrib.training and slim: gradients scaled, clipped, shown and applied."""

from zeal import _native, logging
from zeal.eager.control import after
from zeal.effects.check import check_numerics as checked_numbers
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.math.clip import clip_by_norm, global_norm
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.state.variable import trainable_variables
from zeal.summary.ops import histogram, scalar
from zeal.train.loss_scale import scaled
from zeal.train.optimizer import Optimizer
from zeal.train.step_counter import get_or_create_global_step

_USE_GLOBAL_STEP = 0


@public("contrib.training.clip_gradient_norms", "contrib.slim.learning.clip_gradient_norms")
def clip_gradient_norms(gradients_to_variables, max_norm):
    """Scales gradients that are too long, each by itself.

    Args:
      gradients_to_variables: list of pairs (gradient, variable).
      max_norm: the largest Euclidean norm.

    Returns:
      Such a list.

    Example:
      >>> pairs = tf.contrib.training.clip_gradient_norms([(tf.constant([3.0, 4.0]), None)], 1.0)
      >>> pairs[0][0].numpy()
      array([0.6, 0.8], dtype=float32)
    """
    return [
        (gradient if gradient is None else clip_by_norm(gradient, max_norm), variable)
        for gradient, variable in gradients_to_variables
    ]


@public("contrib.training.clip_gradient_norms_fn")
def clip_gradient_norms_fn(max_norm):
    """The `transform_grads_fn` that clips.

    Args:
      max_norm: the largest Euclidean norm.

    Returns:
      A function of a list of pairs (gradient, variable).

    Example:
      >>> clip = tf.contrib.training.clip_gradient_norms_fn(1.0)
      >>> clip([(tf.constant([3.0, 4.0]), None)])[0][0].numpy()
      array([0.6, 0.8], dtype=float32)
    """
    return lambda gradients_to_variables: clip_gradient_norms(gradients_to_variables, max_norm)


@public("contrib.training.multiply_gradients", "contrib.slim.learning.multiply_gradients")
def multiply_gradients(grads_and_vars, gradient_multipliers):
    """Multiplies the gradients of some variables.

    Args:
      grads_and_vars: list of pairs (gradient, variable).
      gradient_multipliers: dict from variables, or the names of their ops, to factors.

    Returns:
      Such a list.

    Raises:
      ValueError: they are no list and no dict, there are no factors, or a gradient is None.

    Example:
      >>> v = tf.Variable(1.0)
      >>> tf.contrib.training.multiply_gradients([(tf.constant(3.0), v)], {v: 2.0})[0][0].numpy()
      6.0
    """
    if not isinstance(grads_and_vars, list):
        raise ValueError("`grads_and_vars` must be a list.")
    if not gradient_multipliers:
        raise ValueError("`gradient_multipliers` is empty.")
    if not isinstance(gradient_multipliers, dict):
        raise ValueError("`gradient_multipliers` must be a dict.")
    factors = {_key(k): factor for k, factor in gradient_multipliers.items()}
    return [(_scaled(g, v, factors), v) for g, v in grads_and_vars]


def _key(variable):
    return variable if isinstance(variable, str) else id(variable)


def _scaled(gradient, variable, factors):
    factor = factors.get(id(variable))
    if factor is None:
        factor = factors.get(variable.name.partition(":")[0])
    if factor is None:
        return gradient
    if gradient is None:
        raise ValueError(
            f"Requested multiple of `None` gradient: the loss does not depend on {variable.name}."
        )
    return scaled(gradient, _native.convert(factor, gradient.dtype))


def _add_summaries(grads_and_vars, separator):
    made = []
    for gradient, variable in grads_and_vars:
        name = variable.name.partition(":")[0]
        if gradient is None:
            logging.info(f"Var {name} has no gradient")
            continue
        values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
        made.append(histogram(f"{name}{separator}gradient", values))
        made.append(scalar(f"{name}{separator}gradient_norm", global_norm([values])))
    return made


@public("contrib.training.add_gradients_summaries")
def add_gradients_summaries(grads_and_vars):
    """Summaries of gradients: their numbers and norms, as "v_gradient" and "v_gradient_norm".

    Args:
      grads_and_vars: list of pairs (gradient, variable).

    Returns:
      A list of summaries, two for each gradient that there is.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0)
      ...     len(tf.contrib.training.add_gradients_summaries([(tf.constant(3.0), v)]))
      2
    """
    return _add_summaries(grads_and_vars, "_")


@public("contrib.slim.learning.add_gradients_summaries")
def slim_gradients_summaries(grads_and_vars):
    """Summaries of gradients: their numbers and norms, as "v/gradient" and "v/gradient_norm".

    Args:
      grads_and_vars: list of pairs (gradient, variable).

    Returns:
      A list of summaries, two for each gradient that there is.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0)
      ...     len(tf.contrib.slim.learning.add_gradients_summaries([(tf.constant(3.0), v)]))
      2
    """
    return _add_summaries(grads_and_vars, "/")


@public("contrib.training.create_train_op")
def create_train_op(
    total_loss, optimizer, global_step=_USE_GLOBAL_STEP, update_ops=None, variables_to_train=None,
    transform_grads_fn=None, summarize_gradients=False, gate_gradients=Optimizer.GATE_OP,
    aggregation_method=None, colocate_gradients_with_ops=False, check_numerics=True,
):  # fmt: skip
    """The loss, as a tensor that takes a training step whenever it is run.

    Args:
      total_loss: a scalar tensor.
      optimizer: a `tf.train.Optimizer`.
      global_step: the variable that counts steps; the graph's by default, None for none.
      update_ops: operations that run before the loss; those in GraphKeys.UPDATE_OPS by default.
      variables_to_train: list of variables; all trainable ones by default.
      transform_grads_fn: a function of the list of pairs (gradient, variable) that returns one.
      summarize_gradients: whether gradients are summarised.
      gate_gradients, aggregation_method, colocate_gradients_with_ops: as for
        `tf.train.Optimizer.compute_gradients`.
      check_numerics: whether an infinite loss, or one that is no number, is an error.

    Returns:
      A tensor, which is also in GraphKeys.TRAIN_OP.

    Raises:
      ValueError: there is nothing to train, or a variable is not trainable.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.Variable(3.0)
      ...     train = tf.contrib.training.create_train_op(
      ...         x * x, tf.train.GradientDescentOptimizer(0.5))
      ...     session.run(tf.global_variables_initializer())
      ...     print(session.run(train), session.run(x))
      9.0 0.0
    """
    if global_step is _USE_GLOBAL_STEP:
        global_step = get_or_create_global_step()
    total_loss = _behind_updates(total_loss, update_ops)
    pairs = optimizer.compute_gradients(
        total_loss, _to_train(variables_to_train), gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )  # fmt: skip
    if transform_grads_fn:
        pairs = transform_grads_fn(pairs)
    if summarize_gradients:
        with name_scope("summarize_grads"):
            add_gradients_summaries(pairs)
    updates = optimizer.apply_gradients(pairs, global_step=global_step)
    with name_scope("train_op"):
        if check_numerics:
            total_loss = checked_numbers(total_loss, "LossTensor is inf or nan")
        train = after([updates], total_loss, "control_dependency")
    get_default_graph().add_to_collection(GraphKeys.TRAIN_OP, train)
    return train


def _behind_updates(loss, update_ops):
    known = list(dict.fromkeys(collected(GraphKeys.UPDATE_OPS)))
    updates = known if update_ops is None else list(dict.fromkeys(update_ops))
    if not {id(op) for op in known} <= {id(op) for op in updates}:
        logging.warning(
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS"
        )
    return after(updates, loss, "control_dependency")


def _to_train(variables):
    known = trainable_variables()
    wanted = known if variables is None else list(variables)
    for variable in wanted:
        if not variable.trainable and not any(variable is v for v in known):
            raise ValueError(f"variables_to_train: {variable.name} is not trainable")
    if not wanted:
        raise ValueError("There are no variables to train")
    return wanted


@public("contrib.slim.learning.create_train_op")
def slim_train_op(
    total_loss, optimizer, global_step=_USE_GLOBAL_STEP, update_ops=None, variables_to_train=None,
    clip_gradient_norm=0, summarize_gradients=False, gate_gradients=Optimizer.GATE_OP,
    aggregation_method=None, colocate_gradients_with_ops=False, gradient_multipliers=None,
    check_numerics=True,
):  # fmt: skip
    """The loss, as a tensor that takes a training step whenever it is run.

    Args:
      total_loss: a scalar tensor.
      the others: as for `tf.contrib.training.create_train_op`.
      clip_gradient_norm: the largest norm of each gradient; 0 for any.
      gradient_multipliers: dict from variables, or the names of their ops, to factors of their
        gradients; None for none.

    Returns:
      A tensor, which is also in GraphKeys.TRAIN_OP.

    Example:
      >>> slim = tf.contrib.slim
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.Variable(3.0)
      ...     train = slim.learning.create_train_op(x * x, tf.train.GradientDescentOptimizer(0.5),
      ...                                           clip_gradient_norm=1)
      ...     session.run(tf.global_variables_initializer())
      ...     print(session.run(train), session.run(x))
      9.0 2.5
    """

    def transform(pairs):
        if gradient_multipliers:
            with name_scope("multiply_grads"):
                pairs = multiply_gradients(pairs, gradient_multipliers)
        if clip_gradient_norm > 0:
            with name_scope("clip_grads"):
                pairs = clip_gradient_norms(pairs, clip_gradient_norm)
        return pairs

    return create_train_op(
        total_loss, optimizer, global_step, update_ops, variables_to_train, transform,
        summarize_gradients, gate_gradients, aggregation_method, colocate_gradients_with_ops,
        check_numerics,
    )  # fmt: skip
