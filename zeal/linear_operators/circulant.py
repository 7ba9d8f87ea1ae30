"""Operators of circulant matrices, which Fourier transforms make diagonal."""

from zeal import dtypes
from zeal._native import api
from zeal.effects.check import assert_less, assert_positive
from zeal.linear_operators.base import LinearOperator, held
from zeal.linear_operators.checks import (
    assert_no_entries_with_modulus_zero,
    assert_zero_imag_part,
)
from zeal.ops.array.reorder import matrix_transpose
from zeal.ops.linalg.eye import eye
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import conj, imag, real
from zeal.ops.signal.fft import COMPLEX_OPS
from zeal.public import public
from zeal.tensor_shape import TensorShape


def wide_complex(dtype):
    """The complex dtype of numbers as wide as those of a dtype."""
    wide = dtype in (dtypes.float64, dtypes.complex128)
    return dtypes.complex128 if wide else dtypes.complex64


class _Circulant(LinearOperator):
    """What circulant operators of one, two and three nested blocks share."""

    _depth = 1

    def __init__(
        self, spectrum, input_output_dtype=dtypes.complex64, is_non_singular=None,
        is_self_adjoint=None, is_positive_definite=None, is_square=True, name=None,
    ):  # fmt: skip
        if not is_square:
            raise ValueError("A circulant operator is always square.")
        dtype = dtypes.as_dtype(input_output_dtype)
        self._spectrum = held(spectrum)
        if self._spectrum.shape.ndims is not None and self._spectrum.shape.ndims < self._depth:
            raise ValueError(
                f"Argument spectrum must have at least {self._depth} dimensions.  Found: "
                f"{self._spectrum.shape}"
            )
        if not self._spectrum.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError(
                    "A real spectrum always corresponds to a self-adjoint operator, but "
                    "is_self_adjoint is False."
                )
            is_self_adjoint = True
        self._complex = wide_complex(dtype)
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, True, name
        )

    @property
    def spectrum(self):
        """The eigenvalues, which the operator was made of."""
        return self._spectrum

    @property
    def block_depth(self):
        """How deep blocks are nested: 1, 2 or 3."""
        return self._depth

    @property
    def block_shape(self):
        """The static shape of the spectrum without the batch."""
        return self._spectrum.shape[-self._depth :]

    def block_shape_tensor(self):
        """The same as an int32 tensor."""
        return api.shape(self._spectrum)[-self._depth :]

    def convolution_kernel(self, name="convolution_kernel"):
        """What the operator convolves with: the inverse Fourier transform of the spectrum."""
        kernel = COMPLEX_OPS[self._depth, True](self._eigenvalues(False))
        return api.cast(kernel, self.dtype)

    def _flat(self):
        """The eigenvalues of each matrix as a vector."""
        shape = api.shape(self._spectrum)
        return api.reshape(self._spectrum, api.concat([shape[: -self._depth], [-1]], 0))

    def _shape(self):
        shape = self._spectrum.shape
        if shape.ndims is None:
            return TensorShape(None)
        n = shape[-self._depth :].num_elements()
        return shape[: -self._depth].concatenate([n, n])

    def _shape_tensor(self):
        shape = api.shape(self._flat())
        return api.concat([shape, shape[-1:]], 0)

    def _filtered(self, x, spectrum):
        """x in the frequencies, times a spectrum, and back."""
        rows = matrix_transpose(api.cast(x, self._complex))
        grid = api.concat([api.shape(rows)[:-1], api.shape(spectrum)[-self._depth :]], 0)
        there = COMPLEX_OPS[self._depth, False](api.reshape(rows, grid))
        there = there * api.expand_dims(spectrum, -self._depth - 1)
        back = COMPLEX_OPS[self._depth, True](there)
        flat = api.concat([api.shape(back)[: -self._depth], api.shape(rows)[-1:]], 0)
        return api.cast(matrix_transpose(api.reshape(back, flat)), self.dtype)

    def _eigenvalues(self, adjoint):
        spectrum = api.cast(self._spectrum, self._complex)
        return conj(spectrum) if adjoint else spectrum

    def _matmul(self, x, adjoint):
        return self._filtered(x, self._eigenvalues(adjoint))

    def _solve(self, rhs, adjoint):
        return self._filtered(rhs, 1.0 / self._eigenvalues(adjoint))

    def _to_dense(self):
        n = self.domain_dimension.value
        n = api.shape(self._flat())[-1] if n is None else n
        return self._matmul(eye(n, dtype=self.dtype), False)

    def _with_spectrum(self, spectrum):
        return type(self)(spectrum, self.dtype, **self._hints())

    def _adjoint(self):
        return self._with_spectrum(conj(self._spectrum))

    def _inverse(self):
        return self._with_spectrum(1.0 / self._spectrum)

    def assert_hermitian_spectrum(self, name="assert_hermitian_spectrum"):
        """Checks that the matrices are real: at -k the spectrum is the conjugate of that at k.

        Args:
          name: a scope for it in graphs.

        Returns:
          What runs the check in a graph.

        Raises:
          InvalidArgumentError: they are not.
        """
        import numpy as np

        imaginary = abs(imag(self.convolution_kernel(name)))
        real_dtype = self.dtype.real_dtype
        rows = api.cast(self.domain_dimension_tensor(), real_dtype)
        limit = np.finfo(real_dtype.as_numpy_dtype).eps * rows
        return assert_less(imaginary, limit, message="Spectrum was not Hermitian")

    def _assert_non_singular(self):
        return assert_no_entries_with_modulus_zero(
            self._spectrum, "Singular operator:  Spectrum contained zero values."
        )

    def _assert_positive_definite(self):
        return assert_positive(
            real(self._spectrum),
            message="Not positive definite:  Real part of spectrum was not all positive.",
        )

    def _assert_self_adjoint(self):
        return assert_zero_imag_part(
            self._spectrum,
            "Not self-adjoint:  The spectrum contained non-zero imaginary part.",
        )

    def _determinant(self):
        return api.cast(api.reduce_prod(self._flat(), [-1]), self.dtype)

    def _log_abs_determinant(self):
        return api.cast(api.reduce_sum(api.log(abs(self._flat())), [-1]), self.dtype)


@public("linalg.LinearOperatorCirculant")
class LinearOperatorCirculant(_Circulant):
    """An operator of circulant matrices: each column is the one before, turned by one row.

    Args:
      spectrum: the Fourier transform of the first column, a float or complex tensor of shape
        `[..., n]`.
      input_output_dtype: the dtype of the matrices; a real one asks for a spectrum whose transform
        is real.
      the others: as for `LinearOperator`.

    Example:
      >>> operator = tf.linalg.LinearOperatorCirculant([6.0, 0.0], tf.float32)
      >>> operator.to_dense().numpy().tolist()
      [[3.0, 3.0], [3.0, 3.0]]
    """


@public("linalg.LinearOperatorCirculant2D")
class LinearOperatorCirculant2D(_Circulant):
    """An operator of circulant blocks of circulant matrices.

    Args:
      spectrum: float or complex tensor of shape `[..., n0, n1]`, for matrices of n0 n1 rows.
      the others: as for `LinearOperatorCirculant`.

    Example:
      >>> tf.linalg.LinearOperatorCirculant2D([[1.0, 1.0]]).shape.as_list()
      [2, 2]
    """

    _depth = 2


@public("linalg.LinearOperatorCirculant3D")
class LinearOperatorCirculant3D(_Circulant):
    """An operator of circulant blocks of circulant blocks of circulant matrices.

    Args:
      spectrum: float or complex tensor of shape `[..., n0, n1, n2]`, for matrices of n0 n1 n2 rows.
      the others: as for `LinearOperatorCirculant`.

    Example:
      >>> tf.linalg.LinearOperatorCirculant3D([[[1.0, 1.0]]]).shape.as_list()
      [2, 2]
    """

    _depth = 3
