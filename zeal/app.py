"""tf.app: starts a program's `main` after its flags are parsed."""

import sys

from zeal import flags
from zeal.absl_parts import absl
from zeal.eager.context import enable_eager_execution
from zeal.public import publish, publish_module

publish_module(__name__)

def run(main=None, argv=None):
    """Parses the flags, calls `main(argv)` and ends the process with what it returns.

    Args:
      main: the program's function; by default `main` of the script.
      argv: the command line, by default sys.argv. Flags that nobody defined are left in it.

    Raises:
      SystemExit: always, with main's result as its code.
      ImportError: absl-py is not installed.
    """
    main = main or sys.modules["__main__"].main
    absl("app").run(main=main, argv=argv, flags_parser=_parse)


def _parse(argv):
    """Parses what is known; `main` gets the rest, as TensorFlow does it."""
    return flags.FLAGS(argv, known_only=True)

publish("zeal.flags", "", "app.flags")


def _run_eagerly(main=None, argv=None):
    """Enables eager execution, then does what `tf.app.run` does.

    Args:
      main: the program's function; by default `main` of the script.
      argv: the command line, by default sys.argv. Flags that nobody defined are left in it.

    Raises:
      SystemExit: always, with main's result as its code.
      ImportError: absl-py is not installed.
    """
    enable_eager_execution()
    run(main, argv)


publish(__name__, "_run_eagerly", "contrib.eager.run")
