"""What tests ask about the machine and the build."""

from zeal.public import public


@public("test.is_gpu_available")
def is_gpu_available(cuda_only=False, min_cuda_compute_capability=None):
    """Whether ops can run on a GPU.

    Args:
      cuda_only: count only CUDA's GPUs.
      min_cuda_compute_capability: a pair (major, minor), or None.

    Returns:
      False: devices other than the CPU are not built yet.

    Example:
      >>> tf.test.is_gpu_available()
      False
    """
    from zeal.contrib.eager import num_gpus

    return num_gpus() > 0


@public("test.gpu_device_name")
def gpu_device_name():
    """The name of the first GPU that ops can run on; "" if there is none.

    Example:
      >>> tf.test.gpu_device_name()
      ''
    """
    return "/device:GPU:0" if is_gpu_available() else ""


@public("test.is_built_with_cuda")
def is_built_with_cuda():
    """Returns False: there is no CUDA in this build."""
    return False


@public("test.is_built_with_rocm")
def is_built_with_rocm():
    """Returns False: there is no ROCm in this build."""
    return False


@public("test.is_built_with_gpu_support")
def is_built_with_gpu_support():
    """Whether this build can use any GPU."""
    return is_built_with_cuda() or is_built_with_rocm()
