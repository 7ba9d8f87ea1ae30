"""`python -m zeal script.py [args]`: runs a TensorFlow program on zeal."""

import os
import sys
from types import ModuleType
from typing import NoReturn

from zeal import user_traceback

_USAGE = """\
usage: python -m zeal SCRIPT [ARGUMENT]...

Runs SCRIPT as `python SCRIPT [ARGUMENT]...` would, but `import tensorflow` gives zeal in it."""


def main(arguments: "list[str]") -> None:
    """Runs the script named by the first argument.

    Args:
      arguments: the command line after `python -m zeal`.

    Raises:
      SystemExit: as the script does; 2 for a wrong command line; 1 after an uncaught error.
    """
    if arguments[:1] in (["-h"], ["--help"]):
        print(_USAGE)
        raise SystemExit(0)
    if not arguments:
        _refuse(_USAGE)
    if arguments[0].startswith("-"):
        _refuse(f"python -m zeal: unknown option {arguments[0]}\n{_USAGE}")
    _run(arguments[0], arguments)


def _run(path: str, arguments: "list[str]") -> None:
    """Runs a file as the module `__main__`; its errors are shown without frames from here."""
    from zeal.interop import script

    module = ModuleType("__main__")
    module.__file__, module.__builtins__ = path, __builtins__
    module.__spec__ = script.spec_of(path)  # how multiprocessing's children find it
    sys.modules["__main__"] = module  # pickle and multiprocessing look names up here
    sys.argv = arguments
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.abspath(path))
    try:
        exec(_code(module.__spec__, path), module.__dict__)
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        frames = error.__traceback__.tb_next  # the first frame is this function's
        if isinstance(error, SyntaxError) and frames and frames.tb_frame.f_code is _code.__code__:
            frames = None  # the script's own text is wrong: no frame is the script's
        if sys.excepthook is sys.__excepthook__:
            user_traceback.show(error, frames)
        else:
            sys.excepthook(type(error), error.with_traceback(frames), frames)
        raise SystemExit(1) from None


def _code(spec, path: str):
    try:
        return spec.loader.get_code(spec.name)
    except OSError as error:
        _refuse(f"python -m zeal: can't open file '{path}': {error.strerror}")


def _refuse(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
