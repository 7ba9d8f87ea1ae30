"""Settings of TensorBoard's projector: which tensors it shows as points."""

import os

from zeal import gfile
from zeal.public import public


@public("contrib.tensorboard.plugins.projector.visualize_embeddings")
def visualize_embeddings(summary_writer, config):
    """Writes the projector's settings into the folder of a writer, for TensorBoard.

    Args:
      summary_writer: a `tf.summary.FileWriter`.
      config: a `ProjectorConfig`.

    Raises:
      ValueError: the writer has no folder.

    Example:
      >>> import tempfile
      >>> projector = tf.contrib.tensorboard.plugins.projector
      >>> config = projector.ProjectorConfig()
      >>> config.embeddings.add().tensor_name = "words"
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     projector.visualize_embeddings(tf.summary.FileWriter(folder), config)
      >>> print(open(folder + "/projector_config.pbtxt").read().strip())
      embeddings {
        tensor_name: "words"
      }
    """
    from google.protobuf import text_format

    folder = summary_writer.get_logdir()
    if folder is None:
        raise ValueError("Summary writer must have a logdir")
    with gfile.GFile(os.path.join(os.fsdecode(folder), "projector_config.pbtxt"), "w") as file:
        file.write(text_format.MessageToString(config))
