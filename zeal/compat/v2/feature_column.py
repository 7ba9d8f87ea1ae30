"""tf.compat.v2.feature_column: tf.feature_column, with columns for layers alone."""

import sys

from zeal.compat.v2.interface import open_as_interface
from zeal.namespace import namespace

namespace(__name__)
__getattr__, __dir__ = open_as_interface(sys.modules[__name__], "feature_column")
