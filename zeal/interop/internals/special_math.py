"""Names of tensorflow.python.ops.distributions.special_math."""

from zeal.distributions.standard_normal import erfinv, log_cdf_laplace, log_ndtr, ndtr, ndtri

__all__ = ["erfinv", "log_cdf_laplace", "log_ndtr", "ndtr", "ndtri"]

LOGNDTR_FLOAT32_LOWER, LOGNDTR_FLOAT32_UPPER = -10.0, 5.0
LOGNDTR_FLOAT64_LOWER, LOGNDTR_FLOAT64_UPPER = -20.0, 8.0
