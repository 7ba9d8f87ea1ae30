"""tf.contrib.gan: models of adversarial networks, the tuples that say what they are made of."""

from collections import namedtuple

from zeal import _native
from zeal.contrib.framework.graph_variables import get_trainable_variables
from zeal.public import public
from zeal.state.scope import get_variable_scope, name_scope, variable_scope

_OF_GAN = (
    "generator_inputs generated_data generator_variables generator_scope generator_fn real_data "
    "discriminator_real_outputs discriminator_gen_outputs discriminator_variables "
    "discriminator_scope discriminator_fn"
)


def _tuple(name, fields, doc, **options):
    made = namedtuple(name, fields, module=__name__, **options)
    made.__doc__ = doc
    return public(f"contrib.gan.{name}")(made)


GANModel = _tuple("GANModel", _OF_GAN, "What `tf.contrib.gan.gan_model` makes.")
InfoGANModel = _tuple(
    "InfoGANModel",
    f"{_OF_GAN} structured_generator_inputs predicted_distributions discriminator_and_aux_fn",
    "A GANModel with codes, the distributions that the discriminator predicts of them, and the "
    "function that gives its logits and these.",
)
ACGANModel = _tuple(
    "ACGANModel",
    f"{_OF_GAN} one_hot_labels discriminator_real_classification_logits "
    "discriminator_gen_classification_logits",
    "A GANModel with labels and logits of classes.",
)
CycleGANModel = _tuple(
    "CycleGANModel", "model_x2y model_y2x reconstructed_x reconstructed_y",
    "Two GANModels, and data that went through both generators.",
)  # fmt: skip
GANLoss = _tuple(
    "GANLoss", "generator_loss discriminator_loss", "The losses of both networks, scalar tensors."
)
CycleGANLoss = _tuple("CycleGANLoss", "loss_x2y loss_y2x", "The GANLosses of both ways.")
GANTrainOps = _tuple(
    "GANTrainOps", "generator_train_op discriminator_train_op global_step_inc_op train_hooks",
    "What takes steps of each network and counts them, and hooks of the training.", defaults=[()],
)  # fmt: skip
GANTrainSteps = _tuple(
    "GANTrainSteps", "generator_train_steps discriminator_train_steps",
    "How many steps of each network are one step of the training.",
)  # fmt: skip


def _tensors(values):
    """Tensors of a value, or of those in a list or dict."""
    if isinstance(values, dict):
        return {k: _native.convert(v) for k, v in values.items()}
    if isinstance(values, (list, tuple)):
        return [_native.convert(v) for v in values]
    return _native.convert(values)


def _check_shapes(generated, real):
    if not generated.shape.is_compatible_with(real.shape):
        raise ValueError(
            f"Generator output shape ({generated.shape}) must be the same shape as real data "
            f"({real.shape})."
        )


@public("contrib.gan.gan_model")
def gan_model(
    generator_fn, discriminator_fn, real_data, generator_inputs, generator_scope="Generator",
    discriminator_scope="Discriminator", check_shapes=True,
):  # fmt: skip
    """A generator, and a discriminator of its data and of real ones, with their variables.

    Args:
      generator_fn: a function of generator_inputs that gives data.
      discriminator_fn: a function of data and generator_inputs that gives logits.
      real_data: tensors of the generator's shape.
      generator_inputs: a tensor, or a list or dict of them.
      generator_scope, discriminator_scope: variable scopes, or names of them.
      check_shapes: whether real and generated data must have one shape.

    Returns:
      A GANModel.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> weight = lambda x: tf.get_variable("w", initializer=2.0) * x
      >>> with tf.Graph().as_default():
      ...     model = tf.contrib.gan.gan_model(
      ...         weight, lambda x, _: weight(x), tf.zeros([1, 2]), tf.ones([1, 2]))
      ...     [v.name for v in model.discriminator_variables]
      ['Discriminator/w:0']
    """
    with variable_scope(generator_scope) as of_generator:
        generator_inputs = _tensors(generator_inputs)
        generated = generator_fn(generator_inputs)
    with variable_scope(discriminator_scope) as of_discriminator:
        gen_outputs = discriminator_fn(generated, generator_inputs)
    with variable_scope(of_discriminator, reuse=True):
        real_data = _tensors(real_data)
        real_outputs = discriminator_fn(real_data, generator_inputs)
    if check_shapes:
        _check_shapes(generated, real_data)
    return GANModel(
        generator_inputs, generated, get_trainable_variables(of_generator), of_generator,
        generator_fn, real_data, real_outputs, gen_outputs,
        get_trainable_variables(of_discriminator), of_discriminator, discriminator_fn,
    )  # fmt: skip


@public("contrib.gan.infogan_model")
def infogan_model(
    generator_fn, discriminator_fn, real_data, unstructured_generator_inputs,
    structured_generator_inputs, generator_scope="Generator", discriminator_scope="Discriminator",
):  # fmt: skip
    """A GANModel whose discriminator also predicts a part of the generator's inputs.

    Args:
      generator_fn: a function of the list of all inputs.
      discriminator_fn: gives a pair: logits, and distributions of structured inputs.
      unstructured_generator_inputs, structured_generator_inputs: lists of tensors.
      real_data, generator_scope, discriminator_scope: as for `gan_model`.

    Returns:
      An InfoGANModel.

    Raises:
      ValueError: the distributions are no such list, or shapes differ.
    """
    unstructured, found = list(unstructured_generator_inputs), []

    def logits(data, inputs):
        outputs, distributions = discriminator_fn(data, inputs)
        found.append(distributions)
        return outputs

    model = gan_model(
        generator_fn, logits, _native.convert(real_data),
        unstructured + list(structured_generator_inputs), generator_scope, discriminator_scope,
    )  # fmt: skip
    structured, predicted = model.generator_inputs[len(unstructured) :], found[0]
    if not isinstance(predicted, (list, tuple)):
        raise ValueError(
            f"`predicted_distributions` must be a list. Instead, found {type(predicted)}."
        )
    if len(predicted) != len(structured):
        raise ValueError(
            f"Length of `predicted_distributions` {len(predicted)} must be the same as the length "
            f"of structured noise {len(structured)}."
        )
    model = model._replace(discriminator_fn=lambda x, y: discriminator_fn(x, y)[0])
    return InfoGANModel(*model, structured, predicted, discriminator_fn)


@public("contrib.gan.acgan_model")
def acgan_model(
    generator_fn, discriminator_fn, real_data, generator_inputs, one_hot_labels,
    generator_scope="Generator", discriminator_scope="Discriminator", check_shapes=True,
):  # fmt: skip
    """A GANModel whose discriminator also classifies.

    Args:
      discriminator_fn: gives a pair: logits of data being real, and those of classes.
      one_hot_labels: tensor of shape `[batch, classes]`.
      generator_fn, real_data, generator_inputs, generator_scope, discriminator_scope,
        check_shapes: as for `gan_model`.

    Returns:
      An ACGANModel.

    Raises:
      TypeError: the discriminator gives no pair.
      ValueError: the shapes differ.
    """
    classes, scopes = [], iter(("generated", "real"))

    def logits(data, inputs):
        with name_scope(f"{get_variable_scope().name}/{next(scopes)}/"):
            outputs, of_classes = _two(discriminator_fn(data, inputs))
        classes.append(of_classes)
        return outputs

    model = gan_model(
        generator_fn, logits, _native.convert(real_data), generator_inputs, generator_scope,
        discriminator_scope, check_shapes,
    )  # fmt: skip
    generated, real = classes
    model = model._replace(discriminator_fn=discriminator_fn)
    return ACGANModel(*model, one_hot_labels, real, generated)


def _two(outputs):
    try:
        first, second = outputs
    except (TypeError, ValueError):
        raise TypeError(
            "A discriminator function for ACGAN must output a tuple consisting of "
            "(discrimination logits, classification logits)."
        ) from None
    return first, second


@public("contrib.gan.cyclegan_model")
def cyclegan_model(
    generator_fn, discriminator_fn, data_x, data_y, generator_scope="Generator",
    discriminator_scope="Discriminator", model_x2y_scope="ModelX2Y", model_y2x_scope="ModelY2X",
    check_shapes=True,
):  # fmt: skip
    """Two GANModels between two sets of data, and what goes there and back.

    Args:
      generator_fn, discriminator_fn, generator_scope, discriminator_scope, check_shapes: as for
        `gan_model`.
      data_x, data_y: tensors.
      model_x2y_scope, model_y2x_scope: variable scopes around those of each model.

    Returns:
      A CycleGANModel.

    Raises:
      ValueError: the shapes differ.
    """

    def one_way(scope, real, given):
        with variable_scope(scope):
            return gan_model(
                generator_fn, discriminator_fn, real, given, generator_scope, discriminator_scope,
                check_shapes,
            )  # fmt: skip

    def back(through, model):
        with variable_scope(through.generator_scope, reuse=True):
            return through.generator_fn(model.generated_data)

    x2y = one_way(model_x2y_scope, data_y, data_x)
    y2x = one_way(model_y2x_scope, data_x, data_y)
    return CycleGANModel(x2y, y2x, back(y2x, x2y), back(x2y, y2x))
