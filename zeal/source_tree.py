"""Running inside a source tree: the installed package stands in for what was not built here."""

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def installed_folder() -> str:
    """The folder of the installed package.

    Raises:
      ImportError: zeal is not installed, or only this source tree is.
    """
    here = Path(__file__).resolve().parent
    try:
        folder = Path(distribution("zeal").locate_file("zeal")).resolve()
    except PackageNotFoundError:
        folder = here
    if folder == here or not any(folder.glob("_native*")):
        raise ImportError(
            f"{here} is a source tree of zeal whose native module is not built for "
            f"{sys.executable}: run `pip install .` in it, or tools/dev_build"
        )
    return str(folder)
