"""Lets programs written for TensorFlow run on zeal: `import tensorflow as tf` gives zeal."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

from zeal import version
from zeal.interop import internal
from zeal.interop.lookup import lookup
from zeal.public import public


@public("install_as")
def install_as(name: str = "tensorflow") -> None:
    """Makes `import NAME`, `from NAME.x import y` and so on mean zeal in this process.

    Without this call zeal never touches any other package's name. `NAME.x.y` is zeal's
    attribute `x.y`; the modules inside TensorFlow (`NAME.python`) are answered by public names.
    Calling it again changes nothing. As "tensorflow", the packages that TensorFlow is made of
    (`tensorflow_core`, `tensorflow_estimator`) are served too, and `__version__` is TensorFlow's;
    zeal's own stays in `zeal.version.__version__`.

    Args:
      name: the top-level name to serve.

    Raises:
      ValueError: `name` is no plain module name, or "zeal" itself.
      RuntimeError: something else has been imported under that name already.

    Example:
      >>> import zeal
      >>> zeal.install_as("tensorflow")
      >>> import tensorflow as tf
      >>> tf is zeal
      True
    """
    if not name.isidentifier() or name == "zeal":
        raise ValueError(f"[install_as] {name!r} cannot be served; give a plain module name")
    loaded = sys.modules.get(name)
    if loaded is not None and loaded is not sys.modules["zeal"]:
        raise RuntimeError(
            f"[install_as] {name} is already imported from "
            f"{getattr(loaded, '__file__', 'elsewhere')}; call zeal.install_as({name!r}) before "
            f"anything imports {name}"
        )
    if not any(isinstance(f, _Finder) and f.name == name for f in sys.meta_path):
        for served in _served(name):
            if served not in sys.modules:
                sys.meta_path.insert(0, _Finder(served))
        _set_version(name, version.VERSION)
    if _NotBuilt not in sys.meta_path:
        sys.meta_path.append(_NotBuilt)


def remove_alias(name: str = "tensorflow") -> None:
    """Undoes `install_as`: later imports of `name` look for the real package."""
    names = _served(name)
    finders = [f for f in sys.meta_path if isinstance(f, _Finder) and f.name in names]
    for finder in finders:
        sys.meta_path.remove(finder)
        _set_version(name, version.__version__)
        for module in [m for m in sys.modules if m.partition(".")[0] == finder.name]:
            del sys.modules[module]
    if not any(isinstance(f, _Finder) for f in sys.meta_path) and _NotBuilt in sys.meta_path:
        sys.meta_path.remove(_NotBuilt)


def _served(name: str) -> tuple:
    """A name, and those of the packages that TensorFlow 1.15's one is made of."""
    inside = ("tensorflow_core", "tensorflow_estimator") if name == "tensorflow" else ()
    return (name, *inside)


def _set_version(name: str, text: str) -> None:
    """What `tf.__version__` is: programs that import TensorFlow compare it with TensorFlow's."""
    if name == "tensorflow":
        sys.modules["zeal"].__version__ = text


class _Finder:
    """Meta-path finder and loader that answers for one top-level name."""

    def __init__(self, name: str):
        self.name = name

    def find_spec(self, fullname: str, path=None, target=None) -> "ModuleSpec | None":
        top, _, rest = fullname.partition(".")
        if top != self.name:
            return None
        if internal.is_internal(rest):
            internal.check_known(fullname)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None  # a placeholder of the import system, which exec_module replaces

    def exec_module(self, module: ModuleType) -> None:
        # zeal's own module goes into sys.modules, where the import system picks it up; returned
        # from create_module it would lose its own __spec__.
        fullname = module.__spec__.name
        found = _resolve(fullname)
        if isinstance(found, ModuleType) and not hasattr(found, "__path__"):
            found.__path__ = []  # imports below it arrive here, and fail if there is nothing
        sys.modules[fullname] = found


class _NotBuilt:
    """Last of the meta-path finders: `from tensorflow import x` says what `tf.x` would say."""

    @staticmethod
    def find_spec(fullname: str, path=None, target=None) -> None:
        package, _, name = fullname.rpartition(".")
        if package.split(".")[0] == "zeal" and package in sys.modules and not name.startswith("_"):
            try:
                getattr(sys.modules[package], name)
            except AttributeError as error:
                raise ImportError(str(error), name=fullname) from None


def _resolve(fullname: str):
    """What a dotted name means whose first part is the alias."""
    name = fullname.partition(".")[2]
    if internal.is_internal(name):
        return internal.module_for(fullname)
    found = lookup(name)
    if found is None:
        raise ModuleNotFoundError(
            f"No module named {fullname!r}: zeal has nothing called zeal.{name}{_unbuilt(name)}",
            name=fullname,
        )
    return found


def _unbuilt(name: str) -> str:
    """What an error adds where TensorFlow has the name."""
    from zeal.not_built import missing

    module, _, last = name.rpartition(".")
    why = str(missing(module, last))
    return f"; {why}" if "is not built yet" in why else ""
