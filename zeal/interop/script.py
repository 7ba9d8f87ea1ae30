"""Scripts as modules `zeal.interop.script.NAME`, in whose processes `import tensorflow` gives zeal.

Children of multiprocessing's "spawn" and "forkserver" import the main module by the name in its
spec. A script's name here says all that they need: this package finds it and installs the alias
before the script runs, and the last part of the name is its path, in hexadecimal digits.
"""

import io
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader

from zeal.interop.alias import install_as

__path__: "list[str]" = []  # a package: its modules are the scripts


def spec_of(path: str) -> ModuleSpec:
    """The module spec of a script.

    Returns:
      A spec that finds the same script in other processes.
    """
    name = f"{__name__}.p{os.fsencode(os.path.abspath(path)).hex()}"
    spec = _ScriptSpec(name, _ScriptLoader(name, path), origin=path)
    spec.has_location = True  # the origin is a file
    return spec


class _ScriptSpec(ModuleSpec):
    """A module's spec without a package: a script's relative imports fail as Python's do."""

    parent = ""


class _ScriptLoader(SourceFileLoader):
    """Compiles a script as Python does: nothing is written beside it."""

    def get_code(self, fullname):
        install_as("tensorflow")
        with io.open_code(os.path.abspath(self.path)) as file:
            return compile(file.read(), self.path, "exec", dont_inherit=True)


class _Finder:
    """Meta-path finder of the scripts."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        package, _, digits = fullname.rpartition(".")
        if package != __name__ or digits[:1] != "p":
            return None
        return spec_of(os.fsdecode(bytes.fromhex(digits[1:])))


sys.meta_path.insert(0, _Finder)
