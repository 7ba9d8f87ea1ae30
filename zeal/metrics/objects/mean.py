"""tfe.metrics.Mean, and the accuracies, which are means of matches."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float64
from zeal.effects.check import assert_equal
from zeal.graph.smart_cond import smart_cond
from zeal.metrics.objects.metric import Metric
from zeal.public import public
from zeal.state.initializers import Zeros


@public("contrib.eager.metrics.Mean")
class Mean(Metric):
    """The mean of all values that it was called with, weighted where weights are given.

    Args:
      name: its name, "Mean" by default.
      dtype: of the sums, and so of the result.
      use_global_variables: as in `Metric`.

    Example:
      >>> mean = tfe.metrics.Mean("loss")
      >>> for values in (0, 5, [8, 9]):
      ...     _ = mean(values)
      >>> float(mean.result())
      5.5
    """

    def __init__(self, name=None, dtype=float64, use_global_variables=False) -> None:
        super().__init__(name, use_global_variables)
        self.dtype = dtype

    def build(self, *args: Any, **kwargs: Any) -> None:
        """Makes the two sums."""
        self.numer = self.add_variable("numer", [], self.dtype, Zeros())
        self.denom = self.add_variable("denom", [], self.dtype, Zeros())

    def call(self, values, weights=None) -> Any:
        """Adds values to the mean.

        Args:
          values: numbers of any shape.
          weights: what they are multiplied by; of a shape that broadcasts to theirs. The
            divisor grows by the sum of weights.

        Returns:
          Their sum; with weights the pair of weighted values and weights.
        """
        values = _native.convert(values)
        if weights is None:
            self.denom.assign_add(api.cast(api.size(values), self.dtype))
            total = api.reduce_sum(values)
            self.numer.assign_add(api.cast(total, self.dtype))
            return total
        weights = api.cast(weights, self.dtype)
        self.denom.assign_add(api.reduce_sum(weights))
        weighted = api.cast(values, self.dtype) * weights
        self.numer.assign_add(api.reduce_sum(weighted))
        return weighted, weights

    def result(self, write_summary=True) -> Tensor:
        """The mean so far, NaN before any value; it goes to the summary writer in force.

        Args:
          write_summary: whether it goes there: a bool or a boolean scalar.

        Returns:
          A scalar.

        Example:
          >>> mean = tfe.metrics.Mean()
          >>> _ = mean([1, 2])
          >>> float(mean.result(write_summary=False))
          1.5
        """
        mean = self.numer / self.denom
        _summarize(self.name, mean, write_summary)
        return mean


def _summarize(name, value, wanted):
    """Writes a summary, where a program has a writer; who has none loads no code of summaries."""
    import sys

    recording = sys.modules.get("zeal.summary.recording")
    if recording is not None and recording.state.writer is not None:
        smart_cond(wanted, lambda: _written(name, value), lambda: value, name="")


def _written(name, value):
    from zeal.summary.written import scalar

    scalar(name, value)
    return value


def _with(weights, *values):
    return values if weights is None else (*values, weights)


@public("contrib.eager.metrics.Accuracy")
class Accuracy(Mean):
    """The share of predictions that equal their labels.

    Args:
      name: its name, "Accuracy" by default.
      dtype: of the result.

    Example:
      >>> accuracy = tfe.metrics.Accuracy()
      >>> _ = accuracy(labels=[1, 2], predictions=[1, 0])
      >>> float(accuracy.result())
      0.5
    """

    def __init__(self, name=None, dtype=float64) -> None:
        super().__init__(name, dtype)

    def call(self, labels, predictions, weights=None) -> Any:
        """Counts matches.

        Args:
          labels, predictions: tensors of one shape and dtype.
          weights: of a shape that broadcasts to theirs, or None.

        Returns:
          The arguments, without weights of None.

        Raises:
          InvalidArgumentError: the shapes differ.
        """
        labels, predictions = _of_one_shape(labels, predictions)
        self._count(api.equal(labels, predictions), weights)
        return _with(weights, labels, predictions)

    def _count(self, matches, weights):
        super().call(api.cast(matches, self.dtype), weights)


def _of_one_shape(labels, predictions):
    labels, predictions = _native.convert(labels), _native.convert(predictions)
    if labels._symbolic or labels._shape_tuple() != predictions._shape_tuple():
        assert_equal(
            api.shape(labels), api.shape(predictions),
            message="Shapes of labels and predictions are unequal",
        )
    return labels, predictions


@public("contrib.eager.metrics.CategoricalAccuracy")
class CategoricalAccuracy(Accuracy):
    """The share of examples whose largest prediction stands where the label's 1 is.

    Args:
      name: its name, "CategoricalAccuracy" by default.
      dtype: of the result.

    Example:
      >>> accuracy = tfe.metrics.CategoricalAccuracy()
      >>> _ = accuracy(labels=[[0, 1], [1, 0]], predictions=[[0.1, 0.9], [0.4, 0.6]])
      >>> float(accuracy.result())
      0.5
    """

    def call(self, labels, predictions, weights=None) -> Any:
        """Counts matches.

        Args:
          labels, predictions: tensors of one shape (..., classes); labels are one-hot.
          weights: of a shape that broadcasts to (...), or None.

        Returns:
          The classes of labels and predictions as int64, and weights if there are any.

        Raises:
          InvalidArgumentError: the shapes differ.
        """
        labels, predictions = _of_one_shape(labels, predictions)
        labels, predictions = api.argmax(labels, -1), api.argmax(predictions, -1)
        self._count(api.equal(labels, predictions), weights)
        return _with(weights, labels, predictions)


@public("contrib.eager.metrics.BinaryAccuracy")
class BinaryAccuracy(Accuracy):
    """The share of predictions that lie on the side of a threshold that their label says.

    Args:
      threshold: a number; predictions above it stand for True.
      name: its name, "BinaryAccuracy" by default.
      dtype: of the result.

    Example:
      >>> accuracy = tfe.metrics.BinaryAccuracy(0.5)
      >>> _ = accuracy(labels=[1, 0], predictions=[0.4, 0.2])
      >>> float(accuracy.result())
      0.5
    """

    def __init__(self, threshold, name=None, dtype=float64) -> None:
        super().__init__(name, dtype)
        self.threshold = threshold

    def call(self, labels, predictions, weights=None) -> Any:
        """Counts matches.

        Args:
          labels: a tensor of bools, or of numbers, of which 0 is False.
          predictions: a tensor of numbers of the same shape.
          weights: of a shape that broadcasts to theirs, or None.

        Returns:
          Labels and predictions as bools, and weights if there are any.

        Raises:
          InvalidArgumentError: the shapes differ.
        """
        labels, predictions = _of_one_shape(labels, predictions)
        labels, predictions = api.cast(labels, "bool"), predictions > self.threshold
        self._count(api.equal(labels, predictions), weights)
        return _with(weights, labels, predictions)


@public("contrib.eager.metrics.SparseAccuracy")
class SparseAccuracy(Accuracy):
    """The share of examples whose largest prediction is that of the label's class.

    Args:
      name: its name, "SparseAccuracy" by default.
      dtype: of the result.

    Example:
      >>> accuracy = tfe.metrics.SparseAccuracy()
      >>> _ = accuracy(labels=[1, 0], predictions=[[0.1, 0.9], [0.4, 0.6]])
      >>> float(accuracy.result())
      0.5
    """

    def call(self, labels, predictions, weights=None) -> Any:
        """Counts matches.

        Args:
          labels: a vector of classes.
          predictions: a matrix (examples, classes).
          weights: of a shape that broadcasts to (examples), or None.

        Returns:
          The classes of labels and predictions as int64, and weights if there are any.

        Raises:
          InvalidArgumentError: the numbers of examples differ.
        """
        labels, predictions = _native.convert(labels), _native.convert(predictions)
        assert_equal(
            api.shape(labels), api.shape(predictions)[0],
            message="First axis of labels and predictions is unequal",
        )
        labels, predictions = api.cast(labels, "int64"), api.argmax(predictions, -1)
        self._count(api.equal(labels, predictions), weights)
        return _with(weights, labels, predictions)
