"""K-means, beside NumPy and values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

factorization = tf.contrib.factorization
_random = np.random.RandomState(3)
POINTS = np.concatenate([_random.randn(20, 2) + c for c in ([5, 5], [-5, -5], [5, -5])])
POINTS = POINTS.astype("f")
MEANS = POINTS.reshape(3, 20, 2).mean(1)
FIRST = [[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]]


def _centers(steps, **options):
    with tf.Graph().as_default(), tf.Session() as session:
        means = factorization.KMeans(tf.constant(POINTS), 3, **options)
        scores, index, nearest, ready, init, step = means.training_graph()
        names = [v.name for v in tf.global_variables()]
        session.run(tf.global_variables_initializer())
        while not session.run(ready):
            session.run(init)
        for _ in range(steps):
            session.run(step)
        scores, index, nearest = session.run([scores[0], index[0], nearest[0]])
        np.testing.assert_array_equal(index, scores.argmin(1))
        return session.run("clusters:0"), names, nearest.sum()


def test_all_points():
    centers, names, far = _centers(2, initial_clusters=FIRST)
    np.testing.assert_allclose(centers, MEANS, rtol=1e-5)
    assert names == ["clusters:0", "initialized:0"]
    np.testing.assert_allclose(far, POINTS.reshape(3, 20, 2).var(1).sum() * 20, rtol=1e-4)


def test_parts():
    centers, names, _ = _centers(3, initial_clusters=FIRST, use_mini_batch=True)
    np.testing.assert_allclose(centers, MEANS + (FIRST - MEANS) / 61, rtol=1e-5)
    options = {"use_mini_batch": True, "mini_batch_steps_per_iteration": 3}
    centers, names, _ = _centers(4, initial_clusters=FIRST, **options)
    np.testing.assert_allclose(centers, MEANS, rtol=1e-5)
    assert "update_in_steps:0" in names and "clusters_updated:0" in names


def test_parts_in_turn_are_all_points():
    order = np.random.RandomState(5).permutation(60)
    with tf.Graph().as_default(), tf.Session() as session:
        part = tf.placeholder(tf.float32, [None, 2])
        means = factorization.KMeans(
            part, 3, [[4.0, 5.0], [0.0, 1.0], [6.0, 4.0]], use_mini_batch=True,
            mini_batch_steps_per_iteration=3,
        )  # fmt: skip
        *_, init, step = means.training_graph()
        session.run(tf.global_variables_initializer())
        session.run(init, {part: POINTS})
        expected = np.array([[4.0, 5.0], [0.0, 1.0], [6.0, 4.0]], "f")
        for i in range(9):
            session.run(step, {part: POINTS[order[i % 3 * 20 :][:20]]})
            if i % 3 == 0:
                np.testing.assert_allclose(session.run("clusters:0"), expected, rtol=1e-4)
                index = ((POINTS[:, None] - expected) ** 2).sum(2).argmin(1)
                expected = np.array([POINTS[index == k].mean(0) for k in range(3)])


@pytest.mark.parametrize("init", ["random", "kmeans_plus_plus", lambda xs, k: xs[0][::20]])
def test_first_centers(init):
    tf.set_random_seed(1)
    first = _centers(0, initial_clusters=init)[0]
    assert first.shape == (3, 2) and all(any((p == c).all() for p in POINTS) for c in first)
    if init != "random":
        assert len(np.unique(np.round(first / 5), axis=0)) > 1


def test_cosine():
    centers, _, far = _centers(3, initial_clusters=FIRST, distance_metric="cosine")
    np.testing.assert_allclose(np.linalg.norm(centers, axis=1), np.ones(3), rtol=1e-6)
    unit = POINTS / np.linalg.norm(POINTS, axis=1, keepdims=True)
    np.testing.assert_allclose(far, (1 - (unit @ centers.T).max(1)).sum(), rtol=1e-4)


def test_wrong_choices():
    with pytest.raises(ValueError, match="Unsupported initialization algorithm 'x'"):
        factorization.KMeans(POINTS, 3, initial_clusters="x")
    with pytest.raises(ValueError, match="Unsupported distance metric 'y'"):
        factorization.KMeansClustering(3, distance_metric="y")


def test_estimators():
    def inputs(epochs):
        return lambda: tf.train.limit_epochs(tf.constant(POINTS), num_epochs=epochs)

    for kind in (factorization.KMeansClustering, tf.estimator.experimental.KMeans):
        model = kind(3, initial_clusters=FIRST, use_mini_batch=False, relative_tolerance=1e-3)
        model.train(inputs(50))
        assert model.get_variable_value("global_step") < 10
        np.testing.assert_allclose(model.cluster_centers(), MEANS, rtol=1e-5)
        assert [*model.predict_cluster_index(inputs(1))] == [0] * 20 + [1] * 20 + [2] * 20
        assert next(model.transform(inputs(1))).shape == (3,)
        assert sorted(model.evaluate(inputs(1))) == ["global_step", "loss", "score"]


def test_columns():
    model = factorization.KMeansClustering(2, initial_clusters=[[0.0, 0.0], [1.0, 1.0]])
    data = {"b": [[1.0], [2.0]], "a": [[0.0], [0.0]]}
    model.train(lambda: {k: tf.constant(v) for k, v in data.items()}, steps=1)
    np.testing.assert_allclose(model.cluster_centers(), [[0, 0.5], [0.5, 1.5]], rtol=1e-6)
