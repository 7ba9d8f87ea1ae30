"""Estimators that gather points into clusters."""

from zeal._native import api
from zeal.contrib.factorization import k_means as graph
from zeal.eager.control import control_dependencies
from zeal.estimators.estimator import Estimator
from zeal.estimators.outputs import DEFAULT, PredictOutput
from zeal.estimators.spec import EstimatorSpec
from zeal.feature_columns.functions import input_layer
from zeal.metrics.means import mean
from zeal.public import public
from zeal.random_seed import get_seed
from zeal.state.variable import assign_add
from zeal.summary.ops import scalar
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.step_counter import get_global_step


class _Begin(SessionRunHook):
    """Chooses first centers, batch by batch, before the first step."""

    def __init__(self, init_op, ready):
        self._init_op, self._ready = init_op, ready

    def after_create_session(self, session, coord):
        while not session.run(self._ready):
            session.run(self._init_op)


class _StopWhenStill(SessionRunHook):
    """Ends a training whose loss changes by less than a part of it."""

    def __init__(self, loss, tolerance):
        self._loss, self._tolerance, self._last = loss, tolerance, None

    def before_run(self, run_context):
        return SessionRunArgs(self._loss)

    def after_run(self, run_context, run_values):
        loss, last = run_values.results, self._last
        if last and abs(loss - last) / (1 + abs(last)) < self._tolerance:
            run_context.request_stop()
        self._last = loss


def _points(features, columns):
    if not isinstance(features, dict):
        return features
    if columns:
        return input_layer(features, columns)
    return api.concat([features[key] for key in sorted(features)], 1)


@public("contrib.factorization.KMeansClustering")
class KMeansClustering(Estimator):
    """Points gathered into clusters, by Lloyd's algorithm.

    Args:
      num_clusters, initial_clusters, distance_metric, random_seed, use_mini_batch,
        mini_batch_steps_per_iteration, kmeans_plus_plus_num_retries: as for
        `tf.contrib.factorization.KMeans`.
      model_dir, config: as for `tf.estimator.Estimator`.
      relative_tolerance: training ends where the loss changes by less than this part of it.
      feature_columns: columns that make points of dicts of features; by default all features are
        joined.

    Raises:
      ValueError: `initial_clusters` or `distance_metric` is unknown.

    Example:
      >>> points = np.array([[0.0], [1.0], [10.0], [11.0]], np.float32)
      >>> inputs = lambda: tf.train.limit_epochs(tf.constant(points), num_epochs=1)
      >>> means = tf.contrib.factorization.KMeansClustering(
      ...     2, initial_clusters=[[0.0], [9.0]], use_mini_batch=False)
      >>> list(means.train(inputs).predict_cluster_index(inputs)), round(means.score(inputs), 3)
      ([0, 0, 1, 1], 1.0)
    """

    SQUARED_EUCLIDEAN_DISTANCE = graph.SQUARED_EUCLIDEAN_DISTANCE
    COSINE_DISTANCE = graph.COSINE_DISTANCE
    RANDOM_INIT = graph.RANDOM_INIT
    KMEANS_PLUS_PLUS_INIT = graph.KMEANS_PLUS_PLUS_INIT
    SCORE, CLUSTER_INDEX, ALL_DISTANCES = "score", "cluster_index", "all_distances"
    CLUSTER_CENTERS_VAR_NAME = graph.CLUSTERS_VAR_NAME

    def __init__(
        self, num_clusters, model_dir=None, initial_clusters=graph.RANDOM_INIT,
        distance_metric=graph.SQUARED_EUCLIDEAN_DISTANCE, random_seed=0, use_mini_batch=True,
        mini_batch_steps_per_iteration=1, kmeans_plus_plus_num_retries=2, relative_tolerance=None,
        config=None, feature_columns=None,
    ):  # fmt: skip
        graph.check_choices(initial_clusters, distance_metric)

        def model_fn(features, labels, mode, config):
            means = graph.KMeans(
                _points(features, feature_columns), num_clusters, initial_clusters,
                distance_metric, use_mini_batch, mini_batch_steps_per_iteration,
                self._zeal_seed(random_seed), kmeans_plus_plus_num_retries,
            )  # fmt: skip
            return self._zeal_spec(mode, means.training_graph(), relative_tolerance)

        super().__init__(model_fn, model_dir, config)

    def _zeal_seed(self, seed):
        return seed

    def _zeal_spec(self, mode, made, tolerance):
        (distances,), (index,), nearest, ready, init_op, step = made
        loss = api.reduce_sum(nearest[0])
        scalar("loss/raw", loss)
        hooks = [_Begin(init_op, ready)]
        if tolerance is not None:
            hooks.append(_StopWhenStill(loss, tolerance))
        with control_dependencies([step, assign_add(get_global_step(), 1)]):
            train_op = api.identity(loss)
        exports = {self.ALL_DISTANCES: distances, self.CLUSTER_INDEX: index, DEFAULT: index}
        return EstimatorSpec(
            mode, {self.ALL_DISTANCES: distances, self.CLUSTER_INDEX: index}, loss, train_op,
            {self.SCORE: mean(loss)}, {key: PredictOutput(x) for key, x in exports.items()},
            training_hooks=hooks,
        )  # fmt: skip

    def _zeal_each(self, input_fn, key):
        for found in self.predict(input_fn, [key]):
            yield found[key]

    def predict_cluster_index(self, input_fn):
        """A generator of the number of each point's cluster."""
        return self._zeal_each(input_fn, self.CLUSTER_INDEX)

    def transform(self, input_fn):
        """A generator of each point's distances to all centers."""
        return self._zeal_each(input_fn, self.ALL_DISTANCES)

    def score(self, input_fn):
        """The sum of the distances of the first batch's points to their centers."""
        return self.evaluate(input_fn, 1)[self.SCORE]

    def cluster_centers(self):
        """The centers, an array."""
        return self.get_variable_value(self.CLUSTER_CENTERS_VAR_NAME)


@public("estimator.experimental.KMeans")
class KMeans(KMeansClustering):
    """Points gathered into clusters; `tf.contrib.factorization.KMeansClustering` of another seed.

    Args:
      seed: of the choice of centers.
      num_clusters, ...: as there.
    """

    def __init__(
        self, num_clusters, model_dir=None, initial_clusters=graph.RANDOM_INIT,
        distance_metric=graph.SQUARED_EUCLIDEAN_DISTANCE, seed=None, use_mini_batch=True,
        mini_batch_steps_per_iteration=1, kmeans_plus_plus_num_retries=2, relative_tolerance=None,
        config=None, feature_columns=None,
    ):  # fmt: skip
        super().__init__(
            num_clusters, model_dir, initial_clusters, distance_metric, seed, use_mini_batch,
            mini_batch_steps_per_iteration, kmeans_plus_plus_num_retries, relative_tolerance,
            config, feature_columns,
        )  # fmt: skip

    def _zeal_seed(self, seed):
        return get_seed(seed)[0] or 0
