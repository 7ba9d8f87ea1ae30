"""The tf.random namespace."""

from zeal.namespace import namespace as _namespace
from zeal.ops import random as _ops
from zeal.ops.random import categorical, multinomial, truncated_normal
from zeal.ops.stateless_random import (
    stateless_categorical,
    stateless_multinomial,
    stateless_normal,
    stateless_truncated_normal,
    stateless_uniform,
)
from zeal.random_seed import get_seed, set_random_seed

__all__ = [
    "categorical", "gamma", "get_seed", "multinomial", "normal", "poisson", "set_random_seed",
    "shuffle", "stateless_categorical", "stateless_multinomial", "stateless_normal",
    "stateless_truncated_normal", "stateless_uniform", "truncated_normal", "uniform",
]

gamma = _ops.random_gamma
normal = _ops.random_normal
poisson = _ops.random_poisson
shuffle = _ops.random_shuffle
uniform = _ops.random_uniform

__getattr__ = _namespace(__name__)
