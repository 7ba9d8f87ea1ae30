"""What input functions return, and those over arrays and tables."""

import numpy as np

from zeal.data.dataset import Dataset
from zeal.public import public
from zeal.train.session_hooks import SessionRunHook


class InitializesIterator(SessionRunHook):
    """Starts an iterator with each session."""

    def __init__(self, iterator):
        self._iterator = iterator

    def begin(self):
        """Looks the operation up, while the graph may change."""
        self._initializer = self._iterator.initializer

    def after_create_session(self, session, coord):
        """Runs it."""
        session.run(self._initializer)


def features_and_labels(given):
    """Features, labels or None, and hooks, of what an input function returned.

    Raises:
      ValueError: it returned a tuple of another length.
    """
    hooks = []
    if isinstance(given, Dataset):
        iterator = given.make_initializable_iterator()
        hooks, given = [InitializesIterator(iterator)], iterator.get_next()
    if isinstance(given, (list, tuple)):
        if len(given) != 2:
            raise ValueError("input_fn should return (features, labels) as a len 2 tuple.")
        return (*given, hooks)
    return given, None, hooks


@public("estimator.inputs.numpy_input_fn")
def numpy_input_fn(
    x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1
):
    """An input function over arrays.

    Args:
      x: an array, or a dict of them, all of one length.
      y: labels: an array, a dict of them, or None.
      batch_size: how many rows are in a batch; the last one may have less.
      num_epochs: how often all rows come; None for ever.
      shuffle: whether they come in random order.
      queue_capacity: how many rows wait for being drawn; num_threads: accepted for compatibility.

    Returns:
      A function without arguments, which returns tensors: features, or a pair of features and
      labels.

    Raises:
      ValueError: shuffle is not said, there are no rows, lengths differ, or a label is called as a
        feature is; TypeError: x is of another type.

    Example:
      >>> function = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.arange(4.0)}, np.arange(4), batch_size=3, shuffle=False)
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     features, labels = function()
      ...     print(session.run([features["x"], labels]))
      [array([0., 1., 2.]), array([0, 1, 2])]
    """
    _check_shuffle(shuffle)

    def input_fn():
        features = x if isinstance(x, dict) else {"__direct_np_input__": x}
        _check_arrays(features, x)
        labels = _labels(features, y)
        rows = {len(v) for v in [*features.values(), *labels.values()]}
        if len(rows) != 1:
            shapes = {k: np.shape(v) for k, v in {**features, **labels}.items()}
            raise ValueError(
                "Length of tensors in x and y is mismatched. All elements in x and y must have "
                f"the same length.\nShapes in x and y: {shapes}"
            )
        parts = (dict(features), dict(labels))
        batch = _batches(parts, rows.pop(), batch_size, num_epochs, shuffle, queue_capacity)
        found = batch[0] if isinstance(x, dict) else batch[0]["__direct_np_input__"]
        if y is None:
            return found
        return found, batch[1] if isinstance(y, dict) else batch[1]["__target_key__"]

    return input_fn


def _check_shuffle(shuffle):
    if not isinstance(shuffle, bool):
        raise ValueError(
            "shuffle must be provided and explicitly set as boolean (it is recommended to set it "
            f"as True for training); got {shuffle}"
        )


def _check_arrays(features, x):
    if not isinstance(x, (dict, np.ndarray)):
        raise TypeError(f"x must be a dict or array; got {type(x).__name__}")
    if not features:
        raise ValueError("x cannot be an empty dict")


def _labels(features, y):
    if y is None:
        return {}
    if isinstance(y, dict):
        if not y:
            raise ValueError("y cannot be empty dict, use None instead.")
        both = sorted(set(features) & set(y))
        if both:
            raise ValueError(
                f"{len(both)} duplicate keys are found in both x and y: {both}"
            )
        return y
    return {"__target_key__": y}


def _batches(parts, rows, batch_size, num_epochs, shuffle, capacity):
    arrays = tuple({k: np.asarray(v) for k, v in part.items()} for part in parts if part)
    dataset = Dataset.from_tensor_slices(arrays)
    if shuffle:
        dataset = dataset.shuffle(max(1, min(rows, capacity)))
    dataset = dataset.repeat(num_epochs).batch(batch_size, drop_remainder=num_epochs is None)
    found = dataset.make_one_shot_iterator().get_next()
    return [*found, {}]


@public("estimator.inputs.pandas_input_fn")
def pandas_input_fn(
    x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1,
    target_column="target",
):  # fmt: skip
    """An input function over a table of pandas.

    Args:
      x: a `pandas.DataFrame`; its columns are the features.
      y: labels: a Series, a DataFrame, or None; they have the index of x.
      the others: as for `numpy_input_fn`.
      target_column: what the labels are called among the features, if any.

    Returns:
      A function without arguments, which returns tensors: a dict of features, or a pair of it and
      labels.

    Raises:
      TypeError: x is no DataFrame.
      ValueError: shuffle is not said, the indices differ, or a column is called as the labels are.
    """
    if not hasattr(x, "columns") or not hasattr(x, "index"):
        raise TypeError(f"x must be a pandas.DataFrame, got {type(x)}")
    _check_shuffle(shuffle)
    if y is None:
        labels = None
    else:
        if not np.array_equal(x.index, y.index):
            raise ValueError(
                "Index for x and y are mismatched.\n"
                f"Index for x: {x.index}\nIndex for y: {y.index}\n"
            )
        columns = list(y.columns) if hasattr(y, "columns") else [target_column]
        if any(column in x.columns for column in columns):
            raise ValueError(
                f"Cannot use name {columns} for target column: DataFrame already has a column with "
                "that name"
            )
        labels = {c: y[c].values for c in y.columns} if hasattr(y, "columns") else y.values
    features = {column: x[column].values for column in x.columns}
    return numpy_input_fn(features, labels, batch_size, num_epochs, shuffle, queue_capacity)
