"""tf.contrib.slim.dataset: what a set of examples in files consists of."""

from zeal.public import publish_module as _publish_module

_publish_module(__name__)


class Dataset:
    """Where examples lie and how they are read. Arguments are attributes.

    Args:
      data_sources: names of files, or patterns of them.
      reader: a class of readers, such as `tf.TFRecordReader`.
      decoder: a `slim.data_decoder.DataDecoder`.
      num_samples: how many examples there are.
      items_to_descriptions: a dict from items' names to texts.
      **kwargs: further attributes.
    """

    def __init__(
        self, data_sources, reader, decoder, num_samples, items_to_descriptions, **kwargs
    ):
        self.data_sources, self.reader, self.decoder = data_sources, reader, decoder
        self.num_samples, self.items_to_descriptions = num_samples, items_to_descriptions
        self.__dict__.update(kwargs)
