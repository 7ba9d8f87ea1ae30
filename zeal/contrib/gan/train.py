"""tf.contrib.gan: losses of models, the ops that train them, and loops over these."""

from zeal import _native
from zeal.contrib.gan import losses
from zeal.contrib.gan.models import (
    ACGANModel,
    CycleGANLoss,
    CycleGANModel,
    GANLoss,
    GANModel,
    GANTrainOps,
    GANTrainSteps,
    InfoGANModel,
)
from zeal.contrib.slim.training import train_step
from zeal.contrib.training.loops import train
from zeal.contrib.training.train_ops import create_train_op
from zeal.eager.control import after
from zeal.effects.check import assert_greater_equal
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.losses.weighted import get_regularization_loss
from zeal.public import public
from zeal.state.scope import name_scope, variable_scope
from zeal.train.hooks import SessionRunHook
from zeal.train.step_counter import get_or_create_global_step


def _weight(value, name):
    """A weight that is checked; None where its loss does not count."""
    if isinstance(value, (_native.Tensor, _native.Variable)):
        value = _native.convert(value)
        value.shape.assert_is_compatible_with([])
        return after([assert_greater_equal(value, 0.0)], value)
    if value is not None and value < 0:
        raise ValueError(f"`{name}` must be greater than 0. Instead, was {value}")
    return value or None


def _require(model, kind, *weights):
    if not isinstance(model, kind) and any(w is not None for _, w in weights):
        names = " or ".join(f"`{name}`" for name, _ in weights)
        raise ValueError(
            f"When {names} is provided, `model` must be an `{kind.__name__}`. "
            f"Instead, was {type(model)}."
        )


def _tensor_pool_adjusted_model(model, tensor_pool_fn):
    """The model with generated data out of a pool, and what the discriminator says of these."""
    fields = ["generator_inputs", "generated_data"]
    outputs, discriminator_fn = ["discriminator_gen_outputs"], model.discriminator_fn
    if isinstance(model, InfoGANModel):
        fields.append("structured_generator_inputs")
        outputs.append("predicted_distributions")
        discriminator_fn = model.discriminator_and_aux_fn
    elif isinstance(model, ACGANModel):
        outputs.append("discriminator_gen_classification_logits")
    elif not isinstance(model, GANModel):
        raise ValueError(f"Tensor pool does not support `model`: {type(model)}.")
    pooled = tensor_pool_fn(tuple(getattr(model, field) for field in fields))
    with variable_scope(model.discriminator_scope, reuse=True):
        said = discriminator_fn(pooled[1], pooled[0])
    said = said if len(outputs) > 1 else [said]
    return model._replace(
        **dict(zip(fields, pooled, strict=True)), **dict(zip(outputs, said, strict=True))
    )


@public("contrib.gan.gan_loss")
def gan_loss(
    model, generator_loss_fn=losses.wasserstein_generator_loss,
    discriminator_loss_fn=losses.wasserstein_discriminator_loss, gradient_penalty_weight=None,
    gradient_penalty_epsilon=1e-10, gradient_penalty_target=1.0, gradient_penalty_one_sided=False,
    mutual_information_penalty_weight=None, aux_cond_generator_weight=None,
    aux_cond_discriminator_weight=None, tensor_pool_fn=None, add_summaries=True,
):  # fmt: skip
    """The losses of a model's networks, with regularisation.

    Args:
      model: a GANModel, InfoGANModel or ACGANModel.
      generator_loss_fn, discriminator_loss_fn: functions of the model, of `tf.contrib.gan.losses`.
      gradient_penalty_weight, mutual_information_penalty_weight (of an InfoGANModel),
        aux_cond_generator_weight, aux_cond_discriminator_weight (of an ACGANModel): how much these
        losses count; None for not at all.
      gradient_penalty_epsilon, gradient_penalty_target, gradient_penalty_one_sided: settings.
      tensor_pool_fn: a function such as `tf.contrib.gan.features.tensor_pool`, through which
        generated data come to the discriminator's loss.
      add_summaries: whether losses are summarised.

    Returns:
      A GANLoss.

    Raises:
      ValueError: a weight is below 0, or the model is of another kind.
    """
    penalty = _weight(gradient_penalty_weight, "gradient_penalty_weight")
    info = _weight(mutual_information_penalty_weight, "infogan_weight")
    of_generator = _weight(aux_cond_generator_weight, "aux_cond_generator_weight")
    of_discriminator = _weight(aux_cond_discriminator_weight, "aux_cond_discriminator_weight")
    _require(model, InfoGANModel, ("mutual_information_penalty_weight", info))
    _require(
        model, ACGANModel, ("aux_cond_generator_weight", of_generator),
        ("aux_cond_discriminator_weight", of_discriminator),
    )  # fmt: skip
    pooled = _tensor_pool_adjusted_model(model, tensor_pool_fn) if tensor_pool_fn else model
    shown = {"add_summaries": add_summaries}
    generator = generator_loss_fn(model, **shown)
    discriminator = discriminator_loss_fn(pooled, **shown)
    if penalty is not None:
        discriminator += penalty * losses.wasserstein_gradient_penalty(
            pooled, epsilon=gradient_penalty_epsilon, target=gradient_penalty_target,
            one_sided=gradient_penalty_one_sided, **shown,
        )  # fmt: skip
    if info is not None:
        loss = losses.mutual_information_penalty(model, **shown)
        generator += info * loss
        if pooled is not model:
            loss = losses.mutual_information_penalty(pooled, **shown)
        discriminator += info * loss
    if of_generator is not None:
        generator += of_generator * losses.acgan_generator_loss(model, **shown)
    if of_discriminator is not None:
        discriminator += of_discriminator * losses.acgan_discriminator_loss(pooled, **shown)
    return GANLoss(
        generator + _regularization(model.generator_scope),
        discriminator + _regularization(model.discriminator_scope),
    )


def _regularization(scope):
    return get_regularization_loss(scope.name) if scope else 0


@public("contrib.gan.cyclegan_loss")
def cyclegan_loss(
    model, generator_loss_fn=losses.least_squares_generator_loss,
    discriminator_loss_fn=losses.least_squares_discriminator_loss,
    cycle_consistency_loss_fn=losses.cycle_consistency_loss, cycle_consistency_loss_weight=10.0,
    **kwargs,
):  # fmt: skip
    """The losses of a CycleGANModel's two models.

    Args:
      generator_loss_fn, discriminator_loss_fn, **kwargs: as for `gan_loss`.
      cycle_consistency_loss_fn: a function of the model.
      cycle_consistency_loss_weight: how much its loss counts.

    Returns:
      A CycleGANLoss.

    Raises:
      ValueError: it is no CycleGANModel, or the weight is below 0.
    """
    if not isinstance(model, CycleGANModel):
        raise ValueError(f"`model` must be a `CycleGANModel`. Instead, was {type(model)}.")
    around = cycle_consistency_loss_fn(model, add_summaries=kwargs.get("add_summaries", True))
    weight = _weight(cycle_consistency_loss_weight, "cycle_consistency_loss_weight")
    around = around * (0.0 if weight is None else weight)

    def one_way(scope, part):
        with name_scope(scope):
            loss = gan_loss(part, generator_loss_fn, discriminator_loss_fn, **kwargs)
            return loss._replace(generator_loss=loss.generator_loss + around)

    return CycleGANLoss(
        one_way("cyclegan_loss_x2y", model.model_x2y), one_way("cyclegan_loss_y2x", model.model_y2x)
    )


def _updates(model, update_ops, check):
    """The update ops of generator and discriminator."""
    wanted = collected(GraphKeys.UPDATE_OPS) if update_ops is None else list(update_ops)
    parts = [
        [op for op in collected(GraphKeys.UPDATE_OPS, scope.name) if _has(wanted, op)]
        for scope in (model.generator_scope, model.discriminator_scope)
    ]
    unused = [op for op in wanted if not _has(parts[0] + parts[1], op)]
    if check and unused:
        raise ValueError(f"There are unused update ops: {unused}")
    return parts


def _has(ops, op):
    return any(op is other for other in ops)


@public("contrib.gan.gan_train_ops")
def gan_train_ops(
    model, loss, generator_optimizer, discriminator_optimizer, check_for_unused_update_ops=True,
    is_chief=True, **kwargs,
):  # fmt: skip
    """What trains a model.

    Args:
      model: a GANModel, or another of such models.
      loss: its GANLoss, or a CycleGANLoss.
      generator_optimizer, discriminator_optimizer: `tf.train.Optimizer`s.
      check_for_unused_update_ops: whether update ops in neither network's scope are an error.
      is_chief: of several workers; as there is one process, it changes nothing.
      **kwargs: for `tf.contrib.training.create_train_op`.

    Returns:
      A GANTrainOps.

    Raises:
      ValueError: an update op belongs to neither network.
    """
    common = (generator_optimizer, discriminator_optimizer, check_for_unused_update_ops, is_chief)
    if isinstance(model, CycleGANModel):
        with name_scope("cyclegan_x2y_train"):
            x2y = gan_train_ops(model.model_x2y, loss.loss_x2y, *common, **kwargs)
        with name_scope("cyclegan_y2x_train"):
            y2x = gan_train_ops(model.model_y2x, loss.loss_y2x, *common, **kwargs)
        return GANTrainOps(*zip(x2y[:2], y2x[:2], strict=True), _next_step())
    counted = _next_step()
    updates = _updates(model, kwargs.pop("update_ops", None), check_for_unused_update_ops)

    def trained(scope, total_loss, optimizer, variables, update_ops):
        with name_scope(scope):
            return create_train_op(
                total_loss, optimizer, global_step=None, update_ops=update_ops,
                variables_to_train=variables, **kwargs,
            )  # fmt: skip

    generator = trained(
        "generator_train", loss.generator_loss, generator_optimizer, model.generator_variables,
        updates[0],
    )  # fmt: skip
    discriminator = trained(
        "discriminator_train", loss.discriminator_loss, discriminator_optimizer,
        model.discriminator_variables, updates[1],
    )  # fmt: skip
    return GANTrainOps(generator, discriminator, counted, [])


def _next_step():
    return get_or_create_global_step().assign_add(1)


@public("contrib.gan.RunTrainOpsHook")
class RunTrainOpsHook(SessionRunHook):
    """Runs an op, or a list of them, so many times before each step of a session."""

    def __init__(self, train_ops, train_steps):
        self._train_ops = train_ops if isinstance(train_ops, (list, tuple)) else [train_ops]
        self._train_steps = train_steps

    def before_run(self, run_context):
        """Runs them."""
        for _ in range(self._train_steps):
            run_context.session.run(self._train_ops)


_ONE_EACH = GANTrainSteps(1, 1)


@public("contrib.gan.get_sequential_train_hooks")
def get_sequential_train_hooks(train_steps=_ONE_EACH):
    """A function of GANTrainOps that gives hooks: steps of the generator, then of the other."""
    return lambda ops: [
        RunTrainOpsHook(ops.generator_train_op, train_steps.generator_train_steps),
        RunTrainOpsHook(ops.discriminator_train_op, train_steps.discriminator_train_steps),
        *ops.train_hooks,
    ]


@public("contrib.gan.get_joint_train_hooks")
def get_joint_train_hooks(train_steps=_ONE_EACH):
    """A function of GANTrainOps that gives hooks: common steps, then those that one has more."""
    of_generator, of_discriminator = train_steps
    common = min(train_steps)

    def get_hooks(ops):
        generator, discriminator = ops.generator_train_op, ops.discriminator_train_op
        return [
            RunTrainOpsHook([generator, discriminator], common),
            RunTrainOpsHook(generator, of_generator - common),
            RunTrainOpsHook(discriminator, of_discriminator - common),
            *ops.train_hooks,
        ]

    return get_hooks


@public("contrib.gan.gan_train")
def gan_train(
    train_ops, logdir, get_hooks_fn=None, master="", is_chief=True,
    scaffold=None, hooks=None, chief_only_hooks=None, save_checkpoint_secs=600,
    save_summaries_steps=100, config=None,
):  # fmt: skip
    """Trains until a hook ends it.

    Args:
      get_hooks_fn: a function of train_ops that gives the hooks which take the networks' steps.
      logdir, master, is_chief, scaffold, hooks, chief_only_hooks, save_checkpoint_secs,
        save_summaries_steps, config: as for `tf.contrib.training.train`.

    Returns:
      The last global step.
    """
    own = (get_hooks_fn or get_sequential_train_hooks())(train_ops)
    return train(
        train_ops.global_step_inc_op, logdir, master, is_chief, scaffold, [*(hooks or ()), *own],
        chief_only_hooks, save_checkpoint_secs, save_summaries_steps, config,
    )  # fmt: skip


@public("contrib.gan.get_sequential_train_steps")
def get_sequential_train_steps(train_steps=_ONE_EACH):
    """The `train_step_fn` of `tf.contrib.slim.learning.train` for GANTrainOps."""

    def take_steps(sess, train_ops, global_step, train_step_kwargs):
        settings = {k: v for k, v in train_step_kwargs.items() if k != "should_stop"}
        loss = 0
        for op, count in zip(train_ops[:2], train_steps, strict=True):
            for _ in range(count):
                loss += train_step(sess, op, global_step, settings)[0]
        sess.run(train_ops.global_step_inc_op)  # should_stop may read it
        stop = train_step_kwargs.get("should_stop")
        return loss, False if stop is None else sess.run(stop)

    return take_steps
