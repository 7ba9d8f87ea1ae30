"""What the callbacks for TensorBoard write: event files, and messages of numbers and weights."""

from typing import Any

from zeal.keras.callbacks.callback import Callback

MOST_IMAGES = 3  # of one weight


class Events:
    """An event file.

    Args:
      folder: where it is made.
      graph: a graph that it begins with, or None.
    """

    def __init__(self, folder, graph=None) -> None:
        from zeal.summary.file_writer import EventFileWriter, SummaryToEventTransformer

        self._writer = SummaryToEventTransformer(EventFileWriter(folder), graph)

    def add_summary(self, summary, global_step) -> None:
        """Adds a Summary at a step."""
        self._writer.add_summary(summary, global_step)

    def flush(self) -> None:
        """Writes what waits."""
        self._writer.event_writer.flush()

    def close(self) -> None:
        """Writes what waits and closes the file."""
        self._writer.event_writer.close()


class BatchNumbers(Callback):
    """What both callbacks for TensorBoard do with batches: they write their values now and then."""

    update_freq: Any  # "epoch", or a number of samples
    _samples_seen = _samples_seen_at_last_write = _total_batches_seen = 0

    def _writer_of_batches(self) -> Any:
        raise NotImplementedError("BatchNumbers._writer_of_batches()")

    def on_batch_end(self, batch, logs=None) -> None:
        """Writes the values of a batch, if it is time."""
        self._samples_seen += (logs or {}).get("size", 1)
        since = self._samples_seen - self._samples_seen_at_last_write
        if self.update_freq != "epoch" and since >= self.update_freq:
            write_numbers(self._writer_of_batches(), "batch_", logs, self._total_batches_seen)
            self._samples_seen_at_last_write = self._samples_seen
        self._total_batches_seen += 1


def write_numbers(writer, prefix, logs, step) -> None:
    """Writes the values of logs, a summary each.

    Args:
      writer: has `add_summary` and `flush`.
      prefix: what tags begin with.
      logs: a dict from names to numbers; what tells of the batch itself is left out.
      step: the number that they are written at.
    """
    from zeal.messages.summary import Summary

    for name, value in (logs or {}).items():
        if name not in ("batch", "size", "num_steps"):
            summary = Summary()
            summary.value.add(tag=prefix + name, simple_value=float(value))
            writer.add_summary(summary, step)
    writer.flush()


def histogram_message(tag, values) -> Any:
    """The distribution of an array as a Summary."""
    from zeal.graph.graph import outside_graphs
    from zeal.messages.summary import Summary
    from zeal.summary.ops import histogram_summary

    with outside_graphs():
        return Summary.FromString(histogram_summary(tag, values).numpy())


def image_message(tag, values) -> Any:
    """A weight as a Summary of images; None where its rank says nothing of images."""
    from zeal.summary.images import image_message as message

    images = as_images(values)
    return None if images is None else message(tag.encode(), images, MOST_IMAGES)


def as_images(values) -> Any:
    """A weight as a batch of images: a matrix lies, of a convolution each kernel is one."""
    import numpy as np

    values = np.squeeze(values).astype(np.float32)
    if values.ndim == 1:
        return values.reshape(1, -1, 1, 1)
    if values.ndim == 2:
        wide = values.T if values.shape[0] > values.shape[1] else values
        return wide[None, :, :, None]
    if values.ndim == 3:
        from zeal.keras.backend import image_data_format

        last = image_data_format() == "channels_last"
        return (values.transpose(2, 0, 1) if last else values)[..., None]
    return None


def weight_values(layer) -> Any:
    """Pairs of a tag and an array, of a layer's weights."""
    for weight, value in zip(layer.weights, layer.get_weights(), strict=True):
        yield weight.name.replace(":", "_"), value
