"""tensorflow.python.saved_model.loader_impl, beside tf.saved_model.loader."""

from zeal.saved_model.reading import _read as parse_saved_model  # noqa: F401
