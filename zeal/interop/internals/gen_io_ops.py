"""tensorflow.python.ops.gen_io_ops: the ops that write and read checkpoints."""

from zeal.interop.internals.io_ops import (
    merge_v2_checkpoints,
    restore_v2,
    save_v2,
    sharded_filename,
)

__all__ = ["merge_v2_checkpoints", "restore_v2", "save_v2", "sharded_filename"]
