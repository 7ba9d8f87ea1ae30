"""The losses of tf.keras.losses as objects."""

from zeal.keras.documented import documented
from zeal.keras.losses import crossentropy, regression
from zeal.keras.losses.loss import LossFunctionWrapper, Reduction
from zeal.public import public

_AUTO = Reduction.AUTO
_TWO = "[[0.0, 1.0], [0.0, 0.0]], [[0.5, 0.5], [0.25, 0.75]]"


@public("keras.losses.MeanSquaredError")
@documented(f"float(tf.keras.losses.MeanSquaredError()({_TWO}))",
            "0.28125")  # fmt: skip
class MeanSquaredError(LossFunctionWrapper):
    """The mean of squared differences."""

    def __init__(self, reduction=_AUTO, name="mean_squared_error") -> None:
        super().__init__(regression.mean_squared_error, reduction, name)


@public("keras.losses.MeanAbsoluteError")
@documented(f"float(tf.keras.losses.MeanAbsoluteError()({_TWO}))",
            "0.5")  # fmt: skip
class MeanAbsoluteError(LossFunctionWrapper):
    """The mean of absolute differences."""

    def __init__(self, reduction=_AUTO, name="mean_absolute_error") -> None:
        super().__init__(regression.mean_absolute_error, reduction, name)


@public("keras.losses.MeanAbsolutePercentageError")
@documented(f"float(tf.keras.losses.MeanAbsolutePercentageError()({_TWO}))",
            "375000000.0")  # fmt: skip
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """The mean of absolute differences in percent of y_true."""

    def __init__(self, reduction=_AUTO, name="mean_absolute_percentage_error") -> None:
        super().__init__(regression.mean_absolute_percentage_error, reduction, name)


@public("keras.losses.MeanSquaredLogarithmicError")
@documented(f"float(tf.keras.losses.MeanSquaredLogarithmicError()({_TWO}))",
            "0.15253137052059174")  # fmt: skip
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """The mean of squared differences of `log(y + 1)`."""

    def __init__(self, reduction=_AUTO, name="mean_squared_logarithmic_error") -> None:
        super().__init__(regression.mean_squared_logarithmic_error, reduction, name)


@public("keras.losses.Hinge")
@documented(f"float(tf.keras.losses.Hinge()({_TWO}))",
            "1.25")  # fmt: skip
class Hinge(LossFunctionWrapper):
    """The mean of `max(1 - y_true * y_pred, 0)`, of labels -1 and 1, or 0 and 1."""

    def __init__(self, reduction=_AUTO, name="hinge") -> None:
        super().__init__(regression.hinge, reduction, name)


@public("keras.losses.SquaredHinge")
@documented(f"float(tf.keras.losses.SquaredHinge()({_TWO}))",
            "1.78125")  # fmt: skip
class SquaredHinge(LossFunctionWrapper):
    """The mean of `max(1 - y_true * y_pred, 0) ** 2`, of labels -1 and 1, or 0 and 1."""

    def __init__(self, reduction=_AUTO, name="squared_hinge") -> None:
        super().__init__(regression.squared_hinge, reduction, name)


@public("keras.losses.CategoricalHinge")
@documented(f"float(tf.keras.losses.CategoricalHinge()({_TWO}))",
            "1.375")  # fmt: skip
class CategoricalHinge(LossFunctionWrapper):
    """How much the best wrong class comes within 1 of the right one."""

    def __init__(self, reduction=_AUTO, name="categorical_hinge") -> None:
        super().__init__(regression.categorical_hinge, reduction, name)


@public("keras.losses.Poisson")
@documented(f"float(tf.keras.losses.Poisson()({_TWO}))",
            "0.6732867360115051")  # fmt: skip
class Poisson(LossFunctionWrapper):
    """The mean of `y_pred - y_true * log(y_pred)`: counts and their rates."""

    def __init__(self, reduction=_AUTO, name="poisson") -> None:
        super().__init__(regression.poisson, reduction, name)


@public("keras.losses.LogCosh")
@documented(f"float(tf.keras.losses.LogCosh()({_TWO}))",
            "0.13235624134540558")  # fmt: skip
class LogCosh(LossFunctionWrapper):
    """The mean of `log(cosh(y_pred - y_true))`."""

    def __init__(self, reduction=_AUTO, name="logcosh") -> None:
        super().__init__(regression.logcosh, reduction, name)


@public("keras.losses.KLDivergence")
@documented(f"float(tf.keras.losses.KLDivergence()({_TWO}))",
            "0.34657129645347595")  # fmt: skip
class KLDivergence(LossFunctionWrapper):
    """The sum of `y_true * log(y_true / y_pred)`, of probabilities."""

    def __init__(self, reduction=_AUTO, name="kullback_leibler_divergence") -> None:
        super().__init__(regression.kullback_leibler_divergence, reduction, name)


@public("keras.losses.CosineSimilarity")
@documented("float(tf.keras.losses.CosineSimilarity()([[0.0, 1.0]], [[0.0, 2.0]]))", "1.0")
class CosineSimilarity(LossFunctionWrapper):
    """The cosine of the angle between vectors."""

    def __init__(self, axis=-1, reduction=_AUTO, name="cosine_similarity") -> None:
        super().__init__(regression.cosine_proximity, reduction, name, axis=axis)


@public("keras.losses.Huber")
@documented(f"float(tf.keras.losses.Huber()({_TWO}))",
            "0.140625")  # fmt: skip
class Huber(LossFunctionWrapper):
    """Half the squared difference, and linear where that is large."""

    def __init__(self, delta=1.0, reduction=_AUTO, name="huber_loss") -> None:
        super().__init__(regression.huber_loss, reduction, name, delta=delta)


@public("keras.losses.BinaryCrossentropy")
@documented(f"float(tf.keras.losses.BinaryCrossentropy()({_TWO}))",
            "0.765067458152771")  # fmt: skip
class BinaryCrossentropy(LossFunctionWrapper):
    """The mean of cross entropies of decisions between two."""

    def __init__(
        self, from_logits=False, label_smoothing=0, reduction=_AUTO, name="binary_crossentropy"
    ) -> None:
        super().__init__(
            crossentropy.binary_crossentropy, reduction, name, from_logits=from_logits,
            label_smoothing=label_smoothing,
        )  # fmt: skip
        self.from_logits = from_logits


@public("keras.losses.CategoricalCrossentropy")
@documented("loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)\n"
            "float(loss([[0, 1]], [[2.0, 2.0]]))", "0.6931471824645996")
class CategoricalCrossentropy(LossFunctionWrapper):
    """The cross entropy of distributions over classes along the last axis."""

    def __init__(
        self, from_logits=False, label_smoothing=0, reduction=_AUTO,
        name="categorical_crossentropy",
    ) -> None:  # fmt: skip
        super().__init__(
            crossentropy.categorical_crossentropy, reduction, name, from_logits=from_logits,
            label_smoothing=label_smoothing,
        )  # fmt: skip


@public("keras.losses.SparseCategoricalCrossentropy")
@documented("loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
            "float(loss([1], [[2.0, 2.0]]))", "0.6931471824645996")
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """The negative logarithm of the probability of each example's class, an integer."""

    def __init__(
        self, from_logits=False, reduction=_AUTO, name="sparse_categorical_crossentropy"
    ) -> None:
        super().__init__(
            crossentropy.sparse_categorical_crossentropy, reduction, name, from_logits=from_logits
        )
