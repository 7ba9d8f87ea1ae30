"""zeal: eager-execution machine learning with TensorFlow 1.x's programming model."""

try:
    from zeal import _native
except ImportError:  # Python started in a source tree puts it before the installed package
    from zeal.source_tree import installed_folder as _installed_folder

    __path__[:] = [_installed_folder()]
    __file__ = f"{__path__[0]}/__init__.py"
    from zeal import _native
from zeal.namespace import namespace as _namespace
from zeal.version import GIT_VERSION as __git_version__
from zeal.version import __version__

__getattr__, __dir__ = _namespace(__name__)

# What the native module calls in Python.
from zeal.eager import tape as _tape
from zeal.ops import hooks as _hooks
from zeal.ops.array import where as _where
from zeal.state import variable as _variable
from zeal.state import variable_methods as _variable_methods
