"""tf.contrib.factorization.KMeans: Lloyd's algorithm, for all points or parts of them."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.contrib.factorization.centers import plus_plus
from zeal.eager.control import control_dependencies, group, no_op
from zeal.effects.check import assert_equal, assert_greater_equal, assert_positive
from zeal.graph.conditions import cond
from zeal.graph.placeholder import placeholder_with_default
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.nn.norm import l2_normalize
from zeal.ops.random.distributions import random_uniform
from zeal.public import public, publish
from zeal.state.variable import Variable, assign, assign_add, assign_sub

SQUARED_EUCLIDEAN_DISTANCE = "squared_euclidean"
COSINE_DISTANCE = "cosine"
RANDOM_INIT = "random"
KMEANS_PLUS_PLUS_INIT = "kmeans_plus_plus"
CLUSTERS_VAR_NAME = "clusters"
for _name in (
    "SQUARED_EUCLIDEAN_DISTANCE", "COSINE_DISTANCE", "RANDOM_INIT", "KMEANS_PLUS_PLUS_INIT",
):  # fmt: skip
    publish(__name__, _name, f"contrib.factorization.{_name}")


def check_choices(initial_clusters, distance_metric):
    """Raises ValueError where a way to begin, or a distance, is unknown."""
    if isinstance(initial_clusters, str) and initial_clusters not in (
        RANDOM_INIT, KMEANS_PLUS_PLUS_INIT,
    ):  # fmt: skip
        raise ValueError(f"Unsupported initialization algorithm '{initial_clusters}'")
    if distance_metric not in (SQUARED_EUCLIDEAN_DISTANCE, COSINE_DISTANCE):
        raise ValueError(f"Unsupported distance metric '{distance_metric}'")


@public("contrib.factorization.KMeans")
class KMeans:
    """The graph that gathers points into clusters.

    Args:
      inputs: float32 tensor of points, `[points, dimensions]`, or a list of such.
      num_clusters: how many clusters.
      initial_clusters: their first centers: a tensor; "random" points or those of
        "kmeans_plus_plus" ("kmc2" is not built); or a function of the inputs and a number that
        gives at most so many centers.
      distance_metric: "squared_euclidean" or "cosine".
      use_mini_batch: whether each step sees a part of the points, which moves centers by less and
        less; else it sees all, and centers become means.
      mini_batch_steps_per_iteration: how many such steps count before centers move.
      random_seed: of the choice of centers.
      kmeans_plus_plus_num_retries: how many further points are drawn for each center; the best one
        stays. Negative: a number that grows with the clusters.
      kmc2_chain_length: accepted for compatibility.

    Raises:
      ValueError: `initial_clusters` or `distance_metric` is unknown.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     points = tf.constant([[0.0], [1.0], [10.0], [11.0]])
      ...     means = tf.contrib.factorization.KMeans(points, 2, initial_clusters=[[0.0], [9.0]])
      ...     _, index, _, _, init, step = means.training_graph()
      ...     session.run(tf.global_variables_initializer())
      ...     done = session.run(init), session.run(step)
      ...     print(session.run(index)[0], session.run("clusters:0").round(2).tolist())
      [0 0 1 1] [[0.5], [10.5]]
    """

    def __init__(
        self, inputs, num_clusters, initial_clusters=RANDOM_INIT,
        distance_metric=SQUARED_EUCLIDEAN_DISTANCE, use_mini_batch=False,
        mini_batch_steps_per_iteration=1, random_seed=0, kmeans_plus_plus_num_retries=2,
        kmc2_chain_length=200,
    ):  # fmt: skip
        check_choices(initial_clusters, distance_metric)
        inputs = inputs if isinstance(inputs, list) else [inputs]
        self._inputs = [_native.convert(x) for x in inputs]
        self._num_clusters, self._initial = num_clusters, initial_clusters
        self._cosine, self._parts = distance_metric == COSINE_DISTANCE, use_mini_batch
        self._steps = int(mini_batch_steps_per_iteration) if use_mini_batch else 1
        self._seed, self._retries = random_seed, kmeans_plus_plus_num_retries

    def training_graph(self):
        """The tensors and ops of the algorithm.

        Returns:
          Six: a tuple of the distances of points and all centers, one tensor for each input; one of
          the nearest centers' numbers; one of their distances; a variable that says whether there
          are all centers; the op that chooses centers, to run until they are; and a step.
        """
        self._make_variables()
        init = cond(
            api.equal(self._remaining, 0), lambda: group(assert_equal(self._ready, True)),
            self._begin,
        )  # fmt: skip
        inputs, centers = self._inputs, self._centers
        if self._cosine:
            inputs = [l2_normalize(x, 1) for x in inputs]
            if self._parts and self._steps == 1:  # else they are kept so
                centers = l2_normalize(centers, 1)
        found = [self._distances(x, centers) for x in inputs]
        scores, nearest, index = zip(*found, strict=True)
        step = self._step_of_parts if self._parts else self._step_of_all
        return scores, index, nearest, self._ready, init, step(inputs, index)

    def _make_variables(self):
        if not (isinstance(self._initial, str) or callable(self._initial)):
            self._initial = _native.convert(self._initial, dtypes.float32)
            self._num_clusters = api.shape(self._initial)[0]
        self._count = _native.convert(self._num_clusters, dtypes.int32)
        nothing = placeholder_with_default(_native.convert([], dtypes.float32), None)
        self._centers = Variable(nothing, name=CLUSTERS_VAR_NAME, validate_shape=False)
        self._ready = Variable(False, name="initialized")
        self._moving, self._left = self._centers, None
        if self._steps > 1:
            self._moving = Variable(nothing, name="clusters_updated", validate_shape=False)
            self._left = Variable(self._steps, dtype=dtypes.int64, name="update_in_steps")
        if self._parts:
            first = int(self._steps == 1)
            self._totals = Variable(api.fill([self._count], _native.convert(first, dtypes.int64)))
        self._chosen = api.shape(self._centers)[0]
        self._remaining = self._count - self._chosen
        self._number = api.add_n([api.shape(x)[0] for x in self._inputs])

    # --- where points are ---
    def _distances(self, points, centers):
        if self._cosine:
            scores = 1.0 - api.matmul(points, centers, transpose_b=True)
        else:
            scores = _squares(points, centers)
        nearest = api.relu(api.reduce_min(_squares(points, centers), 1))
        index = api.argmin(scores, 1)
        return scores, nearest * 0.5 if self._cosine else nearest, index

    # --- first centers ---
    def _begin(self):
        with control_dependencies([assert_positive(self._remaining)]):
            missing = self._add(self._first_centers())
            return cond(
                api.equal(missing, 0), lambda: group(assign(self._ready, True)), lambda: no_op()
            )

    def _first_centers(self):
        if callable(self._initial):
            return self._initial(self._inputs, self._remaining)
        if not isinstance(self._initial, str):
            with control_dependencies([assert_equal(self._remaining, self._count)]):
                return api.identity(self._initial)
        if self._initial == RANDOM_INIT:
            points = api.concat(self._inputs, 0)
            return cond(self._number <= self._remaining, lambda: points, lambda: self._draw(points))
        with control_dependencies([assert_greater_equal(self._number, self._remaining)]):
            points = l2_normalize(self._inputs[0], 1) if self._cosine else self._inputs[0]
            number = api.cast(self._remaining, dtypes.int64)
            return plus_plus(points, number, self._seed, self._retries)

    def _draw(self, points):
        most = api.cast(self._number, dtypes.int64)
        size = api.reshape(self._remaining, [-1])
        return api.gather(points, random_uniform(size, 0, most, dtypes.int64, self._seed))

    def _add(self, centers):
        """Appends centers to those that there are; gives how many are missing then."""
        if self._cosine:
            centers = l2_normalize(centers, 1)
        every = cond(
            api.equal(self._chosen, 0), lambda: centers,
            lambda: api.concat([self._centers, centers], 0),
        )  # fmt: skip
        made = assign(self._centers, every, validate_shape=False)
        if self._moving is not self._centers:
            made = assign(self._moving, made, validate_shape=False)
        return self._count - api.shape(made)[0]

    # --- steps ---
    def _sums(self, inputs, index):
        """The sums of points by clusters, and how many there are."""
        points, index = api.concat(inputs, 0), api.concat(list(index), 0)
        sums = api.unsorted_segment_sum(points, index, self._count)
        return sums, api.unsorted_segment_sum(ones_like(index), index, self._count)

    def _step_of_all(self, inputs, index):
        sums, counts = self._sums(inputs, index)
        means = sums / (api.expand_dims(api.cast(counts, sums.dtype), 1) + 1e-6)
        return assign(self._centers, l2_normalize(means, 1) if self._cosine else means)

    def _step_of_parts(self, inputs, index):
        with control_dependencies([self._moved()] if self._steps > 1 else []):
            sums, counts = self._sums(inputs, index)
            old, totals = self._moving.read_value(), self._totals.read_value()
            change = sums - api.expand_dims(api.cast(counts, sums.dtype), 1) * old
            rate = api.div_no_nan(1.0, api.cast(totals + counts, sums.dtype))
            change *= api.expand_dims(rate, 1)
        with control_dependencies([change]):
            return group(assign_add(self._totals, counts), assign_add(self._moving, change))

    def _moved(self):
        """Moves the centers, where enough steps have counted."""

        def move():
            centers = self._moving.read_value()
            with control_dependencies([
                assign(self._left, self._steps - 1),
                assign(self._centers, l2_normalize(centers, 1) if self._cosine else centers),
                assign(self._totals, zeros_like(self._totals)),
            ]):  # fmt: skip
                return api.identity(self._left.read_value())

        return cond(self._left <= 0, move, lambda: assign_sub(self._left, 1))


def _squares(points, centers):
    norms = api.reduce_sum(api.square(points), 1, keepdims=True)
    cross = api.matmul(points, centers, transpose_b=True)
    others = api.transpose(api.reduce_sum(api.square(centers), 1, keepdims=True))
    return norms - 2.0 * cross + others
