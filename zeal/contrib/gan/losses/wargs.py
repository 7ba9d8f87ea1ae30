"""tf.contrib.gan.losses.wargs: losses of generators and discriminators, of tensors.

All that `_loss` makes also take the scope of their ops, the collection that they join, a
`tf.losses.Reduction`, and whether they are summarised.
"""

from functools import wraps
from inspect import Parameter, signature

from zeal import _native, losses
from zeal._native import api
from zeal.contrib.framework.graph_variables import get_trainable_variables
from zeal.eager.control import get_static_value
from zeal.graph.gradients import gradients
from zeal.losses.weighted import BY_NONZERO, add_loss, float_pair
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.shape import size_along
from zeal.ops.math.clip import global_norm
from zeal.ops.random.distributions import random_uniform
from zeal.public import publish_module
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable_store import AUTO_REUSE
from zeal.summary.ops import scalar

publish_module(__name__)

_COMMON = {
    "scope": None, "loss_collection": "losses", "reduction": BY_NONZERO, "add_summaries": False
}  # fmt: skip


def _show(summaries, wanted=True):
    for name, value in summaries if wanted else ():
        scalar(name, value)


def _loss(scope_name, shown_inside=True):
    """Makes a loss of a function that gives what joins the collection, and summaries by name.

    The last summary is of the loss. The function's first argument ends those of `tf.losses`.
    """

    def decorate(parts):
        own = list(signature(parts).parameters.values())[1:]
        kind = Parameter.POSITIONAL_OR_KEYWORD
        common = [Parameter(name, kind, default=value) for name, value in _COMMON.items()]
        whole = signature(parts).replace(parameters=own + common)

        @wraps(parts)
        def loss(*args, **kwargs):
            given = whole.bind(*args, **kwargs)
            given.apply_defaults()
            given = given.arguments
            scope, collection, reduction, shown = (given.pop(name) for name in _COMMON)
            with name_scope(scope, scope_name) as scope:
                collected, summaries = parts((scope, None, reduction), **given)
                add_loss(collected, collection)
                _show(summaries, shown and shown_inside)
            _show(summaries, shown and not shown_inside)
            return summaries[-1][1]

        loss.__signature__ = whole
        return loss

    return decorate


def _of_both(kind, real, made, loss):
    names = ("discriminator_gen", "discriminator_real", "discriminator")
    pairs = zip(names, (made, real, loss), strict=True)
    return loss, [(f"{name}_{kind}_loss", value) for name, value in pairs]


@_loss("generator_wasserstein_loss")
def wasserstein_generator_loss(end, discriminator_gen_outputs, weights=1.0):
    """-D(G(z)): M. Arjovsky et al., "Wasserstein GAN".

    Example:
      >>> float(tf.contrib.gan.losses.wargs.wasserstein_generator_loss([1.0, 2.0]))
      -1.5
    """
    loss = -api.cast(discriminator_gen_outputs, "float32")
    loss = losses.compute_weighted_loss(loss, weights, *end)
    return loss, [("generator_wass_loss", loss)]


@_loss("discriminator_wasserstein_loss")
def wasserstein_discriminator_loss(
    end, discriminator_real_outputs, discriminator_gen_outputs, real_weights=1.0,
    generated_weights=1.0,
):  # fmt: skip
    """D(G(z)) - D(x)."""
    real, made = float_pair(discriminator_real_outputs, discriminator_gen_outputs)
    made = losses.compute_weighted_loss(made, generated_weights, *end)
    real = losses.compute_weighted_loss(real, real_weights, *end)
    return _of_both("wass", real, made, made - real)


@_loss("acgan_discriminator_loss")
def acgan_discriminator_loss(
    end, discriminator_real_classification_logits, discriminator_gen_classification_logits,
    one_hot_labels, label_smoothing=0.0, real_weights=1.0, generated_weights=1.0,
):  # fmt: skip
    """Cross-entropy of classes of real (labels smoothed) and generated data: A. Odena et al."""
    real, made = discriminator_real_classification_logits, discriminator_gen_classification_logits
    made = losses.softmax_cross_entropy(one_hot_labels, made, generated_weights, 0, *end)
    real = losses.softmax_cross_entropy(one_hot_labels, real, real_weights, label_smoothing, *end)
    return _of_both("ac", real, made, made + real)


@_loss("acgan_generator_loss")
def acgan_generator_loss(
    end, discriminator_gen_classification_logits, one_hot_labels, weights=1.0
):
    """Cross-entropy of the classes of generated data."""
    loss = losses.softmax_cross_entropy(
        one_hot_labels, discriminator_gen_classification_logits, weights, 0, *end
    )
    return loss, [("generator_ac_loss", loss)]


@_loss("wasserstein_gradient_penalty")
def wasserstein_gradient_penalty(
    end, real_data, generated_data, generator_inputs, discriminator_fn, discriminator_scope,
    epsilon=1e-10, target=1.0, one_sided=False, weights=1.0,
):  # fmt: skip
    """(|dD(x)/dx| / target - 1)^2 between real and generated data: I. Gulrajani et al.

    Args:
      generator_inputs: the second argument of discriminator_fn.
      discriminator_fn: gives logits, or a tuple that starts with them.
      discriminator_scope: the variable scope of its variables.
      one_sided: whether norms below the target are free.

    Raises:
      ValueError: the rank of the data is unknown.
    """
    real_data, generated_data = _native.convert(real_data), _native.convert(generated_data)
    for name, data in (("real_data", real_data), ("generated_data", generated_data)):
        if data.shape.ndims is None:
            raise ValueError(f"`{name}` can't have unknown rank.")
    x = _between(real_data, generated_data)
    far = _slopes(x, generator_inputs, discriminator_fn, discriminator_scope, epsilon)
    far = far / target - 1.0
    far = api.square(api.maximum(far, 0.0) if one_sided else far)
    loss = losses.compute_weighted_loss(far, weights, *end)
    return loss, [("gradient_penalty_loss", loss)]


def _between(real, generated):
    """A random point on each line from a real to a generated example."""
    apart = generated - real
    alpha = random_uniform([size_along(apart, 0)] + [1] * (apart.shape.ndims - 1))
    return real + alpha * apart


def _slopes(x, conditions, discriminator_fn, discriminator_scope, epsilon):
    """Norms of the discriminator's gradient, one for each example."""
    with _native.GradientTape() as tape:
        tape.watch(x)
        # Outside the loss's name scope: update ops are found by the discriminator's.
        with name_scope(None), variable_scope(
            discriminator_scope, "gpenalty_dscope", reuse=AUTO_REUSE
        ):
            logits = discriminator_fn(x, conditions)
        logits = logits[0] if isinstance(logits, tuple) else logits
    squares = api.square(tape.gradient(logits, x))
    return api.sqrt(api.reduce_sum(squares, list(range(1, x.shape.ndims))) + epsilon)


def _minimax(end, real, made, label_smoothing, real_weights, generated_weights):
    real = losses.sigmoid_cross_entropy(
        ones_like(real), real, real_weights, label_smoothing, *end
    )
    made = losses.sigmoid_cross_entropy(zeros_like(made), made, generated_weights, 0, *end)
    return _of_both("minimax", real, made, real + made)


@_loss("discriminator_minimax_loss")
def minimax_discriminator_loss(
    end, discriminator_real_outputs, discriminator_gen_outputs, label_smoothing=0.25,
    real_weights=1.0, generated_weights=1.0,
):  # fmt: skip
    """Cross-entropy of telling real data (labels smoothed) from others: I. Goodfellow et al."""
    outputs = discriminator_real_outputs, discriminator_gen_outputs
    return _minimax(end, *outputs, label_smoothing, real_weights, generated_weights)


@_loss("generator_minimax_loss", shown_inside=False)
def minimax_generator_loss(end, discriminator_gen_outputs, label_smoothing=0.0, weights=1.0):
    """What the discriminator loses, negated: log(1 - D(G(z))) and a part without gradient."""
    made = discriminator_gen_outputs
    loss, _ = _minimax(end, ones_like(made), made, label_smoothing, weights, weights)
    return loss, [("generator_minimax_loss", -loss)]


@_loss("discriminator_modified_loss")
def modified_discriminator_loss(
    end, discriminator_real_outputs, discriminator_gen_outputs, label_smoothing=0.25,
    real_weights=1.0, generated_weights=1.0,
):  # fmt: skip
    """minimax_discriminator_loss, in a scope of its own."""
    outputs = discriminator_real_outputs, discriminator_gen_outputs
    return _minimax(end, *outputs, label_smoothing, real_weights, generated_weights)


@_loss("generator_modified_loss")
def modified_generator_loss(end, discriminator_gen_outputs, label_smoothing=0.0, weights=1.0):
    """-log D(G(z)), whose gradient does not vanish where the discriminator is sure."""
    made = discriminator_gen_outputs
    loss = losses.sigmoid_cross_entropy(ones_like(made), made, weights, label_smoothing, *end)
    return loss, [("generator_modified_loss", loss)]


def _half_square(x, label, weights, end):
    return losses.compute_weighted_loss(api.squared_difference(x, label) / 2.0, weights, *end)


@_loss("lsq_generator_loss", shown_inside=False)
def least_squares_generator_loss(end, discriminator_gen_outputs, real_label=1, weights=1.0):
    """(D(G(z)) - real_label)^2 / 2: X. Mao et al."""
    made = api.cast(discriminator_gen_outputs, "float32")
    loss = _half_square(made, real_label, weights, end)
    return loss, [("generator_lsq_loss", loss)]


@_loss("lsq_discriminator_loss", shown_inside=False)
def least_squares_discriminator_loss(
    end, discriminator_real_outputs, discriminator_gen_outputs, real_label=1, fake_label=0,
    real_weights=1.0, generated_weights=1.0,
):  # fmt: skip
    """((D(x) - real_label)^2 + (D(G(z)) - fake_label)^2) / 2."""
    real, made = float_pair(discriminator_real_outputs, discriminator_gen_outputs)
    real = _half_square(real, real_label, real_weights, end)
    made = _half_square(made, fake_label, generated_weights, end)
    return _of_both("lsq", real, made, real + made)


@_loss("mutual_information_loss")
def mutual_information_penalty(
    end, structured_generator_inputs, predicted_distributions, weights=1.0
):
    """-log Q(c | x) of each input under its predicted distribution: X. Chen et al., "InfoGAN".

    Raises:
      ValueError: predicted_distributions is no list of as many distributions.
    """
    noises, found = structured_generator_inputs, predicted_distributions
    if not isinstance(found, (list, tuple)):
        raise ValueError(f"`distributions` must be a list or tuple. Instead, found {type(found)}.")
    for one in found:
        if not callable(getattr(one, "log_prob", None)):
            raise ValueError(
                f"`distributions` must be a list of `Distributions`. Instead, found {type(one)}."
            )
    if len(noises) != len(found):
        raise ValueError(
            f"`structured_generator_inputs` length {len(noises)} must be the same as "
            f"`predicted_distributions` length {len(found)}."
        )
    likely = [api.reduce_mean(one.log_prob(z)) for one, z in zip(found, noises, strict=True)]
    likely = losses.compute_weighted_loss(likely, weights, *end)
    return likely, [("mutual_information_penalty", -1 * likely)]


def _numerically_stable_global_norm(tensors):
    """The norm of all together, without squares of large numbers."""
    tensors = [t for t in tensors if t is not None]
    if not tensors:
        return 0.0
    largest = api.reduce_max([api.reduce_max(abs(t)) for t in tensors])
    return largest * global_norm([t / largest for t in tensors])


def combine_adversarial_loss(
    main_loss, adversarial_loss, weight_factor=None, gradient_ratio=None,
    gradient_ratio_epsilon=1e-6, variables=None, scalar_summaries=True, gradient_summaries=True,
    scope=None,
):  # fmt: skip
    """A loss and so much of an adversarial one: by a factor, or by the sizes of gradients.

    Args:
      main_loss, adversarial_loss: scalar tensors.
      weight_factor: what the adversarial loss is multiplied by; or
      gradient_ratio: how often its gradient goes into that of main_loss.
      variables: of the gradients; all trainable ones by default.

    Raises:
      ValueError: a loss is no scalar, or not just one of weight_factor and gradient_ratio is given.
    """
    for loss in (main_loss, adversarial_loss):
        loss.shape.assert_is_compatible_with([])
    if (weight_factor is None) == (gradient_ratio is None):
        what = "be `None.`" if weight_factor is None else "be specified."
        raise ValueError(f"`weight_factor` and `gradient_ratio` cannot both {what}")
    variables = get_trainable_variables() if variables is None else variables
    with name_scope(scope, "adversarial_loss", [main_loss, adversarial_loss]):
        sizes = ()
        if gradient_summaries or gradient_ratio is not None:
            sizes = [
                _numerically_stable_global_norm(gradients(loss, variables))
                for loss in (main_loss, adversarial_loss)
            ]
        names = ("main_loss", "adversarial_loss")
        _show(zip(names, (main_loss, adversarial_loss), strict=True), scalar_summaries)
        of_sizes = zip([f"{name}_gradients" for name in names], sizes, strict=False)
        _show(of_sizes, gradient_summaries)
        given = gradient_ratio if weight_factor is None else weight_factor
        if get_static_value(_native.convert(given)) == 0:
            return main_loss
        factor = weight_factor
        if factor is None:
            factor = sizes[0] / (sizes[1] + gradient_ratio_epsilon) / gradient_ratio
            scalar("adversarial_coefficient", factor)
        return main_loss + api.stop_gradient(factor) * adversarial_loss


def cycle_consistency_loss(
    data_x, reconstructed_data_x, data_y, reconstructed_data_y, scope=None, add_summaries=False
):
    """The mean of |x - G(F(x))| and |y - F(G(y))|: J.-Y. Zhu et al., on CycleGAN."""
    name = "cycle_consistency_loss"
    with name_scope(scope, name):
        of_x = losses.absolute_difference(data_x, reconstructed_data_x)
        of_y = losses.absolute_difference(data_y, reconstructed_data_y)
        loss = (of_x + of_y) / 2.0
        _show([(f"{name}_x2x", of_x), (f"{name}_y2y", of_y), (name, loss)], add_summaries)
        return loss
