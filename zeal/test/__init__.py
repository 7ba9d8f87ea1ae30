"""tf.test: unit tests of programs, and what they ask about the machine."""

from zeal.namespace import namespace
from zeal.public import public, publish

publish("unittest.mock", "", "test.mock")


@public("test.main")
def main(argv=None):
    """Runs the tests of the script; flags of absl-py are parsed first where it is installed.

    Args:
      argv: the command line, by default sys.argv.

    Raises:
      SystemExit: always; its code says whether all tests passed.
    """
    try:
        from absl.testing.absltest import main as run
    except ImportError:
        from unittest import main as run
    run(module="__main__", argv=argv)


__getattr__, __dir__ = namespace(__name__)
