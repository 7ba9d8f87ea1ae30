"""tensorflow.python.util.lazy_loader: a module that is imported at its first use."""

import importlib
from types import ModuleType

from zeal import logging


class LazyLoader(ModuleType):
    """Stands for a module until something is asked of it.

    Args:
      local_name: its name among `parent_module_globals`, where the module then takes its place.
      parent_module_globals: the `globals()` of the module that imports it.
      name: the module's full name.
      warning: a text to log when it is imported.
    """

    def __init__(self, local_name, parent_module_globals, name, warning=None):
        super().__init__(name)
        self._zeal_place = parent_module_globals, local_name
        self._zeal_warning = warning

    def _load(self):
        module = importlib.import_module(self.__name__)
        place, name = self._zeal_place
        place[name] = module
        if self._zeal_warning:
            logging.warning(self._zeal_warning)
            self._zeal_warning = None
        self.__dict__.update(module.__dict__)
        return module

    def __getattr__(self, name):
        return getattr(self._load(), name)

    def __dir__(self):
        return dir(self._load())
