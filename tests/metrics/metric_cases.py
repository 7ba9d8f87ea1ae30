"""Calls of tf.metrics with two batches each; tests/golden/metrics.json has TensorFlow's values."""

import numpy as np

_random = np.random.RandomState(7)
_T, _F = 1, 0


def _batches(*parts):
    """Two batches of a list of functions that make an array."""
    return [[part() for part in parts] for _ in range(2)]


def _floats(*shape):
    return lambda: _random.rand(*shape).astype(np.float32).round(3)


def _signed(*shape):
    return lambda: (4 * _random.rand(*shape) - 2).astype(np.float32).round(3)


def _classes(limit, *shape, least=0):
    return lambda: _random.randint(least, limit, shape).astype(np.int64)


def _zeros(*shape):
    return lambda: np.zeros(shape, np.float32)


INPUTS = {
    "numbers": _batches(_signed(6), _signed(6), _floats(6)),
    "matrices": _batches(_signed(4, 3), _signed(4, 3), _floats(4, 1)),
    "columns": _batches(_signed(5), _signed(5, 1), _floats(5)),
    "bits": _batches(_classes(2, 12), _classes(2, 12), _floats(12)),
    "nothing": _batches(_classes(2, 12), _classes(2, 12), _zeros(12)),
    "ones": _batches(lambda: np.ones(4, np.int64), lambda: np.zeros(4, np.int64), _floats(4)),
    "empty": _batches(_zeros(0), _zeros(0), _zeros(0)),
    "nan": _batches(lambda: np.array([1, np.nan], np.float32), _signed(2), _floats(2)),
    "scores": _batches(_classes(2, 20), _floats(20), _floats(20)),
    "weightless": _batches(_classes(2, 20), _floats(20), _zeros(20)),
    "positive": _batches(lambda: np.ones(8, np.int64), _floats(8), _floats(8)),
    "classes": _batches(_classes(4, 15), _classes(4, 15), _floats(15)),
    "few": _batches(_classes(2, 15), _classes(2, 15), _floats(15)),
    "pictures": _batches(_classes(4, 3, 5), _classes(4, 3, 5), _floats(3, 5)),
    "labels": _batches(_classes(6, 5, 3), _floats(5, 6), _floats(5)),
    "padded": _batches(_classes(8, 5, 3, least=-1), _floats(5, 6), _floats(5)),
    "single": _batches(_classes(6, 5), _floats(5, 6), _floats(5)),
    "sequences": _batches(_classes(5, 2, 3, 2), _floats(2, 3, 6), _floats(2, 3)),
    "chosen": _batches(_classes(4, 5, 3), _classes(4, 5, 2), _floats(5)),
}

_PAIRS = [
    ("mean_absolute_error", "numbers matrices columns empty nan"),
    ("mean_squared_error", "numbers matrices columns"),
    ("root_mean_squared_error", "numbers matrices"),
    ("accuracy", "bits nothing ones classes pictures empty"),
    ("precision", "bits nothing ones"),
    ("recall", "bits nothing ones"),
    ("true_positives", "bits nothing ones"),
    ("false_positives", "bits ones"),
    ("true_negatives", "bits ones"),
    ("false_negatives", "bits ones"),
    ("auc", "scores weightless positive"),
]
_CALLS = [
    ("tf.metrics.mean(a, w)", "numbers matrices empty nan nothing"),
    ("tf.metrics.mean(a)", "numbers matrices empty nan"),
    ("tf.metrics.mean(a, 2.0)", "numbers"),
    ("tf.metrics.mean_tensor(a, w)", "numbers matrices nothing"),
    ("tf.metrics.mean_tensor(a)", "numbers"),
    ("tf.metrics.percentage_below(a, 0.5, w)", "numbers"),
    ("tf.metrics.mean_relative_error(a, b, b)", "numbers"),
    ("tf.metrics.mean_relative_error(a, b, tf.round(b), w)", "numbers"),
    ("tf.metrics.mean_cosine_distance(a, b, 1, w)", "matrices"),
    ("tf.metrics.mean_cosine_distance(a, b, 0)", "numbers"),
    ("tf.metrics.mean_iou(a, b, 4, w)", "classes pictures few"),
    ("tf.metrics.mean_iou(a, b, 5)", "classes few"),
    ("tf.metrics.mean_per_class_accuracy(a, b, 4, w)", "classes pictures few"),
    ("tf.metrics.mean_per_class_accuracy(a, b, 5)", "classes few"),
    *((f"tf.metrics.{n}_at_thresholds(a, b, [-0.1, 0.25, 0.5, 0.9], w)", "scores weightless")
      for n in ("true_positives", "false_positives", "true_negatives", "false_negatives",
                "precision", "recall")),
    *((f"tf.metrics.auc(a, b, w, curve={c!r}, summation_method={m!r})", "scores positive")
      for c in ("ROC", "PR")
      for m in ("trapezoidal", "careful_interpolation", "minoring", "majoring")),
    ("tf.metrics.auc(a, b, num_thresholds=5)", "scores"),
    ("tf.metrics.auc(a, b, thresholds=[0.7, 0.2])", "scores"),
    *((f"tf.metrics.{n}(a, b, {x}, w)", "scores positive weightless")
      for n in ("sensitivity_at_specificity", "specificity_at_sensitivity")
      for x in (0.0, 0.6, 1.0)),
    *((f"tf.metrics.{n}_at_k(a, b, {k}, {c})", "labels padded single sequences")
      for n in ("recall", "precision") for k in (1, 3) for c in (None, 2)),
    *((f"tf.metrics.{n}_at_k(a, b, 2, weights=w)", "labels single sequences")
      for n in ("recall", "precision", "average_precision", "sparse_precision",
                "sparse_average_precision")),
    *((f"tf.metrics.{n}_at_top_k(a, b)", "chosen") for n in ("recall", "precision")),
    *((f"tf.metrics.average_precision_at_k(a, b, {k})", "labels padded single") for k in (1, 3)),
    *((f"tf.contrib.metrics.streaming_{n}(b, a, w)", "bits nothing ones")
      for n in ("accuracy", "precision", "recall", "true_positives", "false_positive_rate",
                "false_negative_rate")),
    *((f"tf.contrib.metrics.streaming_{n}(b, a, w)", "numbers")
      for n in ("mean_absolute_error", "root_mean_squared_error")),
    ("tf.contrib.metrics.streaming_mean_relative_error(b, a, tf.round(a))", "numbers"),
    ("tf.contrib.metrics.streaming_mean_cosine_distance(b, a, 1, w)", "matrices"),
    ("tf.contrib.metrics.streaming_mean_iou(b, a, 4)", "classes"),
    ("tf.contrib.metrics.streaming_auc(b, a, w)", "scores"),
    ("tf.contrib.metrics.streaming_sensitivity_at_specificity(b, a, 0.6)", "scores"),
    ("tf.contrib.metrics.streaming_recall_at_thresholds(b, a, [0.3, 0.6])", "scores"),
    ("tf.contrib.metrics.streaming_false_positives_at_thresholds(b, a, [0.3, 0.6])", "scores"),
    ("tf.contrib.metrics.streaming_recall_at_k(b, a, 2, w)", "single"),
    *((f"tf.contrib.metrics.streaming_sparse_{n}_at_k(b, a, 2)", "labels")
      for n in ("recall", "precision", "average_precision")),
    ("tf.contrib.metrics.streaming_sparse_precision_at_top_k(b, a)", "chosen"),
    ("tf.contrib.metrics.sparse_recall_at_top_k(a, b)", "chosen"),
    ("tf.contrib.metrics.f1_score(a, b, w)", "scores positive"),
    ("tf.contrib.metrics.count(a, w)", "numbers nothing"),
    ("tf.contrib.metrics.count(a)", "numbers matrices"),
    ("tf.contrib.metrics.streaming_percentage_less(a, 0.5)", "numbers"),
]  # fmt: skip

CASES = [
    *((f"tf.metrics.{n}(a, b{w})", key) for n, keys in _PAIRS for key in keys.split()
      for w in ("", ", w")),
    *((call, key) for call, keys in _CALLS for key in keys.split()),
]  # fmt: skip


def run(tf, call, key, shape_of):
    """What update_op and value give, before and after each batch, and the names of both.

    Args:
      tf: zeal, or TensorFlow itself.
      call, key: an entry of CASES.
      shape_of: a function of an array that gives the shape of its placeholder.
    """
    batches = INPUTS[key]
    with tf.Graph().as_default(), tf.Session() as session:
        feeds = [tf.placeholder(tf.as_dtype(x.dtype), shape_of(x)) for x in batches[0]]
        names = dict(zip("abw", feeds, strict=True))
        value, update_op = eval(call, {"tf": tf}, names)
        session.run(tf.local_variables_initializer())
        results = [session.run(value)]
        for batch in batches:
            results.append(session.run(update_op, dict(zip(feeds, batch, strict=True))))
            results.append(session.run(value))
        return [np.asarray(r).tolist() for r in results], (value.name, update_op.name)
