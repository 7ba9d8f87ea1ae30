"""tf.data.experimental: files read in turns, elements written to files."""

import os

from zeal import _native
from zeal.data.dataset import Dataset
from zeal.data.iterator import elements_of
from zeal.data.pending import as_tensor, handle_of
from zeal.dtypes import string
from zeal.graph.host_call import host_call, object_of
from zeal.public import public
from zeal.records.record_file import TFRecordWriter as RecordWriter


@public("data.experimental.parallel_interleave", "contrib.data.parallel_interleave")
def parallel_interleave(
    map_func, cycle_length, block_length=1, sloppy=False, buffer_output_elements=None,
    prefetch_input_elements=None,
):  # fmt: skip
    """A transformation to `Dataset.interleave`.

    Args:
      map_func, cycle_length, block_length: as for `Dataset.interleave`.
      sloppy, buffer_output_elements, prefetch_input_elements: accepted for compatibility.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.range(1, 3)
      >>> ds = ds.apply(tf.data.experimental.parallel_interleave(
      ...     lambda x: tf.data.Dataset.from_tensors(x).repeat(2), cycle_length=2))
      >>> [int(x) for x in ds]
      [1, 2, 1, 2]
    """
    others = sloppy, buffer_output_elements, prefetch_input_elements
    return lambda dataset: dataset._interleaved_ahead(map_func, cycle_length, block_length, *others)


@public("data.experimental.prefetch_to_device", "contrib.data.prefetch_to_device")
def prefetch_to_device(device, buffer_size=None):
    """A transformation to `Dataset.prefetch`.

    Args:
      device: accepted for compatibility: there is one memory.
      buffer_size: how many elements are made ahead.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.range(2)
      >>> [int(x) for x in ds.apply(tf.data.experimental.prefetch_to_device("/cpu:0"))]
      [0, 1]
    """
    return lambda dataset: dataset.prefetch(1 if buffer_size is None else buffer_size)


@public("data.experimental.copy_to_device")
def copy_to_device(target_device, source_device="/cpu:0"):
    """A transformation that leaves elements where they are: there is one memory.

    Args:
      target_device, source_device: accepted for compatibility.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.range(2)
      >>> [int(x) for x in ds.apply(tf.data.experimental.copy_to_device("/cpu:0"))]
      [0, 1]
    """
    return lambda dataset: dataset


@public("data.experimental.TFRecordWriter", "contrib.data.TFRecordWriter")
class TFRecordWriter:
    """Writes the elements of a dataset to a record file.

    Args:
      filename: the path.
      compression_type: None, "", "GZIP" or "ZLIB".

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "records")
      >>> ds = tf.data.Dataset.from_tensor_slices(["one", "two"])
      >>> tf.data.experimental.TFRecordWriter(path).write(ds)
      >>> [r.numpy() for r in tf.data.TFRecordDataset(path)]
      [b'one', b'two']
    """

    def __init__(self, filename, compression_type=None):
        self._filename, self._compression = filename, compression_type or ""

    def write(self, dataset):
        """Writes all elements.

        Args:
          dataset: a Dataset of string scalars.

        Returns:
          None; while a graph is built, an operation that writes them.

        Raises:
          TypeError: it is no Dataset, or not of strings.
        """
        if not isinstance(dataset, Dataset):
            raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
        types, shapes = dataset.output_types, dataset.output_shapes
        if types != string or shapes.ndims not in (0, None):
            raise TypeError(
                "`dataset` must produce scalar `DT_STRING` tensors whereas it produces shape "
                f"{shapes} and types {types}"
            )
        compression = self._compression

        def run(values):
            path = os.fsdecode(values[0].numpy())
            elements = elements_of(object_of(values[1]))
            with RecordWriter(path, compression) as writer:
                for (text,) in elements:
                    writer.write(text.numpy())
            return []

        inputs = [as_tensor(self._filename, string), handle_of(dataset._node)]
        if _native.executing_eagerly():
            return run(inputs) or None
        return host_call("DatasetToTFRecord", run, inputs)
