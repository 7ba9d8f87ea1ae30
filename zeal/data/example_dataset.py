"""tf.data.experimental.parse_example_dataset and make_batched_features_dataset."""

from zeal.data.dataset import Dataset
from zeal.data.more_transformations import parallel_interleave
from zeal.data.record_dataset import TFRecordDataset
from zeal.dtypes import string
from zeal.public import public
from zeal.records.parsing import parse_example


@public("data.experimental.parse_example_dataset", "contrib.data.parse_example_dataset")
def parse_example_dataset(features, num_parallel_calls=1):
    """A transformation that parses batches of serialized `Example` messages.

    Args:
      features: a dict of features by key, as for `tf.io.parse_example`.
      num_parallel_calls: accepted for compatibility.

    Returns:
      A function for `Dataset.apply`, from vectors of strings to dicts of tensors.

    Raises:
      ValueError: features is None.
      TypeError: elements are no vectors of strings.

    Example:
      >>> example = tf.train.Example()
      >>> example.features.feature["n"].int64_list.value.append(7)
      >>> texts = tf.data.Dataset.from_tensors([example.SerializeToString()])
      >>> parse = tf.data.experimental.parse_example_dataset(
      ...     {"n": tf.io.FixedLenFeature([], tf.int64)})
      >>> [x["n"].numpy().tolist() for x in texts.apply(parse)]
      [[7]]
    """
    if features is None:
        raise ValueError(f"Missing: features was {features}.")

    def apply(dataset):
        spec = dataset._spec
        vector = len(spec.types) == 1 and not isinstance(spec.template, (tuple, dict))
        if not vector or spec.types[0] != string or spec.shapes[0].ndims not in (None, 1):
            raise TypeError("Input dataset should be a dataset of vectors of strings")
        return dataset.map(lambda texts: parse_example(texts, features), num_parallel_calls)

    return apply


@public(
    "data.experimental.make_batched_features_dataset", "contrib.data.make_batched_features_dataset"
)
def make_batched_features_dataset(
    file_pattern, batch_size, features, reader=TFRecordDataset, label_key=None, reader_args=None,
    num_epochs=None, shuffle=True, shuffle_buffer_size=10000, shuffle_seed=None,
    prefetch_buffer_size=None, reader_num_threads=None, parser_num_threads=None,
    sloppy_ordering=False, drop_final_batch=False,
):  # fmt: skip
    """Batches of the `Example` messages in files, parsed.

    Args:
      file_pattern: a path with wildcards, or a list of them.
      batch_size: how many messages a batch has.
      features: a dict of features by key, as for `tf.io.parse_example`.
      reader: takes a path and reader_args, and returns a Dataset of strings.
      label_key: a key of features that stands beside the dict: elements are then pairs.
      reader_args: a list of more arguments of the reader.
      num_epochs: how often the files are read; without an end by default.
      shuffle, shuffle_buffer_size, shuffle_seed: whether and how messages are mixed.
      prefetch_buffer_size: how many batches are made ahead; as many as it takes by default.
      reader_num_threads: from how many files messages are taken in turns; 1 by default.
      parser_num_threads, sloppy_ordering: accepted for compatibility.
      drop_final_batch: whether a smaller last batch is left out; always where there is no end.

    Returns:
      A Dataset of dicts, or of pairs of a dict and the label.

    Raises:
      TypeError: reader is a `tf.ReaderBase`.
      ValueError: label_key is none of features.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "examples")
      >>> example = tf.train.Example()
      >>> example.features.feature["n"].int64_list.value.append(7)
      >>> with tf.python_io.TFRecordWriter(path) as writer:
      ...     writer.write(example.SerializeToString())
      >>> dataset = tf.data.experimental.make_batched_features_dataset(
      ...     path, 1, {"n": tf.io.FixedLenFeature([], tf.int64)}, num_epochs=1)
      >>> [x["n"].numpy().tolist() for x in dataset]
      [[7]]
    """
    if isinstance(reader, type) and hasattr(reader, "read_up_to"):
        raise TypeError(
            "The `reader` argument must return a `Dataset` object. `tf.ReaderBase` subclasses are "
            "not supported. For example, pass `tf.data.TFRecordDataset` instead of "
            "`tf.TFRecordReader`."
        )
    if label_key is not None and label_key not in features:
        raise ValueError(
            f"The `label_key` provided ({label_key!r}) must be one of the `features` keys."
        )
    files = Dataset.list_files(file_pattern, shuffle=shuffle, seed=shuffle_seed)
    threads = reader_num_threads or 1
    dataset = files.apply(
        parallel_interleave(
            lambda name: reader(name, *(reader_args or ())), threads if threads > 0 else 4
        )
    )
    if isinstance(dataset.output_types, tuple):
        dataset = dataset.map(lambda _, value: value)
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size, shuffle_seed)
    dataset = dataset.repeat(num_epochs)
    dataset = dataset.batch(batch_size, drop_final_batch or num_epochs is None)
    dataset = dataset.apply(parse_example_dataset(features, parser_num_threads))
    if label_key is not None:
        dataset = dataset.map(lambda parsed: _apart(parsed, label_key))
    return dataset.prefetch(-1 if prefetch_buffer_size is None else prefetch_buffer_size)


def _apart(parsed, key):
    return {k: v for k, v in parsed.items() if k != key}, parsed[key]
