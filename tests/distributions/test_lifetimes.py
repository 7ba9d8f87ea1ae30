"""Distributions die with their last reference: none keeps itself, in what its constructor got."""

import gc
import weakref

import pytest

import zeal as tf

D = tf.contrib.distributions

DISTRIBUTIONS = {
    "Bernoulli": lambda: D.Bernoulli(0.5),
    "Beta": lambda: D.Beta(3.0, 1.0),
    "Categorical": lambda: D.Categorical([0.5, 0.5]),
    "Chi2": lambda: D.Chi2(3.0),
    "Deterministic": lambda: D.Deterministic(1.0),
    "Dirichlet": lambda: D.Dirichlet([0.5, 0.5]),
    "DirichletMultinomial": lambda: D.DirichletMultinomial(2.0, [0.5, 0.5]),
    "Exponential": lambda: D.Exponential(2.0),
    "Gamma": lambda: D.Gamma(3.0, 1.0),
    "Geometric": lambda: D.Geometric(probs=0.5),
    "Independent": lambda: D.Independent(D.Normal([0.0], 1.0)),
    "Kumaraswamy": lambda: D.Kumaraswamy(1.0, 1.0),
    "Laplace": lambda: D.Laplace(0.0, 1.0),
    "Logistic": lambda: D.Logistic(0.0, 1.0),
    "MixtureSameFamily": lambda: D.MixtureSameFamily(
        D.Categorical([0.5, 0.5]), D.Normal([0.0, 1.0], 1.0)
    ),
    "Mixture": lambda: D.Mixture(D.Categorical([0.5, 0.5]), [D.Normal(0.0, 1.0)] * 2),
    "Multinomial": lambda: D.Multinomial(2.0, probs=[0.5, 0.5]),
    "MultivariateNormalDiag": lambda: D.MultivariateNormalDiag([0.0], [1.0]),
    "MultivariateNormalTriL": lambda: D.MultivariateNormalTriL([0.0], [[1.0]]),
    "NegativeBinomial": lambda: D.NegativeBinomial(2.0, probs=0.5),
    "Normal": lambda: D.Normal(0.0, 1.0),
    "NormalWithSoftplusScale": lambda: D.NormalWithSoftplusScale(0.0, 1.0),
    "OneHotCategorical": lambda: D.OneHotCategorical([0.5, 0.5]),
    "Poisson": lambda: D.Poisson(1.0),
    "RelaxedBernoulli": lambda: D.RelaxedBernoulli(0.5, probs=0.5),
    "RelaxedOneHotCategorical": lambda: D.RelaxedOneHotCategorical(0.5, probs=[0.5, 0.5]),
    "StudentT": lambda: D.StudentT(3.0, 0.0, 1.0),
    "TransformedDistribution": lambda: D.TransformedDistribution(
        D.Normal(0.0, 1.0), D.bijectors.Exp()
    ),
    "Uniform": lambda: D.Uniform(0.0, 1.0),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_distributions_die_with_their_last_reference(name):
    gc.disable()
    try:
        made = DISTRIBUTIONS[name]()
        made.sample()
        kept = weakref.ref(made)
        del made
        assert kept() is None
    finally:
        gc.enable()
