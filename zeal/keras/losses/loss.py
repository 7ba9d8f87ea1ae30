"""tf.keras.losses.Loss: losses as objects, and how they become one number."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.keras.session import get_session
from zeal.losses.broadcast import check_broadcast
from zeal.metrics.weights import aligned
from zeal.public import public
from zeal.state.scope import name_scope


@public("keras.losses.Reduction")
class Reduction:
    """How the losses of examples become one number; see `Loss`.

    Example:
      >>> loss = tf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.SUM)
      >>> float(loss([[0.0], [1.0]], [[1.0], [3.0]]))
      5.0
    """

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All reductions.

        Returns:
          A tuple of their names.

        Example:
          >>> "sum" in tf.keras.losses.Reduction.all()
          True
        """
        return cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE

    @classmethod
    def validate(cls, key) -> None:
        """Checks that key is a reduction.

        Args:
          key: any value.

        Raises:
          ValueError: it is none.

        Example:
          >>> tf.keras.losses.Reduction.validate("sum")
        """
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


@public("keras.losses.Loss")
class Loss:
    """A loss as an object: `call` gives one value per example, a call of the object reduces them.

    Args:
      reduction: SUM, NONE, or SUM_OVER_BATCH_SIZE, which AUTO stands for: the sum divided by the
        number of values.
      name: its name, the scope of its ops in graphs.

    Raises:
      ValueError: the reduction is unknown.

    Example:
      >>> class Cubes(tf.keras.losses.Loss):
      ...     def call(self, y_true, y_pred):
      ...         return tf.reduce_mean(tf.abs(y_true - y_pred) ** 3, axis=-1)
      >>> float(Cubes()(tf.constant([[1.0, 2.0]]), tf.constant([[3.0, 2.0]])))
      4.0
    """

    def __init__(self, reduction=Reduction.AUTO, name=None) -> None:
        Reduction.validate(reduction)
        self.reduction = reduction
        self.name = name

    def __call__(self, y_true, y_pred, sample_weight=None) -> Tensor:
        """Computes the loss.

        Args:
          y_true: what the predictions should be.
          y_pred: a tensor of predictions.
          sample_weight: a scalar, a number per example, or one per value; None for 1.

        Returns:
          A scalar; with Reduction.NONE one value per example.
        """
        name = "lambda" if self.name == "<lambda>" else self.name
        with name_scope((name or type(self).__name__).lstrip("_")):
            return reduced(self.call(y_true, y_pred), sample_weight, self.reduction)

    def call(self, y_true, y_pred) -> Tensor:
        """Computes one value per example; a subclass must define it.

        Args:
          y_true: what the predictions should be.
          y_pred: a tensor of predictions.

        Returns:
          A tensor.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Must be implemented in subclasses.")

    @classmethod
    def from_config(cls, config) -> "Loss":
        """The loss of a configuration that `get_config` gave.

        Args:
          config: a dict.

        Returns:
          A Loss.

        Example:
          >>> config = tf.keras.losses.Huber(delta=2.0).get_config()
          >>> tf.keras.losses.Huber.from_config(config).get_config()["delta"]
          2.0
        """
        return cls(**config)

    def get_config(self) -> dict[str, Any]:
        """Its arguments as a dict.

        Returns:
          A dict with the keys "reduction" and "name", and those of a subclass.

        Example:
          >>> tf.keras.losses.Hinge().get_config()
          {'reduction': 'auto', 'name': 'hinge'}
        """
        return {"reduction": self.reduction, "name": self.name}


def reduced(losses, sample_weight, reduction) -> Tensor:
    """One number from losses and their weights, in the dtype of losses."""
    Reduction.validate(reduction)
    with name_scope("weighted_loss"):
        losses = _native.convert(losses)
        given = losses.dtype
        if given.is_integer:
            losses = api.cast(losses, "float32")
        if sample_weight is not None:
            weights = api.cast(sample_weight, "float32")
            losses, _, weights = aligned(api.cast(losses, "float32"), None, weights)
            check_broadcast(losses._shape_tuple(), weights._shape_tuple())
            losses = losses * weights
        if reduction == Reduction.NONE:
            return api.cast(losses, given)
        total = api.reduce_sum(losses)
        if reduction != Reduction.SUM:
            total = api.div_no_nan(total, api.cast(api.size(losses), total.dtype), name="value")
        return api.cast(total, given)


def plain(value) -> Any:
    """An argument for a configuration: tensors as arrays."""
    if not isinstance(value, (_native.Tensor, _native.Variable)):
        return value
    return value.numpy() if executing_eagerly() else get_session().run(value)


class LossFunctionWrapper(Loss):
    """A loss that a function computes.

    Args:
      fn: a function of (y_true, y_pred) and the keywords.
      reduction, name: as in `Loss`.
      **kwargs: further arguments of the function, which `get_config` gives too.
    """

    def __init__(self, fn, reduction=Reduction.AUTO, name=None, **kwargs: Any) -> None:
        super().__init__(reduction, name)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true, y_pred) -> Tensor:
        """Computes one value per example.

        Args:
          y_true: what the predictions should be.
          y_pred: a tensor of predictions.

        Returns:
          A tensor.
        """
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {k: plain(v) for k, v in self._fn_kwargs.items()}
