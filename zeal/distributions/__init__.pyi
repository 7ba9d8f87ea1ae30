# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal._native import Tensor
from zeal.distributions.bernoulli import Bernoulli as Bernoulli
from zeal.distributions.beta import Beta as Beta
from zeal.distributions.categorical import Categorical as Categorical
from zeal.distributions.dirichlet import Dirichlet as Dirichlet,DirichletMultinomial as DirichletMultinomial
from zeal.distributions.distribution import Distribution as Distribution
from zeal.distributions.divergence import RegisterKL as RegisterKL
from zeal.distributions.gamma import Exponential as Exponential,Gamma as Gamma
from zeal.distributions.laplace import Laplace as Laplace
from zeal.distributions.multinomial import Multinomial as Multinomial
from zeal.distributions.normal import Normal as Normal
from zeal.distributions.reparameterization import ReparameterizationType as ReparameterizationType
from zeal.distributions.student_t import StudentT as StudentT
from zeal.distributions.uniform import Uniform as Uniform
FULLY_REPARAMETERIZED: _A
NOT_REPARAMETERIZED: _A
def kl_divergence(distribution_a,distribution_b,allow_nan_stats=...,name=...)->Tensor:...
