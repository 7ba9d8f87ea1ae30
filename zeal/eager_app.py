"""tf.contrib.eager.run: a program's `main`, with eager execution."""

from zeal import app
from zeal.eager.context import enable_eager_execution
from zeal.public import public


@public("contrib.eager.run")
def run(main=None, argv=None):
    """Enables eager execution, then does what `tf.app.run` does.

    Args:
      main: the program's function; by default `main` of the script.
      argv: the command line, by default sys.argv. Flags that nobody defined are left in it.

    Raises:
      SystemExit: always, with main's result as its code.
      ImportError: absl-py is not installed.
    """
    enable_eager_execution()
    app.run(main, argv)
