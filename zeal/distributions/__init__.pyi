# By tools/publish.py
from typing import Any as _A
from .._native import Tensor
from .bernoulli import Bernoulli as Bernoulli
from .beta import Beta as Beta
from .categorical import Categorical as Categorical
from .dirichlet import Dirichlet as Dirichlet,DirichletMultinomial as DirichletMultinomial
from .distribution import Distribution as Distribution
from .divergence import RegisterKL as RegisterKL
from .gamma import Exponential as Exponential,Gamma as Gamma
from .laplace import Laplace as Laplace
from .multinomial import Multinomial as Multinomial
from .normal import Normal as Normal
from .reparameterization import ReparameterizationType as ReparameterizationType
from .student_t import StudentT as StudentT
from .uniform import Uniform as Uniform
FULLY_REPARAMETERIZED: _A
NOT_REPARAMETERIZED: _A
def kl_divergence(distribution_a,distribution_b,allow_nan_stats=...,name=...)->Tensor:...
