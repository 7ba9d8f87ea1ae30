"""tensorflow.python.ops.linalg.linear_operator_test_util: the checks of any linear operator.

A test of an operator says how to make one with the matrix that it stands for, and `add_tests`
gives its class one test for each method, shape, dtype and way to be built.
"""

import itertools
import math
from typing import ClassVar

from zeal import dtypes
from zeal._native import GradientTape, api, convert
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import Graph
from zeal.linear_operators.base import with_one_batch
from zeal.ops.array.fill import ones
from zeal.ops.linalg.determinant import log_matrix_determinant
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.product import adjoint as turned
from zeal.ops.linalg.product import trace
from zeal.ops.math.complex import complex as complex_
from zeal.ops.random.distributions import random_normal as normal
from zeal.ops.random.distributions import random_uniform as uniform
from zeal.random_seed import DEFAULT_GRAPH_SEED
from zeal.test import TestCase

__all__ = [
    "CheckTapeSafeSkipOptions", "LinearOperatorDerivedClassTest",
    "NonSquareLinearOperatorDerivedClassTest", "OperatorShapesInfo",
    "SquareLinearOperatorDerivedClassTest", "add_tests", "random_normal",
    "random_normal_correlated_columns", "random_positive_definite_matrix", "random_sign_uniform",
    "random_tril_matrix", "random_uniform",
]  # fmt: skip


class OperatorShapesInfo:
    """A shape that is tested, and whatever else a test needs to make its operator."""

    def __init__(self, shape, **others):
        self.shape = shape
        self.__dict__.update(others)


class CheckTapeSafeSkipOptions:
    """The methods that `check_tape_safe` may leave out."""

    DETERMINANT = "determinant"
    DIAG_PART = "diag_part"
    LOG_ABS_DETERMINANT = "log_abs_determinant"
    TRACE = "trace"


_TOLERANCES = {
    dtypes.float16: 1e-3,
    dtypes.float32: 1e-6,
    dtypes.float64: 1e-12,
    dtypes.complex64: 1e-6,
    dtypes.complex128: 1e-12,
}


class LinearOperatorDerivedClassTest(TestCase):
    """What tests of operators share; `operator_and_matrix` is theirs to say."""

    _atol: ClassVar[dict] = _TOLERANCES
    _rtol: ClassVar[dict] = _TOLERANCES

    def assertAC(self, x, y):
        """Fails unless arrays are as near as the class allows for their dtype."""
        dtype = dtypes.as_dtype(x.dtype)
        self.assertAllClose(x, y, atol=self._atol[dtype], rtol=self._rtol[dtype])

    def assertRaisesError(self, msg):
        """A block that must raise, when it is built eagerly or when a session runs."""
        if executing_eagerly():
            return self.assertRaisesRegex(Exception, msg)
        return self.assertRaisesOpError(msg)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in ("_atol", "_rtol"):  # tests change their own
            setattr(cls, name, dict(getattr(cls, name)))

    @staticmethod
    def adjoint_options():
        """Whether methods take the adjoint."""
        return [False, True]

    @staticmethod
    def adjoint_arg_options():
        """Whether methods take the adjoint of their argument."""
        return [False, True]

    @staticmethod
    def dtypes_to_test():
        """The dtypes of the operators."""
        return [dtypes.float32, dtypes.float64, dtypes.complex64, dtypes.complex128]

    @staticmethod
    def use_placeholder_options():
        """Whether operators are made from tensors of unknown shapes."""
        return [False, True]

    @staticmethod
    def skip_these_tests():
        """Names of methods that are not tested."""
        return []

    def make_x(self, operator, adjoint, with_batch=True):
        """A random argument of `operator.matmul`."""
        columns = 2 if operator.tensor_rank is not None and operator.tensor_rank % 2 == 0 else 1
        sizes = operator.shape_tensor()
        batch = sizes[:-2] if with_batch else sizes[:0]
        shape = api.concat([batch, [sizes[-2] if adjoint else sizes[-1], columns]], 0)
        if operator.shape.is_fully_defined():
            static = operator.shape.as_list()
            last = [static[-2 if adjoint else -1], columns]
            shape = [*static[:-2], *last] if with_batch else last
        return random_normal(shape, dtype=operator.dtype)

    def check_tape_safe(self, operator, skip_options=None):
        """Fails unless methods have gradients with respect to the operator's variables."""
        if not operator.variables:
            raise AssertionError("`operator.variables` was empty")
        for method in _differentiable(operator, skip_options or ()):
            with GradientTape() as tape:
                value = method()
            self.assertNotIn(None, [*map(_or_none, tape.gradient(value, operator.variables))])


def _or_none(gradient):
    return None if gradient is None else True


def _differentiable(operator, skipped):
    """The calls that an operator's hints allow."""
    x = api.cast(ones(operator.H.shape_tensor()[:-1]), operator.dtype)
    yield operator.to_dense
    yield lambda: operator.adjoint().to_dense()
    yield lambda: operator.matvec(x)
    if not operator.is_square:
        return
    for name in ("determinant", "log_abs_determinant", "diag_part", "trace"):
        if name not in skipped:
            yield getattr(operator, name)
    if operator.is_non_singular is False:
        return
    yield lambda: operator.inverse().to_dense()
    yield lambda: operator.solvevec(x)
    if operator.is_self_adjoint and operator.is_positive_definite:
        yield lambda: operator.cholesky().to_dense()


class SquareLinearOperatorDerivedClassTest(LinearOperatorDerivedClassTest):
    """Tests of square operators."""

    @staticmethod
    def operator_shapes_infos():
        """The shapes of the operators."""
        shapes = (0, 0), (1, 1), (1, 3, 3), (3, 4, 4), (2, 1, 4, 4)
        return [OperatorShapesInfo(shape) for shape in shapes]

    def make_rhs(self, operator, adjoint, with_batch=True):
        """A random argument of `operator.solve`."""
        return self.make_x(operator, not adjoint, with_batch)


class NonSquareLinearOperatorDerivedClassTest(LinearOperatorDerivedClassTest):
    """Tests of operators that are not square; nothing is solved."""

    @staticmethod
    def operator_shapes_infos():
        """The shapes of the operators."""
        shapes = (2, 1), (1, 2), (1, 3, 2), (3, 3, 4), (2, 1, 2, 4)
        return [OperatorShapesInfo(shape) for shape in shapes]

    @staticmethod
    def skip_these_tests():
        """What only square operators do."""
        return ["cholesky", "inverse", "solve", "solve_with_broadcast", "det", "log_abs_det"]


def _solved(matrix, rhs, adjoint):
    return api.matrix_solve(*with_one_batch(matrix, rhs), adjoint=adjoint)


# Name -> what an operator gives, and what its matrix gives.
_CHECKS = {
    "add_to_tensor": (lambda o, m: o.add_to_tensor(2 * m), lambda m: 3 * m),
    "adjoint": (lambda o, m: o.adjoint().to_dense(), turned),
    "cholesky": (lambda o, m: o.cholesky().to_dense(), api.cholesky),
    "det": (lambda o, m: o.determinant(), api.matrix_determinant),
    "diag_part": (lambda o, m: o.diag_part(), matrix_diag_part),
    "inverse": (lambda o, m: o.inverse().to_dense(), api.matrix_inverse),
    "log_abs_det": (
        lambda o, m: o.log_abs_determinant(),
        lambda m: log_matrix_determinant(m).log_abs_determinant,
    ),
    "to_dense": (lambda o, m: o.to_dense(), lambda m: m),
    "trace": (lambda o, m: o.trace(), trace),
}
# Name -> the method, its reference, the maker of the argument, and whether that has a batch.
_PRODUCTS = {
    "matmul": ("matmul", lambda m, x, a: api.matmul(m, x, adjoint_a=a), "make_x", True),
    "matmul_with_broadcast": (
        "matmul",
        lambda m, x, a: api.matmul(*with_one_batch(m, x), adjoint_a=a),
        "make_x",
        False,
    ),
    "solve": ("solve", _solved, "make_rhs", True),
    "solve_with_broadcast": ("solve", _solved, "make_rhs", False),
}


def add_tests(test_cls):
    """Adds a test for each method, shape, dtype and option to a class.

    Raises:
      RuntimeError: the class has a test of such a name.
    """
    cases = [
        *itertools.product(
            test_cls.dtypes_to_test(),
            test_cls.use_placeholder_options(),
            test_cls.operator_shapes_infos(),
        )
    ]
    for name in sorted({*_CHECKS, *_PRODUCTS} - {*test_cls.skip_these_tests()}):
        for dtype, placeholder, info in cases:
            label = f"test_{name}_shape={info.shape},dtype={dtype},use_placeholder={placeholder}"
            for more, test in _tests(test_cls, name, dtype, placeholder, info):
                if hasattr(test_cls, label + more):
                    raise RuntimeError(f"Test {label + more} defined more than once")
                setattr(test_cls, label + more, test)


def _tests(test_cls, name, dtype, placeholder, info):
    if name in _CHECKS:
        yield "", _check(name, dtype, placeholder, info)
        return
    options = test_cls.adjoint_options(), test_cls.adjoint_arg_options()
    for adjoint, adjoint_arg in itertools.product(*options):
        more = f",adjoint={adjoint},adjoint_arg={adjoint_arg}"
        yield more, _product(name, dtype, placeholder, info, adjoint, adjoint_arg)


def _check(name, dtype, placeholder, info):
    of_operator, of_matrix = _CHECKS[name]
    hints = {"ensure_self_adjoint_and_pd": True} if name == "cholesky" else {}

    def test(self):
        with self.session(graph=Graph()) as session:
            session.graph.seed = DEFAULT_GRAPH_SEED
            made = self.operator_and_matrix(info, dtype, use_placeholder=placeholder, **hints)
            _compare(self, session, of_operator(*made), of_matrix(made[1]), placeholder)

    return test


def _product(name, dtype, placeholder, info, adjoint, adjoint_arg):
    method, reference, maker, with_batch = _PRODUCTS[name]

    def test(self):
        if not with_batch and len(info.shape) <= 2:
            return  # the same as with a batch
        with self.session(graph=Graph()) as session:
            session.graph.seed = DEFAULT_GRAPH_SEED
            operator, matrix = self.operator_and_matrix(info, dtype, use_placeholder=placeholder)
            x = getattr(self, maker)(operator, adjoint=adjoint, with_batch=with_batch)
            argument = turned(x) if adjoint_arg else x
            value = getattr(operator, method)(argument, adjoint=adjoint, adjoint_arg=adjoint_arg)
            _compare(self, session, value, reference(matrix, x, adjoint), placeholder)

    return test


def _compare(case, session, value, expected, placeholder):
    if not placeholder:
        case.assertAllEqual(value.shape, expected.shape)
    case.assertAC(*session.run([value, expected]))


def _complex_too(sample, dtype, seed):
    """Random numbers of a dtype from a function of seeds that gives real ones."""
    real = sample(seed)
    if not dtype.is_complex:
        return real
    return complex_(real, sample(None if seed is None else seed + 1))


def random_normal(shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, seed=None):
    """Normal numbers; complex ones have such real and imaginary parts."""
    dtype = dtypes.as_dtype(dtype)
    return _complex_too(lambda s: normal(shape, mean, stddev, dtype.real_dtype, s), dtype, seed)


def random_uniform(shape, minval=None, maxval=None, dtype=dtypes.float32, seed=None):
    """Uniform numbers; complex ones have such real and imaginary parts."""
    dtype, low = dtypes.as_dtype(dtype), 0 if minval is None else minval
    return _complex_too(lambda s: uniform(shape, low, maxval, dtype.real_dtype, s), dtype, seed)


def random_sign_uniform(shape, minval=None, maxval=None, dtype=dtypes.float32, seed=None):
    """Those of `random_uniform`, each times 1 or -1."""
    size = random_uniform(shape, minval, maxval, dtype, seed)
    signs = api.sign(uniform(shape, -1.0, 1.0, seed=None if seed is None else seed + 2))
    return size * api.cast(signs, size.dtype)


def random_tril_matrix(shape, dtype, force_well_conditioned=False, remove_upper=True):
    """Lower triangular matrices of normal numbers.

    Args:
      shape: `[..., n, n]`.
      dtype: their dtype.
      force_well_conditioned: whether the diagonals' moduli are from 1 to 2.
      remove_upper: whether the upper triangles are 0, else they are random.
    """
    dtype = dtypes.as_dtype(dtype)
    tril = random_normal(shape, dtype=dtype)
    if remove_upper:
        tril = api.matrix_band_part(tril, -1, 0)
    if not force_well_conditioned:
        return tril
    largest = convert(math.sqrt(2.0), dtype.real_dtype)
    return matrix_set_diag(tril, random_sign_uniform(shape[:-1], 1.0, largest, dtype))


def random_positive_definite_matrix(shape, dtype, force_well_conditioned=False):
    """Products of matrices of `random_tril_matrix` and their adjoints."""
    tril = random_tril_matrix(shape, dtype, force_well_conditioned)
    return api.matmul(tril, tril, adjoint_b=True)


def random_normal_correlated_columns(
    shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, eps=1e-4, seed=None
):
    """Matrices of normal numbers that, where they are wide, are within eps of less than full rank.

    Args:
      shape: list of ints, `[..., m, n]`.
      mean, stddev: of the numbers.
      dtype: their dtype.
      eps: how far they are from such a matrix.
      seed: int.

    Raises:
      ValueError: shape has less than two sizes.
    """
    if len(shape) < 2:
        raise ValueError(f"Argument shape must be at least length 2.  Found: {shape}")
    *batch, m, n = shape
    if n < 2 or n < m:
        return random_normal(shape, mean, stddev, dtype, seed)
    thin = random_normal([*batch, m, n - 1], 0.0, 1 / math.sqrt(n - 1), dtype, seed)
    spread = random_normal([*batch, n, n - 1], dtype=dtype, seed=None if seed is None else seed + 3)
    flat = api.matmul(thin, spread, transpose_b=True)
    return flat + random_normal(shape, stddev=eps, dtype=dtype) + convert(mean, flat.dtype)
