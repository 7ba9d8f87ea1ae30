"""The Wishart distribution: random positive definite matrices."""

import math

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import after, assert_equal, assert_less_equal, assert_positive
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.seeds import derived_seed
from zeal.linear_operators.dense import LinearOperatorLowerTriangular
from zeal.ops.array.fill import ones
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag
from zeal.ops.random.distributions import random_gamma, random_normal
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


class _Wishart(Distribution):
    """What both share: degrees of freedom, and a lower triangle as an operator."""

    df = property(lambda self: self._df, doc="The degrees of freedom.")
    dimension = property(lambda self: self._dimension, doc="The matrices' number of rows.")
    scale_operator = property(lambda self: self._operator, doc="The scale's Cholesky factor.")
    cholesky_input_output_matrices = property(
        lambda self: self._factors, doc="Whether values are the Cholesky factors of matrices."
    )

    def _begin(self, df, factor, factors, parameters, validate_args, allow_nan_stats, name):
        operator = LinearOperatorLowerTriangular(
            factor, is_non_singular=True, is_positive_definite=True, is_square=True
        )
        if not operator.dtype.is_floating:
            raise TypeError(f"scale_operator.dtype={operator.dtype} is not a floating-point type")
        self._operator, self._factors = operator, factors
        known = operator.shape._at(-1) if operator.shape.ndims is not None else None
        size = operator.domain_dimension_tensor() if known is None else known
        self._dimension = api.cast(size, operator.dtype)
        self._df = self._checked_df(_native.convert(df, operator.dtype, "df"), validate_args)
        super().__init__(
            operator.dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._df, self._dimension, *operator.graph_parents], name,
        )  # fmt: skip

    def _checked_df(self, df, validate_args):
        values = _native.known_value(df), _native.known_value(self._dimension)
        if None not in values:
            if (values[0].numpy() < values[1].numpy()).any():
                raise ValueError(
                    f"Degrees of freedom (df = {values[0].numpy()}) cannot be less than dimension "
                    f"of scale matrix (scale.dimension = {values[1].numpy()})"
                )
            return df
        if not validate_args:
            return df
        words = "Degrees of freedom cannot be less than dimension of scale matrix"
        return after([assert_less_equal(self._dimension, df, message=words)], df)

    def scale(self):
        """The scale matrix, or its Cholesky factor where values are such factors."""
        return self._operator.to_dense() if self._factors else self._square()

    def _square(self):
        return self._operator.matmul(self._operator.to_dense(), adjoint_arg=True)

    # --- shapes ---
    def _batch_shape(self):
        return self._operator.batch_shape

    def _batch_shape_tensor(self):
        return self._operator.batch_shape_tensor()

    def _event_shape(self):
        return TensorShape([self._operator.domain_dimension] * 2)

    def _event_shape_tensor(self):
        return stack([self._operator.domain_dimension_tensor()] * 2)

    # --- samples and densities ---
    def _sample_n(self, n, seed):
        """By Bartlett's decomposition: a triangle of normal numbers and roots of gamma ones."""
        batch = self.batch_shape_tensor()
        shape = api.concat([[n], batch, self.event_shape_tensor()], 0)
        x = api.matrix_band_part(random_normal(shape, dtype=self.dtype, seed=seed), -1, 0)
        df = self.df * ones(batch, self.dtype)
        squares = random_gamma(
            [n], self._sequence(0.5 * df), beta=0.5, dtype=self.dtype,
            seed=derived_seed(seed, "wishart"),
        )  # fmt: skip
        x = self._by_samples(matrix_set_diag(x, api.sqrt(squares)), self._operator.matmul)
        return x if self._factors else api.matmul(x, x, adjoint_b=True)

    def _by_samples(self, x, function):
        """A function of matrices `[batch, k, m]`, for all samples of x side by side."""
        batch, event = self.batch_shape_tensor(), self.event_shape_tensor()
        rank = api.rank(x)
        samples = rank - api.shape(batch)[0] - 2
        shape = api.shape(x)[:samples]
        last = api.concat([range_(samples, rank), range_(samples)], 0)
        first = api.concat([range_(rank - samples, rank), range_(rank - samples)], 0)
        columns = api.reshape(api.transpose(x, last), api.concat([batch, event[:1], [-1]], 0))
        found = api.reshape(function(columns), api.concat([batch, event, shape], 0))
        return api.transpose(found, first)

    def _log_prob(self, x):
        root = x if self._factors else api.cholesky(x)
        whitened = self._by_samples(root, self._operator.solve)
        half_log_determinant = api.reduce_sum(api.log(matrix_diag_part(root)), -1)
        found = (
            (self.df - self._dimension - 1.0) * half_log_determinant
            - 0.5 * api.reduce_sum(api.square(whitened), [-2, -1])
            - self.log_normalization()
        )
        if found._symbolic and x.shape.ndims is not None:
            found.set_shape(x.shape[:-2])
        return found

    def _prob(self, x):
        return api.exp(self._log_prob(x))

    # --- statistics ---
    def _mean(self):
        return api.sqrt(self.df) * self.scale() if self._factors else self.df * self._square()

    def _variance(self):
        x = api.sqrt(self.df) * self._square()
        diagonal = matrix_diag_part(x)[..., None]
        found = api.square(x) + api.matmul(diagonal, diagonal, adjoint_b=True)
        return api.cholesky(found) if self._factors else found

    def _stddev(self):
        if self._factors:
            raise ValueError("Computing std. dev. when is cholesky_input_output_matrices=True "
                             "does not make sense.")  # fmt: skip
        return api.cholesky(self.variance())

    def _mode(self):
        n = self.df - self._dimension - 1.0
        n = where_v2(n < 0.0, api.cast(math.nan, self.dtype), n)
        return api.sqrt(n) * self.scale() if self._factors else n * self._square()

    def _entropy(self):
        p, half_df, half_p1 = self._dimension, 0.5 * self.df, 0.5 * self._dimension + 0.5
        return (
            p * (half_df + half_p1 * math.log(2.0))
            + 2.0 * half_p1 * self._operator.log_abs_determinant()
            + self._log_gamma(half_df)
            + (half_p1 - half_df) * self._digamma(half_df)
        )

    def mean_log_det(self, name="mean_log_det"):
        """The mean of the logarithm of the determinant.

        Args:
          name: prefix of the names of ops.

        Returns:
          A tensor of the batch's shape.
        """
        with self._name_scope(name):
            return (
                self._digamma(0.5 * self.df) + self._dimension * math.log(2.0)
                + 2.0 * self._operator.log_abs_determinant()
            )  # fmt: skip

    def log_normalization(self, name="log_normalization"):
        """The logarithm of what the density is divided by.

        Args:
          name: prefix of the names of ops.

        Returns:
          A tensor of the batch's shape.
        """
        with self._name_scope(name):
            return (
                self.df * self._operator.log_abs_determinant()
                + 0.5 * self.df * self._dimension * math.log(2.0)
                + self._log_gamma(0.5 * self.df)
            )

    def _sequence(self, a):
        """`a`, `a - 1/2`, ...: one number for each row, along a new last axis."""
        zero = api.cast(0.0, self.dtype)
        steps = api.linspace(zero, 0.5 - 0.5 * self._dimension, api.cast(self._dimension, "int32"))
        return steps + a[..., None]

    def _log_gamma(self, a):
        p = self._dimension
        return 0.25 * p * (p - 1.0) * math.log(math.pi) + api.reduce_sum(
            api.lgamma(self._sequence(a)), -1
        )

    def _digamma(self, a):
        return api.reduce_sum(api.digamma(self._sequence(a)), -1)


def _checks(factor):
    rows, columns = api.shape(factor)[-2], api.shape(factor)[-1]
    diagonal = matrix_diag_part(factor)
    return [
        assert_positive(diagonal, message="scale must be positive definite"),
        assert_equal(columns, rows, message="scale must be square"),
    ]


@public("contrib.distributions.WishartCholesky")
class WishartCholesky(_Wishart):
    """Positive definite matrices of a Wishart distribution, whose scale is given by its factor.

    Density `det(X)^((df - k - 1) / 2) exp(-tr(scale^-1 X) / 2) / Z`. Source:
    https://en.wikipedia.org/wiki/Wishart_distribution

    Args:
      df: floating tensor, the degrees of freedom, at least k.
      scale: floating tensor of shape `[..., k, k]`, the lower Cholesky factor of the scale.
      cholesky_input_output_matrices: whether values are given and drawn as Cholesky factors.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      TypeError: scale is not floating; ValueError: df is less than k.

    Example:
      >>> d = tf.contrib.distributions.WishartCholesky(3.0, [[1.0, 0.0], [0.0, 2.0]])
      >>> d.mean().numpy().tolist()
      [[3.0, 0.0], [0.0, 12.0]]
    """

    def __init__(
        self, df, scale, cholesky_input_output_matrices=False, validate_args=False,
        allow_nan_stats=True, name="WishartCholesky",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            factor = _native.convert(scale, None, "scale")
            factor = after(_checks(factor), factor) if validate_args else factor
            self._begin(
                df, factor, cholesky_input_output_matrices, parameters, validate_args,
                allow_nan_stats, name,
            )  # fmt: skip


@public("contrib.distributions.WishartFull")
class WishartFull(_Wishart):
    """Positive definite matrices of a Wishart distribution, whose scale is a matrix.

    Density `det(X)^((df - k - 1) / 2) exp(-tr(scale^-1 X) / 2) / Z`. Source:
    https://en.wikipedia.org/wiki/Wishart_distribution

    Args:
      the others: as for `tf.contrib.distributions.WishartCholesky`.
      scale: floating tensor of shape `[..., k, k]`, symmetric and positive definite.

    Example:
      >>> d = tf.contrib.distributions.WishartFull(3.0, [[1.0, 0.0], [0.0, 4.0]])
      >>> d.mean().numpy().tolist()
      [[3.0, 0.0], [0.0, 12.0]]
    """

    def __init__(
        self, df, scale, cholesky_input_output_matrices=False, validate_args=False,
        allow_nan_stats=True, name="WishartFull",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            factor = api.cholesky(_native.convert(scale, None, "scale"))
            self._begin(
                df, factor, cholesky_input_output_matrices, parameters, validate_args,
                allow_nan_stats, name,
            )  # fmt: skip
