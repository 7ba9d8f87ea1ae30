"""Mixtures: a categorical distribution says which component a value comes from."""

from zeal._native import api
from zeal.distributions.categorical import Categorical
from zeal.distributions.checking import assert_equal
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.distributions.seeds import derived_seed
from zeal.eager.control import control_dependencies
from zeal.ops.array.join import stack
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.partition import dynamic_partition
from zeal.ops.array.range import range as range_
from zeal.ops.array.stitch import dynamic_stitch
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public
from zeal.state.scope import name_scope


def _with_axes(x, ndims):
    """x, over components along its last axis, with axes of size 1 for an event behind it."""
    return api.reshape(x, api.concat([api.shape(x), [1] * ndims], 0)) if ndims else x


@public("contrib.distributions.MixtureSameFamily")
class MixtureSameFamily(Distribution):
    """A mixture whose components are the last axis of one distribution's batch.

    Args:
      mixture_distribution: a `Categorical` over k components, of the mixture's batch shape or none.
      components_distribution: a distribution of batch shape `[..., k]`.
      validate_args: accepted for compatibility.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: the mixture distribution is not of integers or not of numbers, or shapes do not
        fit.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> mixture = tfd.MixtureSameFamily(
      ...     tfd.Categorical(probs=[0.5, 0.5]), tfd.Normal([-1.0, 1.0], [0.1, 0.5]))
      >>> mixture.mean().numpy()
      0.0
    """

    def __init__(
        self, mixture_distribution, components_distribution, validate_args=False,
        allow_nan_stats=True, name="MixtureSameFamily",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        self._mixture, self._components = mixture_distribution, components_distribution
        self._check()
        with name_scope(name) as name:
            pass
        super().__init__(
            components_distribution.dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats,
            parameters, self._mixture._graph_parents + self._components._graph_parents, name,
        )  # fmt: skip

    def _check(self):
        mixture, components = self._mixture, self._components
        if not mixture.dtype.is_integer:
            raise ValueError(
                f"`mixture_distribution.dtype` ({mixture.dtype.name}) is not over integers"
            )
        if mixture.event_shape.ndims not in (None, 0):
            raise ValueError("`mixture_distribution` must have scalar `event_dim`s")
        if components.event_shape.ndims is None:
            raise ValueError("`components_distribution` must have an event shape of known rank")
        have, want = mixture.batch_shape, components.batch_shape.with_rank_at_least(1)[:-1]
        if have.is_fully_defined() and want.is_fully_defined() and have.ndims and have != want:
            raise ValueError(
                f"`mixture_distribution.batch_shape` (`{have.as_list()}`) is not compatible with "
                f"`components_distribution.batch_shape` (`{want.as_list()}`)"
            )
        k = mixture.logits.shape.with_rank_at_least(1)._at(-1)
        of_components = components.batch_shape._at(-1)
        if None not in (k, of_components) and k != of_components:
            raise ValueError(
                f"`mixture_distribution components` ({k}) does not equal "
                f"`components_distribution.batch_shape[-1]` ({of_components})"
            )

    mixture_distribution = property(lambda self: self._mixture, doc="Of the components' numbers.")
    components_distribution = property(lambda self: self._components, doc="Of the components.")

    def _batch_shape(self):
        return self._components.batch_shape.with_rank_at_least(1)[:-1]

    def _batch_shape_tensor(self):
        return self._components.batch_shape_tensor()[:-1]

    def _event_shape(self):
        return self._components.event_shape

    def _event_shape_tensor(self):
        return self._components.event_shape_tensor()

    def _ndims(self):
        return self._components.event_shape.ndims

    def _sample_n(self, n, seed=None):
        x = self._components.sample(n, derived_seed(seed, "MixtureSameFamily"))
        chosen = self._mixture.sample(n, seed)
        k = api.shape(self._mixture.logits)[-1]
        mask = one_hot(chosen, k, dtype=x.dtype)
        mixed, own = self._mixture.batch_shape.ndims, self.batch_shape.ndims
        if mixed == 0 and own:  # one number for each sample: alike for all of the batch
            mask = api.reshape(mask, api.concat([[n], [1] * own, [k]], 0))
        return api.reduce_sum(x * _with_axes(mask, self._ndims()), -1 - self._ndims())

    def _each(self, x):
        """x beside components: with an axis of size 1 before the event's."""
        return api.expand_dims(x, -1 - self._ndims())

    def _log_prob(self, x):
        logs = self._components.log_prob(self._each(x))
        return reduce_logsumexp(logs + api.log_softmax(self._mixture.logits), -1)

    def _log_cdf(self, x):
        logs = self._components.log_cdf(self._each(x))
        return reduce_logsumexp(logs + api.log_softmax(self._mixture.logits), -1)

    def _averaged(self, x, more=0):
        """The mean of a statistic over components."""
        ndims = self._ndims() + more
        return api.reduce_sum(_with_axes(self._mixture.probs, ndims) * x, -1 - ndims)

    def _mean(self):
        return self._averaged(self._components.mean())

    def _variance(self):
        far = api.squared_difference(self._components.mean(), self._each(self._mean()))
        return self._averaged(self._components.variance()) + self._averaged(far)

    def _covariance(self):
        if self._ndims() != 1:
            raise NotImplementedError("covariance is not implemented")
        far = self._components.mean() - self._each(self._mean())
        products = far[..., None, :] * far[..., None]
        return self._averaged(self._components.covariance() + products, 1)


def _check_kinds(cat, components):
    if not isinstance(cat, Categorical):
        raise TypeError(f"cat must be a Categorical distribution, but saw: {cat}")
    if not components:
        raise ValueError("components must be a non-empty list or tuple")
    if not isinstance(components, (list, tuple)):
        raise TypeError(f"components must be a list or tuple, but saw: {components}")
    if not all(isinstance(c, Distribution) for c in components):
        raise TypeError(
            f"all entries in components must be Distribution instances but saw: {components}"
        )
    if len({c.dtype for c in components}) > 1:
        found = [(c.name, c.dtype) for c in components]
        raise TypeError(f"All components must have the same dtype, but saw dtypes: {found}")


def _check_count(cat, components):
    classes = cat.logits.shape._at(-1) if cat.logits.shape.ndims is not None else None
    if classes is None:
        raise ValueError(
            "Could not infer number of classes from cat and unable to compare this value to the "
            "number of components passed in."
        )
    if classes != len(components):
        raise ValueError(f"cat.num_classes != len(components): {classes} vs. {len(components)}")


@public("contrib.distributions.Mixture")
class Mixture(Distribution):
    """A mixture of a list of distributions.

    Args:
      cat: a `Categorical` distribution over the components.
      components: a list of distributions of one batch shape, event shape and dtype.
      validate_args: whether batch shapes are checked.
      allow_nan_stats: accepted for compatibility.
      use_static_graph: whether each component is drawn for all values, and one of them taken; by
        default it is drawn as often as it was chosen.
      name: its name.

    Raises:
      TypeError: cat is no Categorical, components are no list of distributions of one dtype.
      ValueError: there are none, or not as many as cat has classes, or shapes do not fit.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> mixture = tfd.Mixture(
      ...     tfd.Categorical(probs=[0.5, 0.5]), [tfd.Normal(-1.0, 0.1), tfd.Normal(1.0, 0.5)])
      >>> mixture.mean().numpy()
      0.0
    """

    def __init__(
        self, cat, components, validate_args=False, allow_nan_stats=True,
        use_static_graph=False, name="Mixture",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        self._event, self._batch = self._shapes(cat, components)
        self._axis = -1 - self._event.ndims
        self._cat, self._components, self._static = cat, list(components), use_static_graph
        with name_scope(name) as name:
            self._checks = self._checks_of_batches() if validate_args else []
        parents = cat._graph_parents + [p for c in components for p in c._graph_parents]
        super().__init__(
            components[0].dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            parents, name,
        )  # fmt: skip

    def _shapes(self, cat, components):
        """The shapes of events and of the batch, as far as all parts together tell them."""
        _check_kinds(cat, components)
        event, batch = components[0].event_shape, cat.batch_shape
        for c in components:
            event, batch = event.merge_with(c.event_shape), batch.merge_with(c.batch_shape)
        if event.ndims is None:
            raise ValueError(
                "Expected to know rank(event_shape) from components, but none of the components "
                "provide a static number of ndims"
            )
        _check_count(cat, components)
        return event, batch

    def _checks_of_batches(self):
        checks, want = [], self._cat.batch_shape_tensor()
        for i, c in enumerate(self._components):
            have = c.batch_shape_tensor()
            words = f"components[{i}] batch shape must match cat batch shape"
            # Ranks first: an empty shape is equal to a vector of one size.
            for pair in ((api.size(want), api.size(have)), (want, have)):
                checks.append(assert_equal(*pair, message=words))
        return checks

    cat = property(lambda self: self._cat, doc="The distribution of the components' numbers.")
    components = property(lambda self: self._components, doc="The list of components.")
    num_components = property(lambda self: len(self._components), doc="How many there are.")

    def _batch_shape(self):
        return self._batch

    def _batch_shape_tensor(self):
        return self._cat.batch_shape_tensor()

    def _event_shape(self):
        return self._event

    def _event_shape_tensor(self):
        return self._components[0].event_shape_tensor()

    def _stacked(self, method, axis, *args):
        """A statistic of all components, along an axis: that behind the batch's is `_axis`."""
        with control_dependencies(self._checks):
            return stack([getattr(c, method)(*args) for c in self._components], axis)

    def _averaged(self, x):
        weights = _with_axes(api.softmax(self._cat.logits), self._event.ndims)
        return api.reduce_sum(weights * x, self._axis)

    def _sample_n(self, n, seed=None):
        # What is stacked is of one shape, or an error by itself.
        with control_dependencies([] if self._static else self._checks):
            chosen, seeds = self._cat.sample(n, seed), []
            for _ in self._components:
                seed = derived_seed(seed, "mixture")
                seeds.append(seed)
            return (self._masked if self._static else self._picked)(n, chosen, seeds)

    def _masked(self, n, chosen, seeds):
        """All components are drawn, and one chosen."""
        parts = [c.sample(n, seed) for c, seed in zip(self._components, seeds, strict=True)]
        x = stack(parts, self._axis)
        mask = one_hot(chosen, len(parts), dtype=x.dtype)
        return api.reduce_sum(x * _with_axes(mask, self._event.ndims), self._axis)

    def _picked(self, n, chosen, seeds):
        """A component gives as many as chose it: row i of its draws at that value's batch entry."""
        flat = api.reshape(chosen, [-1])
        places = dynamic_partition(range_(api.size(flat)), flat, len(seeds))
        batch, event = api.reduce_prod(self._cat.batch_shape_tensor()), self.event_shape_tensor()
        drawn = []
        for c, seed, at in zip(self._components, seeds, places, strict=True):
            x, count = c.sample(api.size(at), seed), api.size(at)
            rows = api.reshape(x, api.concat([[count * batch], event], 0))
            drawn.append(api.gather(rows, range_(count) * batch + at % batch))
        x = dynamic_stitch(places, drawn)
        return api.reshape(x, api.concat([api.shape(chosen), event], 0))

    def _mean(self):
        return self._averaged(self._stacked("mean", self._axis))

    def _stddev(self):
        means = self._stacked("mean", self._axis)
        squares = api.square(self._stacked("stddev", self._axis)) + api.square(means)
        return api.sqrt(self._averaged(squares) - api.square(self._averaged(means)))

    def _of_components(self, method, x):
        logs = self._stacked(method, -1, x)
        return reduce_logsumexp(logs + api.log_softmax(self._cat.logits), -1)

    def _log_prob(self, x):
        return self._of_components("log_prob", x)

    def _log_cdf(self, x):
        return self._of_components("log_cdf", x)

    def entropy_lower_bound(self, name="entropy_lower_bound"):
        """The mean of the components' entropies, which the mixture's is not below.

        Args:
          name: its name in graphs.

        Returns:
          A tensor of the batch's shape.
        """
        with self._name_scope(name):
            parts = stack([c.entropy() for c in self._components], -1)
            return api.reduce_sum(api.softmax(self._cat.logits) * parts, -1)
