"""tensorflow.python.util.nest: what it has beyond tf.contrib.framework.nest."""

from zeal.nest.walk import is_namedtuple


def _is_namedtuple(instance, strict=False):
    return is_namedtuple(instance) and (not strict or instance.__class__.__base__ is tuple)
