"""Keras metrics that are means of losses."""

from zeal.keras.documented import documented
from zeal.keras.losses import crossentropy, regression
from zeal.keras.metrics.means import MeanMetricWrapper
from zeal.public import public

_TWO = "[[0.0, 1.0], [0.0, 0.0]], [[0.5, 0.5], [0.25, 0.75]]"


@public("keras.metrics.MeanSquaredError")
@documented(f"float(tf.keras.metrics.MeanSquaredError()({_TWO}))",
            "0.28125")  # fmt: skip
class MeanSquaredError(MeanMetricWrapper):
    """The mean of squared differences."""

    def __init__(self, name="mean_squared_error", dtype=None) -> None:
        super().__init__(regression.mean_squared_error, name, dtype)


@public("keras.metrics.MeanAbsoluteError")
@documented(f"float(tf.keras.metrics.MeanAbsoluteError()({_TWO}))",
            "0.5")  # fmt: skip
class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of absolute differences."""

    def __init__(self, name="mean_absolute_error", dtype=None) -> None:
        super().__init__(regression.mean_absolute_error, name, dtype)


@public("keras.metrics.MeanAbsolutePercentageError")
@documented(f"float(tf.keras.metrics.MeanAbsolutePercentageError()({_TWO}))",
            "375000000.0")  # fmt: skip
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean of absolute differences in percent of y_true."""

    def __init__(self, name="mean_absolute_percentage_error", dtype=None) -> None:
        super().__init__(regression.mean_absolute_percentage_error, name, dtype)


@public("keras.metrics.MeanSquaredLogarithmicError")
@documented(f"float(tf.keras.metrics.MeanSquaredLogarithmicError()({_TWO}))",
            "0.15253137052059174")  # fmt: skip
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of squared differences of `log(y + 1)`."""

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None) -> None:
        super().__init__(regression.mean_squared_logarithmic_error, name, dtype)


@public("keras.metrics.Hinge")
@documented(f"float(tf.keras.metrics.Hinge()({_TWO}))",
            "1.25")  # fmt: skip
class Hinge(MeanMetricWrapper):
    """The mean of `max(1 - y_true * y_pred, 0)`, of labels -1 and 1, or 0 and 1."""

    def __init__(self, name="hinge", dtype=None) -> None:
        super().__init__(regression.hinge, name, dtype)


@public("keras.metrics.SquaredHinge")
@documented(f"float(tf.keras.metrics.SquaredHinge()({_TWO}))",
            "1.78125")  # fmt: skip
class SquaredHinge(MeanMetricWrapper):
    """The mean of `max(1 - y_true * y_pred, 0) ** 2`, of labels -1 and 1, or 0 and 1."""

    def __init__(self, name="squared_hinge", dtype=None) -> None:
        super().__init__(regression.squared_hinge, name, dtype)


@public("keras.metrics.CategoricalHinge")
@documented(f"float(tf.keras.metrics.CategoricalHinge()({_TWO}))",
            "1.375")  # fmt: skip
class CategoricalHinge(MeanMetricWrapper):
    """How much the best wrong class comes within 1 of the right one."""

    def __init__(self, name="categorical_hinge", dtype=None) -> None:
        super().__init__(regression.categorical_hinge, name, dtype)


@public("keras.metrics.Poisson")
@documented(f"float(tf.keras.metrics.Poisson()({_TWO}))",
            "0.6732867360115051")  # fmt: skip
class Poisson(MeanMetricWrapper):
    """The mean of `y_pred - y_true * log(y_pred)`: counts and their rates."""

    def __init__(self, name="poisson", dtype=None) -> None:
        super().__init__(regression.poisson, name, dtype)


@public("keras.metrics.LogCoshError")
@documented(f"float(tf.keras.metrics.LogCoshError()({_TWO}))",
            "0.13235624134540558")  # fmt: skip
class LogCoshError(MeanMetricWrapper):
    """The mean of `log(cosh(y_pred - y_true))`."""

    def __init__(self, name="logcosh", dtype=None) -> None:
        super().__init__(regression.logcosh, name, dtype)


@public("keras.metrics.KLDivergence")
@documented(f"float(tf.keras.metrics.KLDivergence()({_TWO}))",
            "0.34657129645347595")  # fmt: skip
class KLDivergence(MeanMetricWrapper):
    """The sum of `y_true * log(y_true / y_pred)`, of probabilities."""

    def __init__(self, name="kullback_leibler_divergence", dtype=None) -> None:
        super().__init__(regression.kullback_leibler_divergence, name, dtype)


@public("keras.metrics.CosineSimilarity")
@documented("float(tf.keras.metrics.CosineSimilarity()([[0.0, 1.0]], [[0.0, 2.0]]))", "1.0")
class CosineSimilarity(MeanMetricWrapper):
    """The cosine of the angle between vectors."""

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1) -> None:
        super().__init__(regression.cosine_proximity, name, dtype, axis=axis)


@public("keras.metrics.BinaryCrossentropy")
@documented(f"float(tf.keras.metrics.BinaryCrossentropy()({_TWO}))",
            "0.765067458152771")  # fmt: skip
class BinaryCrossentropy(MeanMetricWrapper):
    """The mean of cross entropies of decisions between two."""

    def __init__(
        self, name="binary_crossentropy", dtype=None, from_logits=False, label_smoothing=0
    ) -> None:
        super().__init__(
            crossentropy.binary_crossentropy, name, dtype, from_logits=from_logits,
            label_smoothing=label_smoothing,
        )  # fmt: skip


@public("keras.metrics.CategoricalCrossentropy")
@documented("metric = tf.keras.metrics.CategoricalCrossentropy(from_logits=True)\n"
            "float(metric([[0, 1]], [[2.0, 2.0]]))", "0.6931471824645996")  # fmt: skip
class CategoricalCrossentropy(MeanMetricWrapper):
    """The cross entropy of distributions over classes along the last axis."""

    def __init__(
        self, name="categorical_crossentropy", dtype=None, from_logits=False, label_smoothing=0
    ) -> None:
        super().__init__(
            crossentropy.categorical_crossentropy, name, dtype, from_logits=from_logits,
            label_smoothing=label_smoothing,
        )  # fmt: skip


@public("keras.metrics.SparseCategoricalCrossentropy")
@documented("metric = tf.keras.metrics.SparseCategoricalCrossentropy(from_logits=True)\n"
            "float(metric([1], [[2.0, 2.0]]))", "0.6931471824645996")  # fmt: skip
class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The negative logarithm of the probability of each example's class, an integer."""

    def __init__(
        self, name="sparse_categorical_crossentropy", dtype=None, from_logits=False, axis=-1
    ) -> None:
        super().__init__(
            crossentropy.sparse_categorical_crossentropy, name, dtype, from_logits=from_logits,
            axis=axis,
        )  # fmt: skip
