"""tf.keras.metrics.MeanIoU: how far what is predicted and what should be overlap."""

from typing import Any

from zeal._native import Tensor, api
from zeal.dtypes import float64
from zeal.keras.documented import documented
from zeal.keras.metrics.metric import Metric, done
from zeal.metrics.confusion import confusion_matrix, flat
from zeal.public import public
from zeal.state.initializers import Zeros


@public("keras.metrics.MeanIoU")
@documented("float(tf.keras.metrics.MeanIoU(num_classes=2)([0, 1, 1], [0, 1, 0]))", "0.5")
class MeanIoU(Metric):
    """The mean over classes of hits divided by hits, misses and false alarms."""

    def __init__(self, num_classes, name=None, dtype=None) -> None:
        super().__init__(name, dtype)
        self.num_classes = num_classes
        shape = [num_classes, num_classes]
        self.total_cm = self.add_weight(
            "total_confusion_matrix", shape, initializer=Zeros(), dtype=float64
        )

    def update_state(self, y_true, y_pred, sample_weight=None) -> Any:
        y_true, y_pred = api.cast(y_true, self._dtype), api.cast(y_pred, self._dtype)
        weights = None if sample_weight is None else api.cast(sample_weight, self._dtype)
        counts = confusion_matrix(
            flat(y_true), flat(y_pred), self.num_classes, float64, weights=flat(weights)
        )
        return done([self.total_cm.assign_add(counts)])

    def result(self) -> Tensor:
        """The mean so far; classes that never occur do not count.

        Returns:
          A scalar.
        """
        either = [api.cast(api.reduce_sum(self.total_cm, axis), self._dtype) for axis in (0, 1)]
        hits = api.cast(api.diag_part(self.total_cm), self._dtype)
        union = either[0] + either[1] - hits
        valid = api.reduce_sum(api.cast(api.not_equal(union, 0), self._dtype))
        return api.div_no_nan(api.reduce_sum(api.div_no_nan(hits, union), name="mean_iou"), valid)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"num_classes": self.num_classes}
