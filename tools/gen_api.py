"""Writes tests/golden/api.txt, the list of public names; `--list` only prints them.

Run it after adding or removing a public name: python tools/gen_api.py
"""

import sys
import types
from pathlib import Path

import zeal

TARGET = Path(__file__).resolve().parent.parent / "tests" / "golden" / "api.txt"


def _public(module, prefix, seen):
    for name in getattr(module, "__all__", None) or dir(module):
        if name.startswith("_"):
            continue
        value = getattr(module, name)
        if isinstance(value, types.ModuleType):
            if value.__name__ == f"{module.__name__}.{name}" and value.__name__ not in seen:
                seen.add(value.__name__)
                yield from _public(value, f"{prefix}.{name}", seen)
        elif getattr(value, "__module__", "zeal").startswith("zeal"):
            yield f"{prefix}.{name}"


_ROOTS = (
    "app", "bitwise", "contrib.data", "contrib.eager", "contrib.framework", "contrib.util", "data",
    "dtypes", "errors", "initializers", "keras", "logging", "losses", "math", "nn", "random",
    "resource_loader", "sysconfig", "test", "train",
)  # fmt: skip


def names() -> list:
    """Dotted public names, sorted."""
    top = [n for n in dir(zeal) if not n.startswith("_")]
    found = {f"tf.{n}" for n in top if not isinstance(getattr(zeal, n), types.ModuleType)}
    for root in _ROOTS:
        module = zeal
        try:
            for part in root.split("."):
                module = getattr(module, part)
        except AttributeError:
            continue
        found |= set(_public(module, f"tf.{root}", {module.__name__}))
    return sorted(found)


if __name__ == "__main__":
    if "--list" in sys.argv:
        print("\n".join(names()))
    else:
        TARGET.write_text("\n".join(names()) + "\n")
