"""tf.contrib.image: projective transforms, warps, splines, components of images."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
