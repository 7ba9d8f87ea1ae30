"""tf.initializers: functions that make a variable's first value."""

from zeal.keras.initializers import he_normal, he_uniform, lecun_normal, lecun_uniform
from zeal.namespace import namespace as _namespace
from zeal.state.initializers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    Ones,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)

__all__ = [
    "constant", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal",
    "lecun_uniform", "ones", "random_normal", "random_uniform", "truncated_normal",
    "variance_scaling", "zeros",
]  # fmt: skip

constant, zeros, ones, variance_scaling = Constant, Zeros, Ones, VarianceScaling
glorot_normal, glorot_uniform = GlorotNormal, GlorotUniform
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal

# As names of `tf` itself.
constant_initializer, zeros_initializer, ones_initializer = Constant, Zeros, Ones
random_normal_initializer, random_uniform_initializer = RandomNormal, RandomUniform
truncated_normal_initializer, variance_scaling_initializer = TruncatedNormal, VarianceScaling
glorot_normal_initializer, glorot_uniform_initializer = GlorotNormal, GlorotUniform

__getattr__ = _namespace(__name__)
