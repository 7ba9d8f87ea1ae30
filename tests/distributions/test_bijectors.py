"""Bijectors: inverses, and Jacobians against finite differences, in three modes."""

import numpy as np
import pytest
from three_modes import in_three_modes

import zeal as tf

D = tf.contrib.distributions
B = D.bijectors
RNG = np.random.RandomState(8)


def floats(*shape):
    return RNG.uniform(-1.5, 1.5, shape)


VECTOR, UNIT = floats(2, 3), RNG.uniform(0.1, 0.9, (2, 3))
TRIL = np.tril(floats(2, 3, 3), -1) + RNG.uniform(0.5, 2, (2, 3))[..., None] * np.eye(3)
F64 = np.float64

# The bijector, an argument, and how many axes an event has.
BIJECTORS = {
    "Identity": (B.Identity, VECTOR, 0),
    "Exp": (B.Exp, VECTOR, 0),
    "PowerTransform": (lambda: B.PowerTransform(0.4), VECTOR, 0),
    "Sigmoid": (B.Sigmoid, VECTOR, 0),
    "Softplus": (B.Softplus, VECTOR, 0),
    "Softplus-hinge": (lambda: B.Softplus(F64(0.5)), VECTOR, 1),
    "Softsign": (B.Softsign, VECTOR, 0),
    "Square": (B.Square, UNIT, 0),
    "AffineScalar": (lambda: B.AffineScalar(F64(1), F64(-2)), VECTOR, 1),
    "Gumbel": (lambda: B.Gumbel(F64(0.3), F64(2)), VECTOR, 0),
    "Kumaraswamy": (lambda: B.Kumaraswamy(F64(1.3), F64(2)), UNIT, 0),
    "SinhArcsinh": (lambda: B.SinhArcsinh(F64(0.3), F64(1.2)), VECTOR, 0),
    "Affine": (
        lambda: B.Affine(
            VECTOR[0], F64(0.5), UNIT[0], TRIL[0], floats(3, 1) * 0 + 0.3, np.array([0.2])
        ),
        VECTOR, 1,
    ),
    "Affine-multiplier": (lambda: B.Affine(VECTOR[0], F64(0.5)), VECTOR, 1),
    "AffineLinearOperator": (
        lambda: B.AffineLinearOperator(VECTOR[0], tf.linalg.LinearOperatorLowerTriangular(TRIL)),
        VECTOR, 1,
    ),
    "Invert": (lambda: B.Invert(B.Exp()), UNIT, 0),
    "Chain": (lambda: B.Chain([B.Exp(), B.Affine(VECTOR[0], scale_tril=TRIL[0])]), VECTOR, 1),
    "CholeskyOuterProduct": (B.CholeskyOuterProduct, TRIL, 2),
    "MatrixInverseTriL": (B.MatrixInverseTriL, TRIL, 2),
    "TransformDiagonal": (lambda: B.TransformDiagonal(B.Exp()), TRIL, 2),
    "FillTriangular": (B.FillTriangular, floats(2, 6), 1),
    "ScaleTriL": (B.ScaleTriL, floats(2, 6), 1),
    "SoftmaxCentered": (B.SoftmaxCentered, VECTOR, 1),
    "Ordered": (B.Ordered, np.sort(VECTOR, -1), 1),
    "Permute": (lambda: B.Permute([2, 0, 1]), VECTOR, 1),
    "Reshape": (lambda: B.Reshape([3, 1], [3]), VECTOR, 1),
    "MaskedAutoregressiveFlow": (
        lambda: B.MaskedAutoregressiveFlow(
            lambda y: (tf.cumsum(y, -1, exclusive=True), tf.sin(tf.cumsum(y, -1, exclusive=True)))
        ),
        VECTOR, 1,
    ),
    "RealNVP": (
        lambda: B.RealNVP(1, lambda x, n: (tf.tile(x, [1, n]), tf.tile(tf.sin(x), [1, n]))),
        VECTOR, 1,
    ),
}  # fmt: skip
TRIANGLES = {"CholeskyOuterProduct", "MatrixInverseTriL", "TransformDiagonal"}
KNOWS_SIZES = {"MaskedAutoregressiveFlow", "RealNVP"}


def log_jacobian(forward, x, name):
    """The log-determinant of an event's derivative, by central differences."""
    free = np.ones(x.shape, bool)
    if name in TRIANGLES or name == "ScaleTriL" or name == "FillTriangular":
        free = np.tril(free) if x.ndim == 2 else free
    places, rows = np.argwhere(free), []
    for place in places:
        moved = []
        for sign in (1, -1):
            at = x.copy()
            at[tuple(place)] += sign * 1e-6
            moved.append(forward(at))
        difference = (moved[0] - moved[1]) / 2e-6
        keep = np.tril(np.ones(difference.shape, bool)) if difference.ndim == 2 else None
        flat = difference.ravel() if keep is None or difference.shape[-1] == 1 else difference[keep]
        rows.append(flat[: len(places)])
    return np.linalg.slogdet(np.array(rows))[1]


@pytest.mark.parametrize("name", BIJECTORS)
def test_a_bijector_and_its_inverse(name):
    make, x, ndims = BIJECTORS[name]
    run = in_three_modes if name not in KNOWS_SIZES else lambda f, x: f(tf.constant(x)).numpy()
    bijector = make()
    y = run(lambda x: make().forward(x), x)
    np.testing.assert_allclose(run(lambda y: make().inverse(y), y), x, rtol=1e-7, atol=1e-7)
    event = x.ndim - ndims
    shape = bijector.forward_event_shape(x.shape[event:])
    assert shape == y.shape[event:] and bijector.inverse_event_shape(shape) == x.shape[event:]
    sizes = bijector.forward_event_shape_tensor(x.shape[event:]).numpy().tolist()
    assert sizes == shape.as_list()
    assert bijector.inverse_event_shape_tensor(sizes).numpy().tolist() == [*x.shape[event:]]
    forth = run(lambda x: make().forward_log_det_jacobian(x, ndims) + 0.0 * tf.reduce_sum(x), x)
    behind = ndims + y.ndim - x.ndim
    back = run(lambda y: make().inverse_log_det_jacobian(y, behind) + 0.0 * tf.reduce_sum(y), y)
    np.testing.assert_allclose(-back + 0 * forth, forth, rtol=1e-6, atol=1e-9)
    forward = lambda one: bijector.forward(tf.constant(one[None])).numpy()[0]  # noqa: E731
    if ndims and name not in ("Affine", "AffineLinearOperator"):
        want = [log_jacobian(forward, one, name) for one in x]
    elif ndims:
        want = [log_jacobian(lambda v, i=i: bijector.forward(
            np.stack([v, v])).numpy()[i], x[i], name) for i in range(2)]  # fmt: skip
    else:
        want = np.log(abs((bijector.forward(x + 1e-6) - bijector.forward(x - 1e-6)).numpy() / 2e-6))
    np.testing.assert_allclose(forth + 0 * np.array(want), want, rtol=1e-5, atol=1e-6)


def test_jacobians_sum_over_events():
    x = tf.constant(VECTOR)
    want = VECTOR.sum(-1)
    np.testing.assert_allclose(B.Exp().forward_log_det_jacobian(x, 1).numpy(), want)
    np.testing.assert_allclose(B.Exp().inverse_log_det_jacobian(tf.exp(x), 2).numpy(), -want.sum())
    got = in_three_modes(lambda x, n: B.Exp().forward_log_det_jacobian(x, n), VECTOR, np.int32(1))
    np.testing.assert_allclose(got, want)
    with pytest.raises(ValueError, match=r"event_ndims \(0\) must be larger than min_event_ndims"):
        B.SoftmaxCentered().forward_log_det_jacobian(x, 0)
    with pytest.raises(ValueError, match="Expected integer dtype"):
        B.Exp().forward_log_det_jacobian(x, 1.0)


def test_names_and_wrong_bijectors():
    chain = B.Chain([B.Exp(), B.Softplus()])
    assert chain.name == "chain_of_exp_of_softplus" and B.Invert(B.Exp()).name == "invert_exp"
    assert B.Chain().name == "identity" and B.Chain().forward(3.0).numpy() == 3.0
    with pytest.raises(NotImplementedError, match="not implemented for non-injective"):
        B.Invert(B.AbsoluteValue())
    with pytest.raises(ValueError, match="Must specify at least one of `forward_min_event_ndims`"):
        B.Inline(forward_fn=tf.exp)
    with pytest.raises(ValueError, match="exactly one of each"):
        B.Permute([0, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="at most one `-1`"):
        B.Reshape([-1, -1], validate_args=True)
    with pytest.raises(ValueError, match="does not match `event_shape_in`"):
        B.Reshape([4], [2, 2]).forward(tf.zeros([3, 3]))
    with pytest.raises(TypeError, match="Input had dtype"):
        B.Affine(scale_diag=[1.0]).forward(np.array([1.0]))
    with pytest.raises(ValueError, match="scale_perturb_factor must be specified"):
        B.Affine(scale_perturb_diag=[1.0])
    with tf.Graph().as_default():
        assert B.Exp().forward(tf.constant(1.0)).name == "exp/forward/Exp:0"


def test_what_forward_gave_has_an_inverse():
    """Without a function for it, and in graphs as the very tensor."""
    one_way = B.Inline(forward_fn=tf.exp, forward_min_event_ndims=0)
    x = tf.constant([1.0, 2.0])
    y = one_way.forward(x)
    assert one_way.inverse(y) is x
    with pytest.raises(NotImplementedError, match="inverse_fn is not a callable function"):
        one_way.inverse([1.0])
    with tf.Graph().as_default():
        x, bijector = tf.constant(1.0), B.Exp()
        assert bijector.inverse(bijector.forward(x)) is x


def test_changed_variables_change_what_a_bijector_does():
    scale = tf.Variable(2.0)
    bijector = B.Inline(lambda x: x * scale, lambda y: y / scale, forward_min_event_ndims=0)
    x = tf.constant(3.0)
    y = bijector.forward(x)
    scale.assign(4.0)
    assert bijector.forward(x).numpy() == 12.0 and bijector.inverse(y).numpy() == 1.5


class Scaled(B.ConditionalBijector):
    def __init__(self):
        super().__init__(forward_min_event_ndims=0)

    def _forward(self, x, by=1.0):
        return x * by

    def _inverse(self, y, by=1.0):
        return y / by

    def _forward_log_det_jacobian(self, x, by=1.0):
        return tf.log(by) + tf.zeros_like(x)


def test_functions_of_a_conditional_bijector_get_keywords():
    scaled = Scaled()
    assert scaled.forward(x=3.0, by=2.0).numpy() == 6.0
    assert scaled.forward(3.0, "scaled", by=2.0).numpy() == 6.0
    assert scaled.inverse(y=6.0, by=2.0).numpy() == 3.0
    forth = scaled.forward_log_det_jacobian(x=[3.0, 4.0], event_ndims=1, by=2.0)
    back = scaled.inverse_log_det_jacobian([6.0, 8.0], 1, "determinant", by=2.0)
    np.testing.assert_allclose([forth, back], [2 * np.log(2), -2 * np.log(2)], rtol=1e-6)


def test_an_autoregressive_network_learns():
    """Its units depend on those before them alone; its density becomes that of the data."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(4)
        network = B.masked_autoregressive_default_template([16])
        flow = D.TransformedDistribution(
            D.MultivariateNormalDiag(tf.zeros([2])), B.MaskedAutoregressiveFlow(network)
        )
        z = tf.random_normal([256, 2], seed=1)
        data = tf.stack([z[:, 0], tf.square(z[:, 0]) + 0.3 * z[:, 1]], 1)
        loss = -tf.reduce_mean(flow.log_prob(data))
        step = tf.train.AdamOptimizer(0.02).minimize(loss)
        drawn = flow.sample(5)
        shift, log_scale = network(tf.zeros([1, 2]))
        point = tf.constant([[0.3, 0.7]])
        s, t = network(point)
        by_second = tf.gradients([s, t], point)[0][0, 1]
        session.run(tf.global_variables_initializer())
        first = session.run(loss)
        for _ in range(150):
            session.run(step)
        assert session.run(loss) < first - 0.5
        assert session.run(by_second) == 0
        assert session.run(drawn).shape == (5, 2) and shift.shape == log_scale.shape == (1, 2)


def test_real_nvp_template():
    with tf.Graph().as_default(), tf.Session() as session:
        flow = B.RealNVP(2, B.real_nvp_default_template([8]))
        x = tf.constant(floats(4, 5).astype(np.float32))
        y = flow.forward(x)
        session.run(tf.global_variables_initializer())
        back, want = session.run([flow._inverse(y), x])
        np.testing.assert_allclose(back, want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("out", "into", "shape", "want"), [
    ([3, 1], [3], [2, 3], [2, 3, 1]), ([1, -1], [3], [2, 3], [2, 1, 3]),
    ([1, -1], [-1], [2, 3], [2, 1, 3]), ([6], [2, -1], [5, 2, 3], [5, 6]),
    ([2, -1], [-1], [5, 6], [5, 2, 3]), ([2, 3], [6], [6], [2, 3]),
])  # fmt: skip
def test_shapes_keep_the_sizes_before_reshaped_events(out, into, shape, want):
    flow = B.Reshape(out, into)
    assert flow.forward_event_shape(tf.TensorShape(shape)).as_list() == want
    assert flow.forward_event_shape_tensor(shape).numpy().tolist() == want
    assert flow.inverse_event_shape_tensor(want).numpy().tolist() == shape
