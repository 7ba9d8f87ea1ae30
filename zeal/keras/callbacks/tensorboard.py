"""tf.keras.callbacks.TensorBoard: event files of a training."""

from typing import Any

from zeal.keras.callbacks.summaries import (
    BatchNumbers,
    Events,
    histogram_message,
    image_message,
    weight_values,
    write_numbers,
)
from zeal.public import public


@public("keras.callbacks.TensorBoard")
class TensorBoard(BatchNumbers):
    """Writes the values of each epoch as summaries for TensorBoard.

    Args:
      log_dir: the folder of the event files.
      histogram_freq: in every so many epochs the distributions of weights, and of what layers
        gave, are written at each batch of the validation; 0 for never.
      batch_size: accepted for compatibility.
      write_graph: whether the graph is written, in graphs.
      write_grads: whether the gradients of the weights are written with the distributions.
      write_images: whether weights are written as images with the distributions.
      embeddings_freq: not built; must be 0.
      embeddings_layer_names, embeddings_metadata, embeddings_data: of embeddings_freq.
      update_freq: "epoch", "batch", or a number of samples.
      profile_batch: accepted for compatibility: no batch is profiled.

    Raises:
      NotImplementedError: what is not built is asked for.

    Example:
      >>> import os, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> _ = model.fit(np.ones([4, 2]), np.ones([4]), verbose=0,
      ...               callbacks=[tf.keras.callbacks.TensorBoard(folder)])
      >>> (name,) = os.listdir(folder)
      >>> events = list(tf.train.summary_iterator(os.path.join(folder, name)))
      >>> events[-1].summary.value[0].tag
      'epoch_loss'
    """

    def __init__(
        self, log_dir="./logs", histogram_freq=0, batch_size=32, write_graph=True,
        write_grads=False, write_images=False, embeddings_freq=0, embeddings_layer_names=None,
        embeddings_metadata=None, embeddings_data=None, update_freq="epoch", profile_batch=2,
    ) -> None:  # fmt: skip
        super().__init__()
        refuse_embeddings(embeddings_freq)
        self.log_dir, self.write_graph, self.batch_size = log_dir, write_graph, batch_size
        self.write_grads, self.write_images = write_grads, write_images
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.histogram_freq = histogram_freq
        self.writer: Any = None
        self._total_val_batches_seen = 0
        self._watches = False  # whether distributions are written in this epoch
        self._watched = 0  # how many batches they were written for

    def _init_writer(self, model) -> None:
        """Opens the file; who derives from the class may set another `writer`."""
        from zeal.eager.context import executing_eagerly
        from zeal.graph.graph import get_default_graph

        graph = None if executing_eagerly() or not self.write_graph else get_default_graph()
        self.writer = Events(self.log_dir, graph)

    def set_model(self, model) -> None:
        """Takes the model and opens the file.

        Args:
          model: the model that is trained.
        """
        super().set_model(model)
        self._init_writer(model)

    def _writer_of_batches(self):
        return self.writer

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Finds out whether the validation is watched."""
        self._watches = bool(self.histogram_freq) and epoch % self.histogram_freq == 0
        self._watched = 0

    def on_test_batch_end(self, batch, logs=None) -> None:
        """Writes distributions, in epochs of which they are wanted."""
        if self._watches:
            self._write_distributions(self._total_val_batches_seen)
            self._total_val_batches_seen += 1
            self._watched += 1

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Writes the values of an epoch; without a validation distributions of weights too."""
        step = epoch if self.update_freq == "epoch" else self._samples_seen
        write_numbers(self.writer, "epoch_", logs, step)
        if self._watches and not self._watched:
            self._write_distributions(epoch)
        self._watches = False

    def _write_distributions(self, step):
        from zeal.messages.summary import Summary

        whole = Summary()
        for message in self._messages():
            whole.value.extend(message.value)
        self.writer.add_summary(whole, step)
        self.writer.flush()

    def _messages(self):
        from zeal.keras.training.seen import last_gradients, last_outputs

        outputs = last_outputs(self.model)
        gradients = last_gradients(self.model) if self.write_grads else {}
        for layer in self.model.layers:
            for weight, (tag, value) in zip(layer.weights, weight_values(layer), strict=True):
                yield histogram_message(tag, value)
                if gradients.get(weight) is not None:
                    yield histogram_message(f"{tag}_grad", gradients[weight])
                images = image_message(tag, value) if self.write_images else None
                if images is not None:
                    yield images
            given = outputs.get(layer, [])
            for i, value in enumerate(given):
                number = f"_{i}" if len(given) > 1 else ""
                yield histogram_message(f"{layer.name}_out{number}", value)

    def on_train_end(self, logs=None) -> None:
        """Closes the file."""
        self.writer.close()


def refuse_embeddings(freq) -> None:
    """Raises NotImplementedError where embeddings are to be written."""
    if freq:
        raise NotImplementedError("TensorBoard: embeddings_freq is not built yet")
