"""Prints where the wheels of oneDNN, OpenBLAS and NumPy put their headers and libraries."""

import importlib.metadata as metadata
import os
import sys
from pathlib import Path


def onednn() -> list[Path]:
    """Header directory and library, from the file list of the wheel; [] where there is no wheel."""
    found = {}
    for name in ("onednn-devel-cpu-gomp", "onednn-cpu-gomp"):
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            path = Path(file.locate())
            if file.name in ("dnnl.h", "libdnnl.so.3") and path.exists():
                found.setdefault(file.name, Path(os.path.abspath(path)))
    if len(found) < 2:
        return []
    return [found["dnnl.h"].parent, found["libdnnl.so.3"]]


def openblas() -> list[Path]:
    """The same for scipy-openblas32."""
    try:
        import scipy_openblas32 as wheel
    except ImportError:
        return []
    lib = Path(wheel.get_lib_dir())
    names = [
        p for p in sorted(lib.iterdir()) if "openblas" in p.name and p.suffix in (".so", ".dylib")
    ]
    return [Path(wheel.get_include_dir()), names[0].resolve()] if names else []


def numpy() -> list[Path]:
    """Header directory. Only headers of NumPy 2 make what both NumPy 1 and 2 can load."""
    try:
        import numpy
    except ImportError:
        return []
    return [Path(numpy.get_include())] if int(numpy.__version__.split(".")[0]) >= 2 else []


if __name__ == "__main__":
    paths = {"onednn": onednn, "openblas": openblas, "numpy": numpy}[sys.argv[1]]()
    print(";".join(str(p) for p in paths), end="")
