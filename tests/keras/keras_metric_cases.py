"""Keras metrics and losses on two batches; tests/golden/keras_metrics.json has TF's values."""

import numpy as np

_random = np.random.RandomState(11)


def _floats(*shape):
    return lambda: _random.rand(*shape).astype(np.float32).round(3)


def _signed(*shape):
    return lambda: (4 * _random.rand(*shape) - 2).astype(np.float32).round(3)


def _classes(limit, *shape):
    return lambda: _random.randint(0, limit, shape).astype(np.int64)


def _one_hot(limit, rows):
    return lambda: np.eye(limit, dtype=np.float32)[_random.randint(0, limit, rows)]


def _shares(rows, limit):
    def make():
        x = _random.rand(rows, limit).astype(np.float32) + 0.05
        return (x / x.sum(-1, keepdims=True)).round(3)

    return make


def _batches(*parts):
    return [[part() for part in parts] for _ in range(2)]


INPUTS = {
    "numbers": _batches(_signed(5, 3), _signed(5, 3), _floats(5)),
    "column": _batches(_signed(6), _signed(6, 1), _floats(6, 1)),
    "positive": _batches(_floats(5, 3), _floats(5, 3), _floats(5)),
    "bits": _batches(_classes(2, 4, 3), _floats(4, 3), _floats(4, 1)),
    "flat bits": _batches(_classes(2, 12), _floats(12), _floats(12)),
    "ones": _batches(lambda: np.ones(6, np.int64), _floats(6), lambda: np.zeros(6, np.float32)),
    "one hot": _batches(_one_hot(4, 6), _shares(6, 4), _floats(6)),
    "classes": _batches(_classes(4, 6), _shares(6, 4), _floats(6)),
    "class column": _batches(_classes(4, 6, 1), _shares(6, 4), _floats(6)),
    "equal": _batches(_classes(3, 8), _classes(3, 8), _floats(8)),
}

_ERRORS = (
    "MeanSquaredError() MeanAbsoluteError() MeanAbsolutePercentageError() "
    "MeanSquaredLogarithmicError() CosineSimilarity() Hinge() SquaredHinge() "
    "CategoricalHinge() Poisson() KLDivergence() BinaryCrossentropy(from_logits=True) "
    "CategoricalCrossentropy(from_logits=True)"
).split()
_COUNTS = ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")

METRICS = [
    *((m, "numbers positive") for m in _ERRORS),
    ("LogCoshError()", "numbers"),
    ("CosineSimilarity(axis=0)", "numbers"),
    ("RootMeanSquaredError()", "numbers column"),
    ("MeanSquaredError()", "column"),
    ("MeanRelativeError(normalizer=[0.5, 0.0, 2.0, 1.0, 1.0, 1.0])", "column"),
    ("BinaryCrossentropy()", "bits"),
    ("BinaryCrossentropy(label_smoothing=0.2)", "bits"),
    ("CategoricalCrossentropy()", "one\\hot"),
    ("CategoricalCrossentropy(label_smoothing=0.2)", "one\\hot"),
    ("SparseCategoricalCrossentropy()", "classes class\\column"),
    ("SparseCategoricalCrossentropy(from_logits=True)", "classes"),
    ("Accuracy()", "equal"),
    ("BinaryAccuracy()", "bits"),
    ("BinaryAccuracy(threshold=0.8)", "bits"),
    ("CategoricalAccuracy()", "one\\hot"),
    ("SparseCategoricalAccuracy()", "classes class\\column"),
    ("TopKCategoricalAccuracy(k=2)", "one\\hot"),
    ("SparseTopKCategoricalAccuracy(k=2)", "classes class\\column"),
    *((f"{m}({t})", "bits flat\\bits ones") for m in _COUNTS
      for t in ("", "thresholds=[0.2, 0.7]")),
    *((f"{m}({t})", "bits flat\\bits ones") for m in ("Precision", "Recall")
      for t in ("", "thresholds=[0.2, 0.7]", "thresholds=0.9")),
    *((f"{m}({t})", "bits") for m in ("Precision", "Recall")
      for t in ("top_k=2", "class_id=1", "top_k=1, class_id=2")),
    *((f"AUC(curve={c!r}, summation_method={s!r})", "flat\\bits ones") for c in ("ROC", "PR")
      for s in ("interpolation", "minoring", "majoring")),
    ("AUC(num_thresholds=5)", "flat\\bits"),
    ("AUC(thresholds=[0.7, 0.3])", "flat\\bits"),
    *((f"{m}({x})", "flat\\bits ones") for m in ("SensitivityAtSpecificity",
                                                 "SpecificityAtSensitivity") for x in (0.3, 0.8)),
    ("SensitivityAtSpecificity(0.4, num_thresholds=1)", "flat\\bits"),
    ("MeanIoU(num_classes=3)", "equal"),
]  # fmt: skip
LOSSES = [
    *((m, "numbers positive") for m in _ERRORS),
    *((f"{m}(reduction={r!r})", "numbers") for m in ("LogCosh", "Huber", "MeanSquaredError")
      for r in ("none", "sum", "sum_over_batch_size")),
    ("Huber(delta=0.5)", "numbers"),
    ("BinaryCrossentropy()", "bits"),
    ("BinaryCrossentropy(label_smoothing=0.2)", "bits"),
    ("CategoricalCrossentropy()", "one\\hot"),
    ("CategoricalCrossentropy(label_smoothing=0.2)", "one\\hot"),
    ("SparseCategoricalCrossentropy()", "classes class\\column"),
]  # fmt: skip

_ALONE = ("axis=0", "class_id")  # weights of the inputs' shapes do not fit there

CASES = [
    (f"tf.keras.{space}.{call}", key.replace("\\", " "), weighted)
    for space, calls in (("metrics", METRICS), ("losses", LOSSES))
    for call, keys in calls
    for key in keys.split()
    for weighted in ((False,) if any(a in call for a in _ALONE) else (False, True))
]


def run(call, key, weighted, tf):
    """The results of a metric after each of two batches, or of a loss for each."""
    made = eval(call, {"tf": tf})
    results = []
    for y_true, y_pred, weights in INPUTS[key]:
        arguments = (y_true, tf.constant(y_pred)) + ((tf.constant(weights),) if weighted else ())
        results.append(np.asarray(made(*arguments)).tolist())
    return results
