"""tf.flags: the flags of absl-py under TensorFlow 1.x's names, for `tf.app.run`."""

import sys
from functools import cache
from importlib.util import find_spec

from zeal.absl_parts import absl
from zeal.public import publish, publish_module

publish_module(__name__)

# TensorFlow's first names of the arguments -> absl's.
_ARGUMENTS = {"flag_name": "name", "default_value": "default", "docstring": "help"}


@cache
def _yielding():
    """absl.flags; absl's own, such as --log_dir, give way to those of the program."""
    flags = absl("flags")
    absl("app")  # which brings them
    by_module = flags.FLAGS.flags_by_module_dict()
    for flag in (*by_module.get("absl.logging", ()), *by_module.get("absl.app", ())):
        flag.allow_override = True
    return flags


def _absl():
    flags = _yielding()
    flags.disclaim_key_flags()  # a flag belongs to the module that calls us, for --help
    return flags


class _Flags:
    """tf.flags.FLAGS: absl's FLAGS, which parses the command line at the first use of a flag."""

    def __getattr__(self, name):
        if name == "__flags":  # programs print them all
            return self._parsed(next(iter(self), ""))._flags()
        if name.startswith("__"):
            raise AttributeError(f"tf.flags.FLAGS has no attribute {name!r}")
        return getattr(self._parsed(name), name)

    def __setattr__(self, name, value):
        setattr(self._parsed(name), name, value)

    def __delattr__(self, name):
        delattr(self._zeal_values(), name)

    def __getitem__(self, name):
        return self._zeal_values()[name]

    def __setitem__(self, name, flag):
        self._zeal_values()[name] = flag

    def __contains__(self, name):
        return name in self._zeal_values()

    def __dir__(self):
        return dir(self._zeal_values())

    def __iter__(self):
        return iter(self._zeal_values())

    def __len__(self):
        return len(self._zeal_values())

    def __str__(self):
        return str(self._zeal_values())

    def __call__(self, *args, **kwargs):
        return self._zeal_values()(*args, **kwargs)

    def _zeal_values(self):
        return _absl().FLAGS

    def _parsed(self, name):
        flags = self._zeal_values()
        if not flags.is_parsed() and name in flags:
            flags(sys.argv)
        return flags


FLAGS = _Flags()


def _define(kind: str):
    def define(*args, **kwargs):
        named = {_ARGUMENTS.get(key, key): value for key, value in kwargs.items()}
        return getattr(_absl(), f"DEFINE_{kind}")(*args, **named)

    define.__name__ = define.__qualname__ = f"DEFINE_{kind}"
    define.__doc__ = f"""Defines a flag of the command line; see absl.flags.DEFINE_{kind}.

    Args:
      name: its name, also as `flag_name`; `tf.flags.FLAGS` has an attribute of that name.
      default: its value where the command line gives none, also as `default_value`.
      help: shown by --help, also as `docstring`.

    Raises:
      ImportError: absl-py is not installed.
    """
    return define


DEFINE_string, DEFINE_integer, DEFINE_float = map(_define, ("string", "integer", "float"))
DEFINE_bool = DEFINE_boolean = _define("boolean")
publish(__name__, "DEFINE_boolean", "flags.DEFINE_bool")


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"module 'zeal.flags' has no attribute {name!r}")
    return getattr(_absl(), name)


def __dir__():
    names = {name for name in globals() if name[0] != "_"}
    return sorted(names | set(dir(_absl()) if find_spec("absl") else ()))
