"""A training run that is kept in a folder: checkpoints to go on from, and summaries."""

import zeal as tf


class KeptRun:
    """Saves all that a run consists of, and goes on with what an earlier run saved.

    Args:
      folder: where checkpoints and summaries go; made if need be.
      objects: what changes while training, by name: the model, the optimizer, the step and the
        iterator over the data, which goes on where it stood.
    """

    def __init__(self, folder: str, **objects) -> None:
        checkpoint = tf.train.Checkpoint(**objects)
        self._manager = tf.train.CheckpointManager(checkpoint, folder, max_to_keep=3)
        self._writer = tf.contrib.summary.create_file_writer(folder)
        self._step = objects["step"]
        self.resumed = self._manager.latest_checkpoint is not None
        checkpoint.restore(self._manager.latest_checkpoint)

    def save(self) -> None:
        """Writes a checkpoint, named by the step."""
        self._manager.save(self._step)

    def note(self, name: str, value) -> None:
        """Writes a scalar summary."""
        with self._writer.as_default(), tf.contrib.summary.always_record_summaries():
            tf.contrib.summary.scalar(name, value, step=self._step)

    def close(self) -> None:
        """Writes what is still in memory."""
        self._writer.close()
