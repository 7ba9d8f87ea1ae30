"""TensorBoard as TensorFlow's Keras has it for version 2: files of training and of validation."""

import os
from typing import Any

from zeal.keras.callbacks.summaries import (
    BatchNumbers,
    Events,
    histogram_message,
    image_message,
    weight_values,
    write_numbers,
)
from zeal.keras.callbacks.tensorboard import refuse_embeddings

_OLDER = {"write_grads", "embeddings_layer_names", "embeddings_data", "batch_size"}


class TensorBoard(BatchNumbers):
    """Writes the values of each epoch for TensorBoard, those of training and validation apart.

    Args:
      log_dir: the folder; event files are in its folders "train" and "validation".
      histogram_freq: after every so many epochs the distributions of weights are written; 0 for
        never.
      write_graph: whether the model's configuration is written, and in graphs the graph.
      write_images: whether weights are written as images with the distributions.
      update_freq: "epoch", "batch", or a number of samples.
      profile_batch: accepted for compatibility: no batch is profiled.
      embeddings_freq: not built; must be 0.
      embeddings_metadata: of embeddings_freq.
      **kwargs: arguments of `tf.keras.callbacks.TensorBoard`, which say nothing here.

    Raises:
      ValueError: another keyword.
      NotImplementedError: what is not built is asked for.
    """

    def __init__(
        self, log_dir="logs", histogram_freq=0, write_graph=True, write_images=False,
        update_freq="epoch", profile_batch=2, embeddings_freq=0, embeddings_metadata=None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        unknown = set(kwargs) - _OLDER
        if unknown:
            raise ValueError(f"Unrecognized arguments in `TensorBoard` Callback: {unknown}")
        refuse_embeddings(embeddings_freq)
        self.log_dir, self.histogram_freq = log_dir, histogram_freq
        self.write_graph, self.write_images = write_graph, write_images
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self._writers: "dict[str, Events]" = {}

    def _writer(self, name) -> Events:
        """The file of "train" or "validation", opened when it is needed."""
        if name not in self._writers:
            self._writers[name] = Events(os.path.join(self.log_dir, name), self._graph(name))
        return self._writers[name]

    def _graph(self, name):
        from zeal.eager.context import executing_eagerly
        from zeal.graph.graph import get_default_graph

        wanted = self.write_graph and name == "train" and not executing_eagerly()
        return get_default_graph() if wanted else None

    def on_train_begin(self, logs=None) -> None:
        """Writes what the model is."""
        self._samples_seen = self._samples_seen_at_last_write = self._total_batches_seen = 0
        from zeal.keras.sequential import Sequential

        told = isinstance(self.model, Sequential) or self.model._is_graph_network
        if self.write_graph and told:
            self._writer("train").add_summary(_described(self.model), 0)

    def _writer_of_batches(self):
        return self._writer("train")

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Writes the values of an epoch, and distributions if it is time."""
        step = epoch if self.update_freq == "epoch" else self._samples_seen
        logs = logs or {}
        own = {name: value for name, value in logs.items() if not name.startswith("val_")}
        others = {n.removeprefix("val_"): v for n, v in logs.items() if n.startswith("val_")}
        write_numbers(self._writer("train"), "epoch_", own, step)
        if others:
            write_numbers(self._writer("validation"), "epoch_", others, step)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)

    def _write_weights(self, epoch):
        writer = self._writer("train")
        for layer in self.model.layers:
            for tag, value in weight_values(layer):
                writer.add_summary(histogram_message(tag, value), epoch)
                images = image_message(tag, value) if self.write_images else None
                if images is not None:
                    writer.add_summary(images, epoch)
        writer.flush()

    def on_train_end(self, logs=None) -> None:
        """Closes the files; another training opens new ones."""
        for writer in self._writers.values():
            writer.close()
        self._writers = {}


def _described(model) -> Any:
    """A model's configuration as TensorBoard's plugin for Keras reads it."""
    from zeal.graph_def.tensor_proto import make_tensor_proto
    from zeal.messages.summary import Summary

    summary = Summary()
    value = summary.value.add(tag="keras")
    value.metadata.plugin_data.plugin_name = "graph_keras_model"
    value.metadata.plugin_data.content = b"1"
    value.tensor.CopyFrom(make_tensor_proto(model.to_json()))
    return summary
