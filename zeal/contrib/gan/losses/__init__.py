"""tf.contrib.gan.losses: the losses of `wargs`, of models, whose parts are their arguments."""

import inspect

from zeal.contrib.gan.losses import wargs as wargs
from zeal.contrib.gan.models import CycleGANModel
from zeal.public import publish_module

publish_module(__name__)


def _args_to_gan_model(loss_fn):
    """A loss of tensors as one of a model: arguments that it has as fields come from there."""
    parameters = inspect.signature(loss_fn).parameters
    needed = {n for n, p in parameters.items() if p.default is p.empty}

    def loss(gan_model, **kwargs):
        both = kwargs.keys() & set(gan_model._fields)
        if both:
            raise ValueError(
                "The following args are present in both the tuple and keyword args for "
                f"{loss_fn.__name__}: {both}"
            )
        parts = {n: getattr(gan_model, n) for n in gan_model._fields if n in parameters}
        for name in needed - parts.keys() - kwargs.keys():
            raise ValueError(f"`{name}` must be supplied to {loss_fn.__name__} loss function.")
        given = {n: v for n, v in (parts | kwargs).items() if n in needed or v is not None}
        return loss_fn(**given)

    loss.__name__, loss.__module__ = loss_fn.__name__, loss_fn.__module__
    loss.__doc__ = loss.__docstring__ = f"The gan_model version of {loss_fn.__name__}."
    return loss


wasserstein_generator_loss = _args_to_gan_model(wargs.wasserstein_generator_loss)
wasserstein_discriminator_loss = _args_to_gan_model(wargs.wasserstein_discriminator_loss)
wasserstein_gradient_penalty = _args_to_gan_model(wargs.wasserstein_gradient_penalty)
acgan_discriminator_loss = _args_to_gan_model(wargs.acgan_discriminator_loss)
acgan_generator_loss = _args_to_gan_model(wargs.acgan_generator_loss)
minimax_discriminator_loss = _args_to_gan_model(wargs.minimax_discriminator_loss)
minimax_generator_loss = _args_to_gan_model(wargs.minimax_generator_loss)
modified_discriminator_loss = _args_to_gan_model(wargs.modified_discriminator_loss)
modified_generator_loss = _args_to_gan_model(wargs.modified_generator_loss)
least_squares_generator_loss = _args_to_gan_model(wargs.least_squares_generator_loss)
least_squares_discriminator_loss = _args_to_gan_model(wargs.least_squares_discriminator_loss)
mutual_information_penalty = _args_to_gan_model(wargs.mutual_information_penalty)


def combine_adversarial_loss(
    gan_loss, gan_model, non_adversarial_loss, weight_factor=None, gradient_ratio=None,
    gradient_ratio_epsilon=1e-6, scalar_summaries=True, gradient_summaries=True,
):  # fmt: skip
    """A GANLoss whose generator's loss is joined to another one; see `wargs`."""
    loss = wargs.combine_adversarial_loss(
        non_adversarial_loss, gan_loss.generator_loss, weight_factor, gradient_ratio,
        gradient_ratio_epsilon, gan_model.generator_variables, scalar_summaries,
        gradient_summaries,
    )  # fmt: skip
    return gan_loss._replace(generator_loss=loss)


def cycle_consistency_loss(cyclegan_model, scope=None, add_summaries=False):
    """How far from the data what went through both generators is; see `wargs`.

    Raises:
      ValueError: it is no CycleGANModel.
    """
    if not isinstance(cyclegan_model, CycleGANModel):
        raise ValueError(
            f"`cyclegan_model` must be a `CycleGANModel`. Instead, was {type(cyclegan_model)}."
        )
    return wargs.cycle_consistency_loss(
        cyclegan_model.model_x2y.generator_inputs, cyclegan_model.reconstructed_x,
        cyclegan_model.model_y2x.generator_inputs, cyclegan_model.reconstructed_y, scope,
        add_summaries,
    )  # fmt: skip
