"""tensorflow.python.data.experimental.ops.readers, beside what is public."""

from zeal.data import Dataset
from zeal.data.record_dataset import TFRecordDataset

__all__ = ["make_tf_record_dataset"]


def make_tf_record_dataset(
    file_pattern, batch_size, parser_fn=None, num_epochs=None, shuffle=True,
    shuffle_buffer_size=None, shuffle_seed=None, prefetch_buffer_size=None,
    num_parallel_reads=None, num_parallel_parser_calls=None, drop_final_batch=False,
):  # fmt: skip
    """Batches of the records in files; see `tf.data.experimental.make_batched_features_dataset`.

    Args:
      parser_fn: what to make of each record, or None.
      num_parallel_reads: from how many files records are taken in turns; 24 by default.
    """
    files = Dataset.list_files(file_pattern, shuffle=shuffle, seed=shuffle_seed)
    dataset = TFRecordDataset(files, num_parallel_reads=num_parallel_reads or 24)
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size or 10000, shuffle_seed)
    dataset = dataset.repeat(num_epochs)
    if parser_fn is not None:
        dataset = dataset.map(parser_fn, num_parallel_parser_calls or batch_size)
    dataset = dataset.batch(batch_size, drop_final_batch or num_epochs is None)
    if prefetch_buffer_size == 0:
        return dataset
    return dataset.prefetch(-1 if prefetch_buffer_size is None else prefetch_buffer_size)
