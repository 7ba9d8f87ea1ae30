"""tensorflow.python.framework.versions."""

from zeal.version import GIT_VERSION, VERSION

__version__, __git_version__ = VERSION, GIT_VERSION
