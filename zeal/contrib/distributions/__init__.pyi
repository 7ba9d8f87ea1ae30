# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal._native import Tensor
from zeal.contrib.distributions import bijectors as bijectors
from zeal.contrib.distributions.autoregressive import Autoregressive as Autoregressive
from zeal.contrib.distributions.conditional import ConditionalDistribution as ConditionalDistribution,ConditionalTransformedDistribution as ConditionalTransformedDistribution
from zeal.contrib.distributions.counts import Binomial as Binomial,Geometric as Geometric,NegativeBinomial as NegativeBinomial,Poisson as Poisson
from zeal.contrib.distributions.deterministic import Deterministic as Deterministic,VectorDeterministic as VectorDeterministic
from zeal.contrib.distributions.gammas import Chi2 as Chi2,Chi2WithAbsDf as Chi2WithAbsDf,InverseGamma as InverseGamma,InverseGammaWithSoftplusConcentrationRate as InverseGammaWithSoftplusConcentrationRate
from zeal.contrib.distributions.independent import BatchReshape as BatchReshape,Independent as Independent
from zeal.contrib.distributions.locations import Cauchy as Cauchy,HalfNormal as HalfNormal,Logistic as Logistic
from zeal.contrib.distributions.mixtures import Mixture as Mixture,MixtureSameFamily as MixtureSameFamily
from zeal.contrib.distributions.more_transformed import Kumaraswamy as Kumaraswamy,SinhArcsinh as SinhArcsinh,VectorSinhArcsinhDiag as VectorSinhArcsinhDiag
from zeal.contrib.distributions.normals import MultivariateNormalDiag as MultivariateNormalDiag,MultivariateNormalDiagPlusLowRank as MultivariateNormalDiagPlusLowRank,MultivariateNormalDiagWithSoftplusScale as MultivariateNormalDiagWithSoftplusScale,MultivariateNormalFullCovariance as MultivariateNormalFullCovariance,MultivariateNormalTriL as MultivariateNormalTriL
from zeal.contrib.distributions.one_hot import ExpRelaxedOneHotCategorical as ExpRelaxedOneHotCategorical,OneHotCategorical as OneHotCategorical,RelaxedBernoulli as RelaxedBernoulli,RelaxedOneHotCategorical as RelaxedOneHotCategorical
from zeal.contrib.distributions.quantized import QuantizedDistribution as QuantizedDistribution
from zeal.contrib.distributions.transformed import TransformedDistribution as TransformedDistribution
from zeal.contrib.distributions.vectors import VectorExponentialDiag as VectorExponentialDiag,VectorLaplaceDiag as VectorLaplaceDiag
from zeal.contrib.distributions.wishart import WishartCholesky as WishartCholesky,WishartFull as WishartFull
from zeal.distributions import kl_divergence as kl_divergence
from zeal.distributions.bernoulli import Bernoulli as Bernoulli
from zeal.distributions.beta import Beta as Beta,BetaWithSoftplusConcentration as BetaWithSoftplusConcentration
from zeal.distributions.categorical import Categorical as Categorical
from zeal.distributions.dirichlet import Dirichlet as Dirichlet,DirichletMultinomial as DirichletMultinomial
from zeal.distributions.distribution import Distribution as Distribution
from zeal.distributions.divergence import RegisterKL as RegisterKL
from zeal.distributions.gamma import Exponential as Exponential,ExponentialWithSoftplusRate as ExponentialWithSoftplusRate,Gamma as Gamma,GammaWithSoftplusConcentrationRate as GammaWithSoftplusConcentrationRate
from zeal.distributions.laplace import Laplace as Laplace,LaplaceWithSoftplusScale as LaplaceWithSoftplusScale
from zeal.distributions.multinomial import Multinomial as Multinomial
from zeal.distributions.normal import Normal as Normal,NormalWithSoftplusScale as NormalWithSoftplusScale
from zeal.distributions.reparameterization import ReparameterizationType as ReparameterizationType
from zeal.distributions.seeds import SeedStream as SeedStream
from zeal.distributions.student_t import StudentT as StudentT,StudentTWithAbsDfSoftplusScale as StudentTWithAbsDfSoftplusScale
from zeal.distributions.uniform import Uniform as Uniform
FULLY_REPARAMETERIZED: _A
NOT_REPARAMETERIZED: _A
def assign_log_moving_mean_exp(log_mean_exp_var:_A,log_value:_A,decay:_A,name:_A=...)->_A:...
def assign_moving_mean_variance(mean_var:_A,variance_var:_A,value:_A,decay:_A,name:_A=...)->_A:...
def auto_correlation(x:_A,axis:_A=...,max_lags:_A=...,center:_A=...,normalize:_A=...,name:_A=...)->Tensor:...
def fill_triangular(x:_A,upper:_A=...,name:_A=...)->Tensor:...
def fill_triangular_inverse(x:_A,upper:_A=...,name:_A=...)->Tensor:...
def matrix_diag_transform(matrix:_A,transform:_A=...,name:_A=...)->Tensor:...
def moving_mean_variance(value:_A,decay:_A,collections:_A=...,name:_A=...)->_A:...
def normal_conjugates_known_scale_posterior(prior:_A,scale:_A,s:_A,n:_A)->_A:...
def normal_conjugates_known_scale_predictive(prior:_A,scale:_A,s:_A,n:_A)->_A:...
def percentile(x:_A,q:_A,axis:_A=...,interpolation:_A=...,keep_dims:_A=...,validate_args:_A=...,name:_A=...)->Tensor:...
def reduce_weighted_logsumexp(logx:_A,w:_A=...,axis:_A=...,keep_dims:_A=...,return_sign:_A=...,name:_A=...)->Tensor:...
def softplus_inverse(x:_A,name:_A=...)->Tensor:...
def tridiag(below:_A=...,diag:_A=...,above:_A=...,name:_A=...)->Tensor:...
