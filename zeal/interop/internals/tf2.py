"""tensorflow.python.tf2: whether TensorFlow 2's behaviour is on, which it never is here."""

__all__ = ["enabled"]

def enabled():
    """Returns False: zeal has the behaviour of TensorFlow 1.x."""
    return False
