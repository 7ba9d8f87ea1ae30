"""tf.contrib.gan: values, names and steps as captured from TensorFlow's code under 1.15.5."""

import numpy as np
import pytest

import zeal as tf

gan = tf.contrib.gan
wargs = gan.losses.wargs
_numbers = np.random.RandomState(0).randn(28).astype("f")
REAL, MADE = _numbers[:12].reshape(4, 3), _numbers[12:24].reshape(4, 3)
WEIGHTS = np.abs(_numbers[24:]).reshape(4, 1)
WEIGHTS[0] = 0
LABELS = np.eye(3, dtype="f")[[0, 2, 1, 1]]

LOSSES = [  # arguments, value, weighted value, name of the op, name of the last summary
    ("wasserstein_generator", "g", -0.05259, -0.26261,
     "generator_wasserstein_loss/value", "generator_wasserstein_loss/generator_wass_loss:0"),
    ("wasserstein_discriminator", "rg", -0.69563, -0.28869,
     "discriminator_wasserstein_loss/sub",
     "discriminator_wasserstein_loss/discriminator_wass_loss:0"),
    ("minimax_generator", "g", -1.14453, -0.7501,
     "generator_minimax_loss/Neg", "generator_minimax_loss_1:0"),
    ("minimax_discriminator", "rg", 1.40136, 0.92922,
     "discriminator_minimax_loss/add_1",
     "discriminator_minimax_loss/discriminator_minimax_loss:0"),
    ("modified_generator", "g", 0.77869, 0.3113,
     "generator_modified_loss/value", "generator_modified_loss/generator_modified_loss:0"),
    ("least_squares_generator", "g", 0.95771, 0.24798,
     "lsq_generator_loss/value", "generator_lsq_loss:0"),
    ("least_squares_discriminator", "rg", 0.96771, 0.75034,
     "lsq_discriminator_loss/add", "discriminator_lsq_loss:0"),
    ("acgan_generator", "gl", 1.27367, 1.08526,
     "acgan_generator_loss/value", "acgan_generator_loss/generator_ac_loss:0"),
    ("acgan_discriminator", "rgl", 3.20308, 3.04733,
     "acgan_discriminator_loss/add", "acgan_discriminator_loss/discriminator_ac_loss:0"),
]  # fmt: skip


@pytest.mark.parametrize("row", LOSSES, ids=lambda row: row[0])
def test_losses(row):
    kind, given, value, weighted, name, summary = row
    function = getattr(wargs, f"{kind}_loss")
    arguments = [{"r": REAL, "g": MADE, "l": LABELS}[letter] for letter in given]
    weights = WEIGHTS[:, 0] if kind.startswith("acgan") else WEIGHTS
    names = ["weights"] if kind.endswith("generator") else ["real_weights", "generated_weights"]
    weights = dict.fromkeys(names, weights)
    assert float(function(*arguments)) == pytest.approx(value, abs=2e-5)
    assert float(function(*arguments, **weights)) == pytest.approx(weighted, abs=2e-5)
    with tf.Graph().as_default(), tf.Session() as session:
        loss = function(*map(tf.constant, arguments), add_summaries=True)
        assert loss.op.name == name and len(tf.losses.get_losses()) == 1
        assert tf.get_collection("summaries")[-1].name == summary
        assert session.run(loss) == pytest.approx(value, abs=2e-5)
    traced = tf.function(lambda *x: function(*x))
    assert float(traced(*map(tf.constant, arguments))) == pytest.approx(value, abs=2e-5)


def test_losses_of_models_take_their_parts():
    model = gan.GANModel(*[None] * 11)._replace(discriminator_gen_outputs=MADE)
    loss = gan.losses.least_squares_generator_loss(model, real_label=2)
    assert float(loss) == pytest.approx(np.mean((MADE - 2) ** 2 / 2), rel=1e-5)
    with pytest.raises(ValueError, match="present in both the tuple and keyword args"):
        gan.losses.wasserstein_generator_loss(model, discriminator_gen_outputs=MADE)
    with pytest.raises(ValueError, match="`one_hot_labels` must be supplied"):
        gan.losses.acgan_generator_loss(model, discriminator_gen_classification_logits=MADE)
    with pytest.raises(ValueError, match="must be a `CycleGANModel`"):
        gan.losses.cycle_consistency_loss(model)


def test_gradient_penalty_eager_and_in_graphs():
    def build(x=REAL):  # no random point: the data are alike
        return wargs.wasserstein_gradient_penalty(
            tf.constant(x), tf.constant(x), None, lambda x, _: x**3, "D", target=2.0
        )

    norms = np.sqrt(np.sum((3 * REAL**2) ** 2, 1))
    wanted = pytest.approx(np.mean((norms / 2 - 1) ** 2), rel=1e-5)
    assert float(build()) == wanted
    with tf.Graph().as_default(), tf.Session() as session:
        loss = build()
        assert loss.op.name == "wasserstein_gradient_penalty/value"
        assert session.run(loss) == wanted


def generator(x):
    return tf.get_variable("w", initializer=2.0) * x


def discriminator(x, _):
    return tf.tanh(tf.get_variable("w", initializer=0.5) * x)


def with_classes(x, _):
    logits = discriminator(x, _)
    return logits, logits * 2


def with_codes(x, _):
    logits = discriminator(x, _)
    return logits, [tf.distributions.Normal(logits, 1.0)]


def models(kind):
    if kind == "gan":
        return gan.gan_model(generator, discriminator, REAL, MADE)
    if kind == "acgan":
        return gan.acgan_model(generator, with_classes, REAL, MADE, LABELS)
    return gan.infogan_model(lambda x: generator(x[0]), with_codes, REAL, [], [MADE])


@pytest.mark.parametrize("kind, settings, losses, weights", [
    ("gan", {}, (-0.12229, -0.18241), (2.00634, 0.6)),
    ("acgan", {"aux_cond_generator_weight": 0.5, "aux_cond_discriminator_weight": 0.25},
     (0.63436, 0.6402), (1.99454, 0.4)),
    ("infogan", {"mutual_information_penalty_weight": 0.3}, (0.18946, 0.12933), (2.00704, 0.6)),
])  # fmt: skip
def test_a_step_of_each_network(kind, settings, losses, weights):
    with tf.Graph().as_default(), tf.Session() as session:
        model = models(kind)
        loss = gan.gan_loss(model, **settings)
        ops = gan.gan_train_ops(
            model, loss, tf.train.GradientDescentOptimizer(0.1), tf.train.AdamOptimizer(0.1)
        )
        session.run(tf.global_variables_initializer())
        assert session.run(list(loss)) == pytest.approx(losses, abs=2e-5)
        for op in ops[:2]:
            session.run(op)
        assert session.run(tf.trainable_variables()) == pytest.approx(weights, abs=2e-5)


@pytest.mark.parametrize("hooks", [gan.get_sequential_train_hooks, gan.get_joint_train_hooks])
def test_cyclegan_trains_with_a_pool(hooks):
    with tf.Graph().as_default():
        model = gan.cyclegan_model(generator, discriminator, REAL, MADE)
        loss = gan.cyclegan_loss(model, tensor_pool_fn=gan.features.tensor_pool)
        assert loss.loss_x2y.generator_loss.op.name == "cyclegan_loss_x2y/add_2"
        ops = gan.gan_train_ops(
            model, loss, tf.train.GradientDescentOptimizer(0.01),
            tf.train.GradientDescentOptimizer(0.01),
        )  # fmt: skip
        step = gan.gan_train(
            ops, "", hooks(gan.GANTrainSteps(2, 1)), save_checkpoint_secs=None,
            save_summaries_steps=None, hooks=[tf.train.StopAtStepHook(num_steps=2)],
        )  # fmt: skip
        assert step == 2


def test_refusals():
    with tf.Graph().as_default():
        model = models("gan")
        with pytest.raises(ValueError, match="`model` must be an `InfoGANModel`"):
            gan.gan_loss(model, mutual_information_penalty_weight=1.0)
        with pytest.raises(ValueError, match="must be greater than 0"):
            gan.gan_loss(model, gradient_penalty_weight=-1.0)
        weight = tf.Variable(-1.0)  # which only a run can refuse
        loss = gan.gan_loss(model, gradient_penalty_weight=weight).discriminator_loss
        refused = pytest.raises(tf.errors.InvalidArgumentError, match="x >= y")
        with tf.Session() as session, refused:
            session.run(tf.global_variables_initializer())
            session.run(loss)
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.constant(1.0))
        with pytest.raises(ValueError, match="There are unused update ops"):
            gan.gan_train_ops(model, gan.gan_loss(model), None, None)
    with pytest.raises(AttributeError, match="tf.contrib.gan.estimator is not built yet"):
        gan.estimator  # noqa: B018
    with pytest.raises(AttributeError, match="tf.contrib.gan.eval is not built yet"):
        gan.eval  # noqa: B018


@pytest.mark.parametrize("by_ratio", [False, True])
def test_combined_losses(by_ratio):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.Variable(1.0)
        how = {"gradient_ratio": 0.5} if by_ratio else {"weight_factor": 2.0}
        loss = wargs.combine_adversarial_loss(x * 2, x * 3, variables=[x], **how)
        session.run(tf.global_variables_initializer())
        factor = 2 / (3 + 1e-6) / 0.5 if by_ratio else 2.0
        assert session.run(loss) == pytest.approx(2 + 3 * factor, rel=1e-5)


def test_virtual_batch_normalization():
    vbn = gan.features.VBN(tf.constant(REAL), epsilon=0.0)
    mixed = [np.concatenate([REAL, MADE[i : i + 1]]) for i in range(4)]
    wanted = [(MADE[i] - m.mean(0)) / m.std(0) for i, m in enumerate(mixed)]
    np.testing.assert_allclose(vbn(tf.constant(MADE)), wanted, rtol=2e-5)
    wanted = (REAL - REAL.mean(0)) / REAL.std(0)
    np.testing.assert_allclose(vbn.reference_batch_normalization(), wanted, rtol=2e-5)


@pytest.mark.parametrize("axes", [[], [0], [1]])
def test_clipped_variables(axes):
    x = tf.Variable(REAL * 3)
    optimizer = tf.contrib.opt.VariableClippingOptimizer(
        tf.train.GradientDescentOptimizer(0.1), {x: axes}, 1.0
    )
    rows = tf.IndexedSlices(tf.zeros([1, 3]), tf.constant([2]), tf.constant([4, 3]))
    optimizer.apply_gradients([(rows if axes == [1] else tf.zeros([4, 3]), x)])
    norms = np.sqrt((9 * REAL**2).sum(tuple(axes), keepdims=True)) if axes else abs(REAL * 3)
    wanted = REAL * 3 / np.maximum(norms, 1.0)
    wanted = np.where(np.arange(4)[:, None] == 2, wanted, REAL * 3) if axes == [1] else wanted
    np.testing.assert_allclose(x, wanted, rtol=1e-5)


def test_conditions_are_added():
    features = gan.features
    with tf.Graph().as_default(), tf.Session() as session:
        x, unknown = tf.constant(REAL.reshape(4, 1, 3)), tf.placeholder(tf.float32)
        by_numbers = features.condition_tensor(x, tf.constant(MADE))
        with tf.variable_scope("labels"):
            by_labels = features.condition_tensor_from_onehot(x, tf.constant(LABELS), 5)
        with pytest.raises(ValueError, match="must be at least 2D, but saw shape: <unknown>"):
            features.condition_tensor(x, unknown)
        session.run(tf.global_variables_initializer())
        found, of_labels, values = session.run([by_numbers, by_labels, tf.trainable_variables()])
    weights, bias, table, of_rows, label_bias = values
    wanted = REAL + MADE @ weights + bias
    np.testing.assert_allclose(found, wanted.reshape(4, 1, 3), rtol=1e-5)
    wanted = REAL + LABELS @ table @ of_rows + label_bias
    np.testing.assert_allclose(of_labels, wanted.reshape(4, 1, 3), rtol=1e-5, atol=1e-6)


def test_steps_of_slim_take_both_networks():
    with tf.Graph().as_default(), tf.Session() as session:
        model = models("gan")
        sgd = tf.train.GradientDescentOptimizer(0.1)
        clipped = gan.features.clip_discriminator_weights(sgd, model, 0.25)
        ops = gan.gan_train_ops(model, gan.gan_loss(model), sgd, clipped)
        step = tf.train.get_global_step()
        session.run(tf.global_variables_initializer())
        take_steps = gan.get_sequential_train_steps(gan.GANTrainSteps(1, 2))
        _, stops = take_steps(session, ops, step, {"should_stop": step >= 1})
        assert stops and session.run(step) == 1
        # The generator's weight as after its one step above; the other began at 0.5.
        assert session.run(tf.trainable_variables()) == pytest.approx([2.00634, 0.25], abs=2e-5)
