"""tensorflow.python.util.all_util: which names a module shows."""

import re
import sys

__all__ = ["make_all", "remove_undocumented"]


def make_all(module_name, doc_string_modules=None):
    """The names that the docstrings of modules list as `@@name`, as far as the module has them."""
    modules = [sys.modules[module_name]] if doc_string_modules is None else doc_string_modules
    listed = {n for m in modules for n in re.findall(r"^\s*@@([\w.]+)", m.__doc__ or "", re.M)}
    return sorted(listed.intersection(dir(sys.modules[module_name])))


def remove_undocumented(module_name, allowed_exception_list=None, doc_string_modules=None):
    """Deletes a module's names that are neither listed in docstrings, nor allowed, nor private."""
    module, kept = sys.modules[module_name], set(allowed_exception_list or ())
    for name in set(vars(module)) - set(make_all(module_name, doc_string_modules)) - kept:
        if not name.startswith("_"):
            delattr(module, name)
