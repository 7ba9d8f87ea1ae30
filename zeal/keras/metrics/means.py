"""Keras metrics that add up: sums and means of values, and of functions of them."""

from typing import Any

from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.keras.documented import documented
from zeal.keras.losses.loss import plain
from zeal.keras.metrics.metric import Metric, done
from zeal.keras.metrics.ragged import flattened
from zeal.keras.session import get_session
from zeal.metrics.weights import aligned, broadcast_weights, squeezed_pair
from zeal.ops.array.fill import ones_like
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.state.initializers import Zeros
from zeal.tensor_shape import TensorShape


def _brought_to(values, weights, reduce):
    """Values and their weights in one shape; axes that weights lack are reduced first."""
    values, _, weights = aligned(values, None, weights)
    try:
        return values, broadcast_weights(weights, values)
    except ValueError:
        axes = list(range(weights.shape.ndims, values.shape.ndims))
        return reduce(values, axes), weights


class Reduce(Metric):
    """A sum over all values, or their mean.

    Args:
      name: its name.
      dtype: of variables and result.
    """

    _counts = True  # whether the number of values, or the sum of weights, is kept too

    def __init__(self, name, dtype=None) -> None:
        super().__init__(name, dtype)
        with init_scope():
            self.total = self.add_weight("total", initializer=Zeros())
            if self._counts:
                self.count = self.add_weight("count", initializer=Zeros())

    def update_state(self, values, sample_weight=None) -> Any:
        """Adds values.

        Args:
          values: a tensor of numbers, or a ragged one.
          sample_weight: a scalar, a number per example, or one per value; None for 1.

        Returns:
          In graphs, the operation that does so.
        """
        if isinstance(values, RaggedTensor):
            [values], sample_weight = flattened([values], sample_weight)
        values = api.cast(values, self._dtype)
        weights = None
        if sample_weight is not None:
            reduce = api.reduce_mean if self._counts else api.reduce_sum
            weights = api.cast(sample_weight, self._dtype)
            values, weights = _brought_to(values, weights, reduce)
            values = values * weights
        updates = [self.total.assign_add(api.reduce_sum(values))]
        if self._counts:
            number = api.size(values) if weights is None else api.reduce_sum(weights)
            updates.append(self.count.assign_add(api.cast(number, self._dtype)))
        return done(updates)

    def result(self) -> Tensor:
        """The sum so far, or the mean; 0 as long as there is nothing.

        Returns:
          A scalar.
        """
        return api.div_no_nan(self.total, self.count) if self._counts else self.total.value()


@public("keras.metrics.Sum")
@documented("float(tf.keras.metrics.Sum()([1.0, 3.0]))", "4.0")
class Sum(Reduce):
    """The sum of all values, weighted."""

    _counts = False

    def __init__(self, name="sum", dtype=None) -> None:
        super().__init__(name, dtype)


@public("keras.metrics.Mean")
@documented("metric = tf.keras.metrics.Mean()\nmetric.update_state([1.0, 3.0])\n"
            "float(metric.result())", "2.0")  # fmt: skip
class Mean(Reduce):
    """The mean of all values, weighted."""

    def __init__(self, name="mean", dtype=None) -> None:
        super().__init__(name, dtype)


def matched(y_true, y_pred, dtype):
    """Labels and predictions in one dtype, without an axis of size 1 that one has too many."""
    y_true, y_pred = api.cast(y_true, dtype), api.cast(y_pred, dtype)
    ranks = y_true.shape.ndims, y_pred.shape.ndims
    if None not in ranks and ranks[1] - ranks[0] == 1 and y_pred.shape[-1] != 1:
        return y_true, y_pred  # classes and their scores
    return squeezed_pair(y_true, y_pred)


class _OfFunction(Reduce):
    """Sums what a function of (y_true, y_pred) gives."""

    def __init__(self, fn, name=None, dtype=None, **kwargs: Any) -> None:
        super().__init__(name, dtype)
        self._fn = fn
        self._fn_kwargs = kwargs

    def update_state(self, y_true, y_pred, sample_weight=None) -> Any:
        if isinstance(y_true, RaggedTensor) or isinstance(y_pred, RaggedTensor):
            [y_true, y_pred], sample_weight = flattened([y_true, y_pred], sample_weight)
        y_true, y_pred = matched(y_true, y_pred, self._dtype)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        return super().update_state(values, sample_weight)

    def get_config(self) -> dict[str, Any]:
        own = {key: plain(value) for key, value in self._fn_kwargs.items()}
        return super().get_config() | own


class MeanMetricWrapper(_OfFunction, Mean):
    """The mean of what a function gives.

    Args:
      fn: a function of (y_true, y_pred) and the keywords.
      name: its name.
      dtype: of variables and result.
      **kwargs: further arguments of the function.
    """


@public("keras.metrics.MeanRelativeError")
@documented("metric = tf.keras.metrics.MeanRelativeError(normalizer=[1.0, 4.0])\n"
            "float(metric([1.0, 4.0], [2.0, 3.0]))", "0.625")  # fmt: skip
class MeanRelativeError(Mean):
    """The mean of absolute differences divided by a normalizer."""

    def __init__(self, normalizer, name=None, dtype=None) -> None:
        super().__init__(name, dtype)
        self.normalizer = api.cast(normalizer, self._dtype)

    def update_state(self, y_true, y_pred, sample_weight=None) -> Any:
        y_true, y_pred = matched(y_true, y_pred, self._dtype)
        y_pred, normalizer = squeezed_pair(y_pred, self.normalizer)
        y_pred.shape.assert_is_compatible_with(y_true.shape)
        errors = api.div_no_nan(abs(y_true - y_pred), normalizer)
        return super().update_state(errors, sample_weight)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"normalizer": plain(self.normalizer)}


@public("keras.metrics.RootMeanSquaredError")
@documented("float(tf.keras.metrics.RootMeanSquaredError()([1.0, 1.0], [4.0, 4.0]))", "3.0")
class RootMeanSquaredError(Mean):
    """The square root of the mean of squared differences."""

    def __init__(self, name="root_mean_squared_error", dtype=None) -> None:
        super().__init__(name, dtype)

    def update_state(self, y_true, y_pred, sample_weight=None) -> Any:
        y_true, y_pred = matched(y_true, y_pred, self._dtype)
        return super().update_state(api.squared_difference(y_pred, y_true), sample_weight)

    def result(self) -> Tensor:
        """The root so far.

        Returns:
          A scalar.
        """
        return api.sqrt(api.div_no_nan(self.total, self.count))


@public("keras.metrics.MeanTensor")
@documented("metric = tf.keras.metrics.MeanTensor()\n"
            "_ = [metric(values) for values in ([1.0, 2.0], [3.0, 4.0])]\n"
            "metric.result().numpy().tolist()", "[2.0, 3.0]")  # fmt: skip
class MeanTensor(Metric):
    """The mean of each element over all batches, weighted."""

    def __init__(self, name="mean_tensor", dtype=None) -> None:
        super().__init__(name, dtype)
        self._shape: "TensorShape | None" = None  # of the first batch
        self.total: Any = None
        self.count: Any = None

    def _make(self, shape):
        self._shape = shape
        with init_scope():
            self.total = self.add_weight("total", shape, initializer=Zeros())
            self.count = self.add_weight("count", shape, initializer=Zeros())
            if not executing_eagerly():
                get_session()  # gives them their values: the program could not know of them

    def update_state(self, values, sample_weight=None) -> Any:
        """Adds a batch; the first one says what shape all have.

        Args:
          values: a tensor of numbers.
          sample_weight: a scalar, a number per example, or one per value; None for 1.

        Returns:
          In graphs, the operation that does so.

        Raises:
          ValueError: the shape is another one than that of the first batch.
        """
        values = api.cast(values, self._dtype)
        if self._shape is None:
            self._make(values.shape)
        elif values.shape != self._shape:
            raise ValueError(
                "MeanTensor input values must always have the same shape. Expected shape (set "
                f"during the first call): {self._shape}. Got: {values.shape}"
            )
        number = ones_like(values)
        if sample_weight is not None:
            weights = api.cast(sample_weight, self._dtype)
            values, weights = _brought_to(values, weights, api.reduce_mean)
            values, number = values * weights, number * weights
        return done([self.total.assign_add(values), self.count.assign_add(number)])

    def result(self) -> Tensor:
        """The means so far.

        Returns:
          A tensor of the shape of a batch.

        Raises:
          ValueError: there was no batch.
        """
        if self._shape is None:
            raise ValueError(
                "MeanTensor does not have any result yet. Please call the MeanTensor instance or "
                "use `.update_state(value)` before retrieving the result."
            )
        return api.div_no_nan(self.total, self.count)
