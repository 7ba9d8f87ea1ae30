"""Names of tensorflow.python.ops.distributions.special_math."""

from zeal.distributions.standard_normal import erfinv, log_cdf_laplace, log_ndtr, ndtr, ndtri

__all__ = ["erfinv", "log_cdf_laplace", "log_ndtr", "ndtr", "ndtri"]
