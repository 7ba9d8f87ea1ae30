"""tf.contrib.learn.datasets.base: data sets from CSV files."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
