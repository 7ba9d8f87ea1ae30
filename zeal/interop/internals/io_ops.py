"""tensorflow.python.ops.io_ops: the ops that write and read checkpoints."""

from zeal.checkpoint.file_ops import (
    merge_v2_checkpoints,
    restore_v2,
    save_v2,
    sharded_filename,
)

__all__ = ["merge_v2_checkpoints", "restore_v2", "save_v2", "sharded_filename"]
