"""tensorflow.python.util.tf_export: decorators that name a public function and change nothing."""

__all__ = ["estimator_export", "keras_export", "tf_export"]

def tf_export(*names, v1=None, allow_multiple_exports=False):
    """A decorator that returns what it decorates: names are published by the program itself."""
    return lambda decorated: decorated


keras_export = estimator_export = tf_export
