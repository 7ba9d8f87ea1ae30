# By tools/publish.py
from typing import Any as _A
from ..._native import Tensor
from . import bijectors as bijectors
from .autoregressive import Autoregressive as Autoregressive
from .conditional import ConditionalDistribution as ConditionalDistribution,ConditionalTransformedDistribution as ConditionalTransformedDistribution
from .counts import Binomial as Binomial,Geometric as Geometric,NegativeBinomial as NegativeBinomial,Poisson as Poisson
from .deterministic import Deterministic as Deterministic,VectorDeterministic as VectorDeterministic
from .gammas import Chi2 as Chi2,Chi2WithAbsDf as Chi2WithAbsDf,InverseGamma as InverseGamma,InverseGammaWithSoftplusConcentrationRate as InverseGammaWithSoftplusConcentrationRate
from .independent import BatchReshape as BatchReshape,Independent as Independent
from .locations import Cauchy as Cauchy,HalfNormal as HalfNormal,Logistic as Logistic
from .mixtures import Mixture as Mixture,MixtureSameFamily as MixtureSameFamily
from .more_transformed import Kumaraswamy as Kumaraswamy,SinhArcsinh as SinhArcsinh,VectorSinhArcsinhDiag as VectorSinhArcsinhDiag
from .normals import MultivariateNormalDiag as MultivariateNormalDiag,MultivariateNormalDiagPlusLowRank as MultivariateNormalDiagPlusLowRank,MultivariateNormalDiagWithSoftplusScale as MultivariateNormalDiagWithSoftplusScale,MultivariateNormalFullCovariance as MultivariateNormalFullCovariance,MultivariateNormalTriL as MultivariateNormalTriL
from .one_hot import ExpRelaxedOneHotCategorical as ExpRelaxedOneHotCategorical,OneHotCategorical as OneHotCategorical,RelaxedBernoulli as RelaxedBernoulli,RelaxedOneHotCategorical as RelaxedOneHotCategorical
from .quantized import QuantizedDistribution as QuantizedDistribution
from .transformed import TransformedDistribution as TransformedDistribution
from .vectors import VectorExponentialDiag as VectorExponentialDiag,VectorLaplaceDiag as VectorLaplaceDiag
from .wishart import WishartCholesky as WishartCholesky,WishartFull as WishartFull
from ...distributions import kl_divergence as kl_divergence
from ...distributions.bernoulli import Bernoulli as Bernoulli
from ...distributions.beta import Beta as Beta,BetaWithSoftplusConcentration as BetaWithSoftplusConcentration
from ...distributions.categorical import Categorical as Categorical
from ...distributions.dirichlet import Dirichlet as Dirichlet,DirichletMultinomial as DirichletMultinomial
from ...distributions.distribution import Distribution as Distribution
from ...distributions.divergence import RegisterKL as RegisterKL
from ...distributions.gamma import Exponential as Exponential,ExponentialWithSoftplusRate as ExponentialWithSoftplusRate,Gamma as Gamma,GammaWithSoftplusConcentrationRate as GammaWithSoftplusConcentrationRate
from ...distributions.laplace import Laplace as Laplace,LaplaceWithSoftplusScale as LaplaceWithSoftplusScale
from ...distributions.multinomial import Multinomial as Multinomial
from ...distributions.normal import Normal as Normal,NormalWithSoftplusScale as NormalWithSoftplusScale
from ...distributions.reparameterization import ReparameterizationType as ReparameterizationType
from ...distributions.seeds import SeedStream as SeedStream
from ...distributions.student_t import StudentT as StudentT,StudentTWithAbsDfSoftplusScale as StudentTWithAbsDfSoftplusScale
from ...distributions.uniform import Uniform as Uniform
FULLY_REPARAMETERIZED: _A
NOT_REPARAMETERIZED: _A
def assign_log_moving_mean_exp(log_mean_exp_var,log_value,decay,name=...)->_A:...
def assign_moving_mean_variance(mean_var,variance_var,value,decay,name=...)->_A:...
def auto_correlation(x,axis=...,max_lags=...,center=...,normalize=...,name=...)->Tensor:...
def fill_triangular(x,upper=...,name=...)->Tensor:...
def fill_triangular_inverse(x,upper=...,name=...)->Tensor:...
def matrix_diag_transform(matrix,transform=...,name=...)->Tensor:...
def moving_mean_variance(value,decay,collections=...,name=...)->_A:...
def normal_conjugates_known_scale_posterior(prior,scale,s,n)->_A:...
def normal_conjugates_known_scale_predictive(prior,scale,s,n)->_A:...
def percentile(x,q,axis=...,interpolation=...,keep_dims=...,validate_args=...,name=...)->Tensor:...
def reduce_weighted_logsumexp(logx,w=...,axis=...,keep_dims=...,return_sign=...,name=...)->Tensor:...
def softplus_inverse(x,name=...)->Tensor:...
def tridiag(below=...,diag=...,above=...,name=...)->Tensor:...
