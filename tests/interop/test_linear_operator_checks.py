"""Tests of zeal/interop/internals/linear_operator_test_util.py: tests of operators can fail."""

import unittest

import pytest

import zeal as tf
from zeal.interop.internals import linear_operator_test_util as checks


def outcome(factor, base=checks.SquareLinearOperatorDerivedClassTest):
    """The result of the tests of an operator of `factor` times the matrix that it should be."""

    class Operators(base):
        @staticmethod
        def dtypes_to_test():
            return [tf.float64]

        @staticmethod
        def skip_these_tests():
            return [*base.skip_these_tests(), "cholesky"]

        def operator_and_matrix(self, info, dtype, use_placeholder):
            matrix = checks.random_normal_correlated_columns(info.shape, dtype=dtype, eps=1.0)
            held = tf.placeholder_with_default(matrix, None) if use_placeholder else matrix
            return tf.linalg.LinearOperatorFullMatrix(factor * held), matrix

        def assertAC(self, x, y):
            self.assertAllClose(x, y, 1e-6, 1e-6)

    checks.add_tests(Operators)
    with pytest.raises(RuntimeError, match="more than once"):
        checks.add_tests(Operators)
    result = unittest.TestResult()
    with tf.Graph().as_default():
        unittest.defaultTestLoader.loadTestsFromTestCase(Operators).run(result)
    return result


def test_right_operators_pass():
    assert outcome(1.0).wasSuccessful()
    result = outcome(1.0, checks.NonSquareLinearOperatorDerivedClassTest)
    assert result.wasSuccessful() and result.testsRun > 100


def test_wrong_operators_fail():
    result = outcome(2.0)
    assert len(result.failures) > 100 and not result.errors


def test_random_matrices():
    tril = checks.random_tril_matrix([3, 3], tf.complex128, force_well_conditioned=True).numpy()
    assert tril[0, 2] == 0 and (abs(tril.diagonal()) >= 1).all()
    positive = checks.random_positive_definite_matrix([4, 4], tf.float64, True)
    assert (tf.linalg.eigvalsh(positive).numpy() > 0).all()
    with pytest.raises(ValueError, match="at least length 2"):
        checks.random_normal_correlated_columns([3])
