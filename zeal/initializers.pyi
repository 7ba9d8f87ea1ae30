# By tools/publish.py
from typing import Any as _A
from . import tables_initializer as tables_initializer,variables_initializer as variables
from .state.initializers import Constant as _constant,GlorotNormal as _glorot_normal,GlorotUniform as _glorot_uniform,Identity as _identity,Ones as _ones,Orthogonal as _orthogonal,RandomNormal as _random_normal,RandomUniform as _random_uniform,TruncatedNormal as _truncated_normal,UniformUnitScaling as _uniform_unit_scaling,VarianceScaling as _variance_scaling,Zeros as _zeros
constant = _constant
def global_variables()->_A:...
glorot_normal = _glorot_normal
glorot_uniform = _glorot_uniform
def he_normal(seed=...)->_A:...
def he_uniform(seed=...)->_A:...
identity = _identity
def lecun_normal(seed=...)->_A:...
def lecun_uniform(seed=...)->_A:...
def local_variables()->_A:...
ones = _ones
orthogonal = _orthogonal
random_normal = _random_normal
random_uniform = _random_uniform
truncated_normal = _truncated_normal
uniform_unit_scaling = _uniform_unit_scaling
variance_scaling = _variance_scaling
zeros = _zeros
