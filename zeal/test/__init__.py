"""tf.test: unit tests of programs, and what they ask about the machine."""

from unittest import mock

from zeal.namespace import namespace as _namespace
from zeal.test.benchmark import Benchmark, benchmark_config
from zeal.test.case import TestCase, ensure_eager
from zeal.test.gradient_checker import compute_gradient, compute_gradient_error
from zeal.test.machine import (
    gpu_device_name,
    is_built_with_cuda,
    is_built_with_gpu_support,
    is_built_with_rocm,
    is_gpu_available,
)
from zeal.test.places import get_temp_dir, test_src_dir_path
from zeal.test.stubs import StubOutForTesting

__all__ = [
    "Benchmark", "StubOutForTesting", "TestCase", "benchmark_config", "compute_gradient",
    "compute_gradient_error", "get_temp_dir", "gpu_device_name", "is_built_with_cuda",
    "is_built_with_gpu_support", "is_built_with_rocm", "is_gpu_available", "main", "mock",
    "test_src_dir_path",
]  # fmt: skip


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


__getattr__ = _namespace(__name__)
