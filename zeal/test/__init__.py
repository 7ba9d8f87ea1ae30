"""tf.test: unit tests of programs, and what they ask about the machine."""

from zeal.namespace import namespace
from zeal.public import public, publish
from zeal.test.case import ensure_eager

publish("unittest.mock", "", "test.mock")


@public("test.main")
def main(argv=None):
    """Runs the tests of the script; flags of absl-py are parsed first where it is installed.

    They run eagerly, also where the script has not enabled it: there is no other mode yet.

    Args:
      argv: the command line, by default sys.argv.

    Raises:
      SystemExit: always; its code says whether all tests passed.
    """
    ensure_eager()
    try:
        from absl.testing import absltest
    except ImportError:
        import unittest

        unittest.main(module="__main__", argv=argv)
    else:
        absltest.main(argv=argv)


__getattr__, __dir__ = namespace(__name__)
