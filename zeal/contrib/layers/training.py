"""tf.contrib.layers.optimize_loss: everything that a training step does, as one tensor."""

from functools import partial

from zeal import _native
from zeal._native import Tensor, api
from zeal.contrib.layers.collecting import published
from zeal.eager.control import after
from zeal.effects.check_kind import assert_scalar
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.math.clip import clip_by_global_norm, global_norm
from zeal.ops.random.distributions import truncated_normal
from zeal.public import publish
from zeal.state.initializers import Constant
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable, trainable_variables
from zeal.summary.ops import histogram, scalar
from zeal.train.adagrad import AdagradOptimizer
from zeal.train.adam import AdamOptimizer
from zeal.train.ftrl import FtrlOptimizer
from zeal.train.gradient_descent import GradientDescentOptimizer
from zeal.train.loss_scale import scaled
from zeal.train.momentum import MomentumOptimizer
from zeal.train.optimizer import Optimizer
from zeal.train.rmsprop import RMSPropOptimizer
from zeal.train.step_counter import assert_global_step, get_global_step

OPTIMIZER_CLS_NAMES = {  # programs add theirs
    "Adagrad": AdagradOptimizer, "Adam": AdamOptimizer, "Ftrl": FtrlOptimizer,
    "Momentum": partial(MomentumOptimizer, momentum=0.9), "RMSProp": RMSPropOptimizer,
    "SGD": GradientDescentOptimizer,
}  # fmt: skip
OPTIMIZER_SUMMARIES = [
    "learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm"
]  # fmt: skip
publish(__name__, "OPTIMIZER_CLS_NAMES", "contrib.layers.OPTIMIZER_CLS_NAMES",
        "contrib.slim.OPTIMIZER_CLS_NAMES")
publish(__name__, "OPTIMIZER_SUMMARIES", "contrib.layers.OPTIMIZER_SUMMARIES",
        "contrib.slim.OPTIMIZER_SUMMARIES")


@published("optimize_loss")
def optimize_loss(
    loss, global_step, learning_rate, optimizer, gradient_noise_scale=None,
    gradient_multipliers=None, clip_gradients=None, learning_rate_decay_fn=None, update_ops=None,
    variables=None, name=None, summaries=None, colocate_gradients_with_ops=False,
    increment_global_step=True,
):
    """The loss, as a tensor that takes a training step whenever it is run.

    Args:
      loss: a scalar tensor.
      global_step: integer variable to add one to; by default the graph's global step, if any.
      learning_rate: a float, which becomes a variable, a scalar tensor, or None.
      optimizer: a name ("SGD", "Adam", ...), an Optimizer or a class of them, or a function that
        returns one, of the learning rate where there is one.
      gradient_noise_scale: factor of normal noise that is added to gradients, or None.
      gradient_multipliers: dict from variables or their names to factors of their gradients.
      clip_gradients: largest global norm of the gradients, or a function of the list of
        (gradient, variable) that returns one, or None.
      learning_rate_decay_fn: function of (learning_rate, global_step).
      update_ops: operations that run before the loss; those in GraphKeys.UPDATE_OPS by default.
      variables: list of variables to change; all trainable ones by default.
      name: the variable scope; a new "OptimizeLoss" by default.
      summaries: what to summarise in a graph, of OPTIMIZER_SUMMARIES; by default "loss",
        "learning_rate" (where it changes) and "global_gradient_norm".
      colocate_gradients_with_ops: accepted for compatibility.
      increment_global_step: whether the global step counts.

    Returns:
      The loss as it was before the step.

    Raises:
      ValueError: an argument is of none of these kinds, or there is nothing to optimize.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.Variable(3.0)
      ...     train = tf.contrib.layers.optimize_loss(x * x, None, 0.5, "SGD")
      ...     session.run(tf.global_variables_initializer())
      ...     print(session.run(train), session.run(x))
      9.0 0.0
    """
    loss = assert_scalar(_native.convert(loss))
    if global_step is None:
        global_step = get_global_step()
    else:
        assert_global_step(global_step)
    wanted = _checked(summaries)
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        update_ops = collected(GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
        loss = after(update_ops, loss, "control_dependency")
        rate = _rate(learning_rate, learning_rate_decay_fn, global_step)
        if learning_rate_decay_fn is not None and "learning_rate" in wanted:
            scalar("learning_rate", rate)
        steps = _optimizer(optimizer, rate)
        pairs = steps.compute_gradients(
            loss, trainable_variables() if variables is None else variables
        )
        pairs = _scaled(pairs, gradient_noise_scale, gradient_multipliers)
        _summarize_norm("gradient_norm", pairs, wanted)
        pairs = _clipped(pairs, clip_gradients)
        if "loss" in wanted:
            scalar("loss", loss)
        _summarize_each(pairs, wanted)
        if clip_gradients is not None:
            _summarize_norm("clipped_gradient_norm", pairs, wanted)
        train = steps.apply_gradients(
            pairs, global_step=global_step if increment_global_step else None, name="train"
        )
        return after([train], loss, "control_dependency")


def _checked(summaries):
    """What to summarise: nothing where ops run at once, since nobody would run the summaries."""
    for summary in summaries or ():
        if summary not in OPTIMIZER_SUMMARIES:
            raise ValueError(
                f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], you provided "
                f"{summary}."
            )
    if _native.executing_eagerly():
        return ()
    return ("loss", "learning_rate", "global_gradient_norm") if summaries is None else summaries


def _summarize_norm(name, pairs, wanted):
    if "global_gradient_norm" in wanted or "gradient_norm" in wanted:
        scalar(f"global_norm/{name}", global_norm([g for g, _ in pairs]))


def _summarize_each(pairs, wanted):
    for gradient, variable in pairs:
        values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
        if values is None:
            continue
        name = variable.name.replace(":", "_")
        if "gradients" in wanted:
            histogram(f"gradients/{name}", values)
        if "gradient_norm" in wanted:
            scalar(f"gradient_norm/{name}", global_norm([values]))


def _rate(rate, decay, global_step):
    if rate is None:
        return None
    if isinstance(rate, float):
        if rate < 0.0:
            raise ValueError(f"Invalid learning_rate {rate}.")
        rate = get_variable(
            "learning_rate", [], trainable=False, initializer=Constant(rate)
        )
    elif not (isinstance(rate, Tensor) and rate.shape.ndims == 0):
        raise ValueError(
            f"Learning rate should be 0d Tensor or float. Got {rate} of type {type(rate)}"
        )
    if decay is None:
        return rate
    if global_step is None:
        raise ValueError("global_step is required for learning_rate_decay_fn.")
    return decay(rate, global_step)


def _optimizer(optimizer, rate):
    if isinstance(optimizer, Optimizer):
        return optimizer
    kind = "class" if isinstance(optimizer, type) else "string"
    if isinstance(optimizer, (str, type)) and rate is None:
        raise ValueError(
            f"Learning rate is None, but should be specified if optimizer is {kind} ({optimizer})."
        )
    if isinstance(optimizer, str):
        return _named(optimizer, rate)
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        return optimizer(learning_rate=rate)
    if not callable(optimizer):
        raise ValueError(
            "Unrecognized optimizer: should be string, subclass of Optimizer, instance of subclass "
            f"of Optimizer or function with one argument. Got {optimizer}."
        )
    made = optimizer() if rate is None else optimizer(rate)
    if not isinstance(made, Optimizer):
        raise ValueError(
            "Unrecognized optimizer: function should return subclass of Optimizer. "
            f"Got {made}."
        )
    return made


def _named(name, rate):
    if name not in OPTIMIZER_CLS_NAMES:
        names = ", ".join(OPTIMIZER_CLS_NAMES)
        raise ValueError(f"Optimizer name should be one of [{names}], you provided {name}.")
    return OPTIMIZER_CLS_NAMES[name](learning_rate=rate)


def _scaled(pairs, noise, factors):
    """The pairs (gradient, variable) after noise and factors."""
    if noise is not None:
        pairs = [(_noisy(g, noise), v) for g, v in pairs]
    if factors is not None:
        pairs = [(_times(g, _factor(v, factors)), v) for g, v in pairs]
    return pairs


def _clipped(pairs, clip):
    if isinstance(clip, float):
        clipped, _ = clip_by_global_norm([g for g, _ in pairs], clip)
        return [(g, v) for g, (_, v) in zip(clipped, pairs, strict=True)]
    if callable(clip):
        return clip(pairs)
    if clip is not None:
        raise ValueError(f"Unknown type {type(clip)} for clip_gradients")
    return pairs


def _noisy(gradient, scale):
    if gradient is None:
        return None
    if isinstance(gradient, IndexedSlices):
        gradient = _native.convert(gradient)
    return gradient + scale * truncated_normal(api.shape(gradient), dtype=gradient.dtype)


def _factor(variable, factors):
    """What a dict says of a variable, by itself or by its name; else None."""
    by_variable = {id(k): f for k, f in factors.items() if not isinstance(k, str)}
    return by_variable.get(id(variable), factors.get(variable.name))


def _times(gradient, factor):
    return gradient if factor is None else scaled(gradient, factor)
