"""What tests ask about the machine and the build."""

from zeal.errors import UnimplementedError
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


@public("test.create_local_cluster")
def create_local_cluster(num_workers, num_ps, protocol="grpc", worker_config=None, ps_config=None):
    """Is not built: files of tests that name it can be imported, and the tests that call it fail.

    Args:
      num_workers, num_ps: how many servers of each kind there would be.
      protocol, worker_config, ps_config: those of `tf.train.Server`.

    Raises:
      UnimplementedError: always.
    """
    raise UnimplementedError(
        "tf.test.create_local_cluster is not built: graphs run in one process, whose server is "
        "tf.train.Server.create_local_server()"
    )
