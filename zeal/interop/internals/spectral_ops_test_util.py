"""tensorflow.python.ops.spectral_ops_test_util: the kernels of tests of Fourier transforms."""

from zeal.interop.internals.signal_test_util import fft_kernel_label_map

__all__ = ["fft_kernel_label_map"]
