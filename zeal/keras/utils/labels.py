"""Arrays that programs prepare before they train: one-hot labels, rows of norm 1."""

from zeal.public import public


@public("keras.utils.to_categorical")
def to_categorical(y, num_classes=None, dtype="float32"):
    """Turns class numbers into one-hot rows.

    Args:
      y: integers of any shape; a last axis of length 1 is dropped.
      num_classes: how many classes there are; by default the greatest number plus one.
      dtype: the dtype of the result.

    Returns:
      An ndarray of y's shape, with an axis of length num_classes added.

    Raises:
      IndexError: a number is out of range.

    Example:
      >>> tf.keras.utils.to_categorical([0, 2], 3)
      array([[1., 0., 0.],
             [0., 0., 1.]], dtype=float32)
    """
    import numpy as np

    y = np.array(y, dtype="int")
    shape = y.shape[:-1] if y.ndim > 1 and y.shape[-1] == 1 else y.shape
    y = y.ravel()
    if not num_classes:
        num_classes = int(y.max()) + 1
    rows = np.zeros((y.size, num_classes), dtype=dtype)
    rows[np.arange(y.size), y] = 1
    return rows.reshape((*shape, num_classes))


@public("keras.utils.normalize")
def normalize(x, axis=-1, order=2):
    """Divides an array by its norms along an axis; where the norm is 0, nothing changes.

    Args:
      x: an array of numbers.
      axis: the axis.
      order: the norm's order, as NumPy's `linalg.norm` takes it.

    Returns:
      An ndarray of x's shape.

    Example:
      >>> tf.keras.utils.normalize(np.array([[3.0, 4.0]]))
      array([[0.6, 0.8]])
    """
    import numpy as np

    norms = np.atleast_1d(np.linalg.norm(x, order, axis))
    norms[norms == 0] = 1
    return np.asarray(x) / np.expand_dims(norms, axis)
