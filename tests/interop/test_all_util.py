"""tensorflow.python.util.all_util: modules that hide what they do not list."""

import sys
import types

from zeal.interop.internals import all_util


def test_remove_undocumented(monkeypatch):
    module = types.ModuleType("shown", "Things.\n\n@@listed\n@@not_there\n")
    module.listed, module.allowed, module.imported, module._private = 1, 2, 3, 4
    monkeypatch.setitem(sys.modules, "shown", module)
    assert all_util.make_all("shown") == ["listed"]
    all_util.remove_undocumented("shown", ["allowed"])
    assert [n for n in vars(module) if not n.startswith("__")] == ["listed", "allowed", "_private"]
