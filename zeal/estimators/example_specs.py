"""What parses examples for canned estimators: columns, labels and weights."""

from zeal.dtypes import float32, int64
from zeal.feature_columns.functions import make_parse_example_spec
from zeal.feature_columns.numeric import NumericColumn, numeric_column
from zeal.public import public
from zeal.records.features import FixedLenFeature


@public("estimator.classifier_parse_example_spec")
def classifier_parse_example_spec(
    feature_columns, label_key, label_dtype=int64, label_default=None, weight_column=None
):
    """What `tf.io.parse_example` takes for the examples of a classifier.

    Args:
      feature_columns: list of columns.
      label_key: the label's name.
      label_dtype, label_default: its type, and what stands for a missing one.
      weight_column: name or numeric column of the examples' weights.

    Returns:
      A dict from names to `tf.io.FixedLenFeature` and the like.

    Raises:
      ValueError: the label or the weight is also a feature.

    Example:
      >>> x = tf.feature_column.numeric_column("x")
      >>> sorted(tf.estimator.classifier_parse_example_spec([x], "y"))
      ['x', 'y']
    """
    label = FixedLenFeature((1,), label_dtype, label_default)
    return _with_label(feature_columns, label_key, label, weight_column)


@public("estimator.regressor_parse_example_spec")
def regressor_parse_example_spec(
    feature_columns, label_key, label_dtype=float32, label_default=None, label_dimension=1,
    weight_column=None,
):  # fmt: skip
    """What `tf.io.parse_example` takes for the examples of a regressor.

    Args:
      the others: as for `classifier_parse_example_spec`.
      label_dimension: how many numbers a label has.

    Returns:
      A dict from names to `tf.io.FixedLenFeature` and the like.

    Example:
      >>> x = tf.feature_column.numeric_column("x")
      >>> tf.estimator.regressor_parse_example_spec([x], "y", label_dimension=2)["y"].shape
      (2,)
    """
    label = FixedLenFeature((label_dimension,), label_dtype, label_default)
    return _with_label(feature_columns, label_key, label, weight_column)


def _with_label(columns, key, label, weights):
    spec = make_parse_example_spec(columns)
    if key in spec:
        raise ValueError(
            f"label should not be used as feature. label_key: {key}, features: {spec.keys()}"
        )
    spec[key] = label
    if weights is None:
        return spec
    weights = numeric_column(weights) if isinstance(weights, str) else weights
    if not isinstance(weights, NumericColumn):
        raise ValueError(
            "weight_column should be an instance of tf.feature_column.numeric_column. Given type: "
            f"{type(weights)} value: {weights}"
        )
    if weights.key in spec:
        raise ValueError(
            f"weight_column should not be used as feature. weight_column: {weights.key}, "
            f"features: {spec.keys()}"
        )
    return {**spec, **weights.parse_example_spec}
