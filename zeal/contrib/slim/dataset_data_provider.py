"""tf.contrib.slim.dataset_data_provider: examples of a `slim.dataset.Dataset`."""

from zeal.contrib.slim import data_provider as _data_provider
from zeal.contrib.slim import parallel_reader as _parallel_reader
from zeal.public import publish_module as _publish_module

_publish_module(__name__)


class DatasetDataProvider(_data_provider.DataProvider):
    """Reads and decodes the examples of a data set, in a graph with queue runners.

    Args:
      dataset: a `slim.dataset.Dataset`.
      the others: as for `slim.parallel_reader.parallel_read`.
      common_queue_capacity, common_queue_min: its `capacity` and `min_after_dequeue`.
      record_key: the item that is the record's key.

    Raises:
      ValueError: the data set has an item of that name.

    Example:
      >>> decoder = tf.contrib.slim.tfexample_decoder.TFExampleDecoder(
      ...     {"y": tf.FixedLenFeature([], tf.int64)},
      ...     {"label": tf.contrib.slim.tfexample_decoder.Tensor("y")},
      ... )
      >>> with tf.Graph().as_default():
      ...     dataset = tf.contrib.slim.dataset.Dataset(
      ...         ["a.tfrecord"], tf.TFRecordReader, decoder, 10, {"label": "a class"}
      ...     )
      ...     provider = tf.contrib.slim.dataset_data_provider.DatasetDataProvider(dataset)
      ...     [label] = provider.get(["label"])
      >>> label.dtype.name
      'int64'
    """

    def __init__(
        self, dataset, num_readers=1, reader_kwargs=None, shuffle=True, num_epochs=None,
        common_queue_capacity=256, common_queue_min=128, record_key="record_key", seed=None,
        scope=None,
    ):  # fmt: skip
        key, data = _parallel_reader.parallel_read(
            dataset.data_sources, dataset.reader, num_epochs, num_readers, reader_kwargs, shuffle,
            None, common_queue_capacity, common_queue_min, seed, scope,
        )  # fmt: skip
        items = dataset.decoder.list_items()
        tensors = dict(zip(items, dataset.decoder.decode(data, items), strict=True))
        if record_key in tensors:
            raise ValueError(
                "The item name used for `record_key` cannot also be used for a dataset item: "
                f"{record_key}"
            )
        super().__init__({**tensors, record_key: key}, dataset.num_samples)
