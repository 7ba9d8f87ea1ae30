"""tf.compat.v2: TensorFlow 2's names, as TensorFlow 1.15 has them."""

import sys

from zeal.compat.v2.interface import open_as_interface
from zeal.namespace import namespace
from zeal.version import GIT_VERSION as __git_version__
from zeal.version import VERSION as __version__

namespace(__name__)
__getattr__, __dir__ = open_as_interface(sys.modules[__name__], "")
