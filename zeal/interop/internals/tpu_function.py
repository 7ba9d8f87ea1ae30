"""What tensorflow.python.tpu.tpu_function has: no computation is replicated over TPUs here."""


class TpuContext:
    """What a computation knows of its replicas; outside of one, nothing."""

    def __init__(self):
        self.number_of_shards = None


_outside = TpuContext()


def get_tpu_context() -> TpuContext:
    """The context of the replicated computation that is being built."""
    return _outside
