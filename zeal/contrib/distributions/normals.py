"""Normal distributions of vectors."""

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.affine import Affine, AffineLinearOperator
from zeal.contrib.distributions.scales import DIAGONAL, diagonal_scale, triangular_scale
from zeal.contrib.distributions.transformed import TransformedDistribution
from zeal.distributions.checking import after, assert_near
from zeal.distributions.distribution import parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.normal import Normal
from zeal.ops.array.fill import ones, zeros
from zeal.ops.array.reorder import matrix_transpose
from zeal.ops.array.shape import broadcast_dynamic_shape
from zeal.ops.linalg.diagonal import matrix_diag
from zeal.ops.named import named
from zeal.public import public
from zeal.state.scope import name_scope


def shapes_of(loc, scale):
    """The batch shape and the event shape of scale X + loc.

    Args:
      loc: tensor of shape `[..., k]` or None.
      scale: a linear operator.

    Returns:
      Two lists of integers or int32 vectors.

    Raises:
      ValueError: loc and scale have different sizes.
    """
    known, size = scale.range_dimension, scale.range_dimension.value
    event = [size] if size is not None else scale.range_dimension_tensor()[None]
    if loc is None:
        batch = scale.batch_shape
        return batch.as_list() if batch.is_fully_defined() else scale.batch_shape_tensor(), event
    if loc.shape.ndims is not None and loc.shape.ndims > 0:
        of_loc = loc.shape._at(-1)
        if None not in (of_loc, size) and of_loc not in (1, size):
            raise ValueError(
                f"Event size of 'scale' ({known}) could not be broadcast up to that of 'loc' "
                f"({of_loc})."
            )
    batch = broadcast_dynamic_shape(scale.batch_shape_tensor(), api.shape(loc)[:-1])
    return batch, event


class OfAffineBase(TransformedDistribution):
    """scale X + loc, for vectors X of independent numbers of one distribution."""

    def _begin(self, base, loc, scale, arguments):
        """Begins with a base distribution, loc and scale; keeps the arguments as they came."""
        kept = parameters_of(arguments)
        with name_scope(kept["name"]) as name:
            loc = loc if loc is None else _native.convert(loc, None, "loc")
            batch, event = shapes_of(loc, scale)
        TransformedDistribution.__init__(
            self, base, AffineLinearOperator(loc, scale, kept["validate_args"]), batch, event,
            kept["validate_args"], name,
        )  # fmt: skip
        self._parameters = kept

    loc = property(lambda self: self.bijector.shift, doc="What is added, or None.")
    scale = property(lambda self: self.bijector.scale, doc="The scale, a linear operator.")

    def _whole(self, x):
        """x with the shape of the batch and the event."""
        shape = api.concat([self.batch_shape_tensor(), self.event_shape_tensor()], 0)
        return x + zeros(shape, self.dtype)

    def _center(self):
        return self._whole(api.cast(0.0, self.dtype) if self.loc is None else self.loc)

    def _scale_squared(self):
        """The diagonal of scale scale^T."""
        if isinstance(self.scale, DIAGONAL):
            return api.square(self.scale.diag_part())
        dense = self.scale.to_dense()
        return api.reduce_sum(api.square(dense), -1)

    def _scale_products(self):
        """scale scale^T."""
        if isinstance(self.scale, DIAGONAL):
            return matrix_diag(self._scale_squared())
        return self.scale.matmul(self.scale.to_dense(), adjoint_arg=True)


class MultivariateNormalLinearOperator(OfAffineBase):
    """The normal distribution of vectors scale X + loc, where scale is a linear operator.

    Args:
      loc: floating tensor of shape `[..., k]`, the means, or None for 0.
      scale: a `tf.linalg.LinearOperator`, not singular; scale scale^T are the covariances.
      validate_args: whether arguments are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: scale is missing, or of another size than loc.
      TypeError: scale is not floating.

    Example:
      >>> from zeal.contrib.distributions.normals import MultivariateNormalLinearOperator
      >>> scale = tf.linalg.LinearOperatorDiag([1.0, 2.0])
      >>> MultivariateNormalLinearOperator(scale=scale).stddev().numpy().tolist()
      [1.0, 2.0]
    """

    def __init__(
        self, loc=None, scale=None, validate_args=False, allow_nan_stats=True,
        name="MultivariateNormalLinearOperator",
    ):  # fmt: skip
        if scale is None:
            raise ValueError("Missing required `scale` parameter.")
        if not scale.dtype.is_floating:
            raise TypeError("`scale` parameter must have floating-point dtype.")
        self._start(loc, scale, locals())

    def _start(self, loc, scale, arguments):
        kind = scale.dtype
        self._begin(Normal(zeros([], kind), ones([], kind)), loc, scale, arguments)

    def _mean(self):
        return self._center()

    def _mode(self):
        return self._center()

    def _covariance(self):
        return self._scale_products()

    def _variance(self):
        return self._scale_squared()

    def _stddev(self):
        if isinstance(self.scale, DIAGONAL):
            return abs(self.scale.diag_part())
        return api.sqrt(self._scale_squared())


@public("contrib.distributions.MultivariateNormalDiag")
class MultivariateNormalDiag(MultivariateNormalLinearOperator):
    """The normal distribution of vectors of independent numbers.

    Args:
      loc: floating tensor of shape `[..., k]`, the means, or None for 0.
      scale_diag: floating tensor of shape `[..., k]`, the standard deviations; ones by default.
      scale_identity_multiplier: floating tensor of shape `[...]`, added to these or instead.
      validate_args: whether arguments are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: nothing tells the size, or loc and scale have different ones.

    Example:
      >>> d = tf.contrib.distributions.MultivariateNormalDiag([0.0, 0.0], [1.0, 2.0])
      >>> d.covariance().numpy().tolist()
      [[1.0, 0.0], [0.0, 4.0]]
    """

    def __init__(
        self, loc=None, scale_diag=None, scale_identity_multiplier=None, validate_args=False,
        allow_nan_stats=True, name="MultivariateNormalDiag",
    ):  # fmt: skip
        arguments = dict(locals())
        with name_scope(name) as arguments["name"]:
            scale = diagonal_scale(loc, scale_diag, scale_identity_multiplier)
        self._start(loc, scale, arguments)
        self._parameters["name"] = name


@public("contrib.distributions.MultivariateNormalDiagWithSoftplusScale")
class MultivariateNormalDiagWithSoftplusScale(MultivariateNormalDiag):
    """`MultivariateNormalDiag(loc, tf.nn.softplus(scale_diag))`.

    Args:
      all: as for `MultivariateNormalDiag`; scale_diag may be any numbers.

    Example:
      >>> d = tf.contrib.distributions.MultivariateNormalDiagWithSoftplusScale([0.0], [0.0])
      >>> d.stddev().numpy()[0].round(4)
      0.6931
    """

    def __init__(
        self, loc, scale_diag, validate_args=False, allow_nan_stats=True,
        name="MultivariateNormalDiagWithSoftplusScale",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            super().__init__(loc, api.softplus(scale_diag), None, validate_args, name=name)
        self._parameters = parameters


@public("contrib.distributions.MultivariateNormalDiagPlusLowRank")
class MultivariateNormalDiagPlusLowRank(MultivariateNormalLinearOperator):
    """The normal distribution of vectors whose scale is diag(scale_diag) + U diag(d) U^T.

    Args:
      scale_diag: floating tensor of shape `[..., k]`; ones by default.
      scale_identity_multiplier: floating tensor of shape `[...]`, added to the diagonal.
      scale_perturb_factor: floating tensor U of shape `[..., k, r]`.
      scale_perturb_diag: floating tensor d of shape `[..., r]`; ones by default.
      the others: as for `MultivariateNormalLinearOperator`.

    Raises:
      ValueError: nothing tells the size.

    Example:
      >>> d = tf.contrib.distributions.MultivariateNormalDiagPlusLowRank(
      ...     [0.0, 0.0], scale_perturb_factor=[[1.0], [0.0]])
      >>> d.stddev().numpy().tolist()
      [2.0, 1.0]
    """

    def __init__(
        self, loc=None, scale_diag=None, scale_identity_multiplier=None,
        scale_perturb_factor=None, scale_perturb_diag=None, validate_args=False,
        allow_nan_stats=True, name="MultivariateNormalDiagPlusLowRank",
    ):  # fmt: skip
        arguments = dict(locals())
        with name_scope(name) as arguments["name"]:
            if scale_perturb_factor is None:
                scale = diagonal_scale(loc, scale_diag, scale_identity_multiplier)
            else:
                if scale_diag is None and scale_identity_multiplier is None:
                    factor = _native.convert(scale_perturb_factor)
                    scale_identity_multiplier = api.cast(1.0, factor.dtype)
                scale = Affine(
                    None, scale_identity_multiplier, scale_diag, None, scale_perturb_factor,
                    scale_perturb_diag, validate_args,
                ).scale  # fmt: skip
        self._start(loc, scale, arguments)
        self._parameters["name"] = name


@public("contrib.distributions.MultivariateNormalTriL")
class MultivariateNormalTriL(MultivariateNormalLinearOperator):
    """The normal distribution of vectors, by a triangular factor of the covariances.

    Args:
      scale_tril: floating tensor of shape `[..., k, k]`, lower triangular, whose product with its
        transpose are the covariances; the identity by default.
      the others: as for `MultivariateNormalLinearOperator`.

    Raises:
      ValueError: neither is given, or they have different sizes.

    Example:
      >>> d = tf.contrib.distributions.MultivariateNormalTriL(None, [[1.0, 0.0], [1.0, 1.0]])
      >>> d.covariance().numpy().tolist()
      [[1.0, 1.0], [1.0, 2.0]]
    """

    def __init__(
        self, loc=None, scale_tril=None, validate_args=False, allow_nan_stats=True,
        name="MultivariateNormalTriL",
    ):  # fmt: skip
        arguments = dict(locals())
        if loc is None and scale_tril is None:
            raise ValueError("Must specify one or both of `loc`, `scale_tril`.")
        with name_scope(name) as arguments["name"]:
            scale = diagonal_scale(loc) if scale_tril is None else triangular_scale(scale_tril)
        self._start(loc, scale, arguments)
        self._parameters["name"] = name


@public("contrib.distributions.MultivariateNormalFullCovariance")
class MultivariateNormalFullCovariance(MultivariateNormalTriL):
    """The normal distribution of vectors, by their covariances.

    Args:
      covariance_matrix: floating tensor of shape `[..., k, k]`, symmetric and positive definite;
        the identity by default.
      the others: as for `MultivariateNormalLinearOperator`.

    Raises:
      ValueError: neither is given, or they have different sizes.
      tf.errors.InvalidArgumentError: a matrix is not positive definite.

    Example:
      >>> d = tf.contrib.distributions.MultivariateNormalFullCovariance(
      ...     [0.0, 0.0], [[1.0, 1.0], [1.0, 2.0]])
      >>> d.variance().numpy().tolist()
      [1.0, 2.0]
    """

    def __init__(
        self, loc=None, covariance_matrix=None, validate_args=False, allow_nan_stats=True,
        name="MultivariateNormalFullCovariance",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            tril = None
            if covariance_matrix is not None:
                matrix = _native.convert(covariance_matrix, None, "covariance_matrix")
                if validate_args:
                    message = "Matrix was not symmetric"
                    other = matrix_transpose(matrix)
                    matrix = after([assert_near(matrix, other, message=message)], matrix)
                tril = api.cholesky(matrix)
        super().__init__(loc, tril, validate_args, allow_nan_stats, name)
        self._parameters = parameters


@RegisterKL(MultivariateNormalLinearOperator, MultivariateNormalLinearOperator)
@named("kl_mvn", "add_2")
def _kl_mvn(a, b, name=None):
    def squared_norm(x):
        return api.reduce_sum(api.square(x), [-2, -1])

    if isinstance(a.scale, DIAGONAL) and isinstance(b.scale, DIAGONAL):
        ratio = (a.stddev() / b.stddev())[..., None]
    else:
        ratio = b.scale.solve(a.scale.to_dense())
    far = b.scale.solve((b.mean() - a.mean())[..., None])
    size = api.cast(a.scale.domain_dimension_tensor(), a.dtype)
    logs = b.scale.log_abs_determinant() - a.scale.log_abs_determinant()
    return logs + 0.5 * (-size + squared_norm(ratio) + squared_norm(far))
