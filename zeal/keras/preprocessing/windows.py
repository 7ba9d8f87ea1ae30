"""Windows of sequences: time series in batches, pairs of words that stand close together."""

import json
import random
from typing import Any

from zeal.keras.serialization import described
from zeal.keras.utils.sequence import Sequence
from zeal.public import public


@public("keras.preprocessing.sequence.TimeseriesGenerator")
class TimeseriesGenerator(Sequence):
    """Batches of windows of a series, each with the target behind it.

    Args:
      data: values, the first axis is time.
      targets: as many.
      length: how many steps a window reaches back.
      sampling_rate: the step between values of a window.
      stride: the step between windows.
      start_index, end_index: the first and the last step that are used.
      shuffle: whether windows are drawn, by NumPy's generator.
      reverse: whether windows are turned round.
      batch_size: how many a batch has.

    Raises:
      ValueError: data and targets differ in length, or there is no window.

    Example:
      >>> series = np.arange(6)
      >>> batches = tf.keras.preprocessing.sequence.TimeseriesGenerator(series, series, 2)
      >>> x, y = batches[0]
      >>> x.tolist(), y.tolist()
      ([[0, 1], [1, 2], [2, 3], [3, 4]], [2, 3, 4, 5])
    """

    def __init__(
        self, data, targets, length, sampling_rate=1, stride=1, start_index=0, end_index=None,
        shuffle=False, reverse=False, batch_size=128,
    ) -> None:  # fmt: skip
        if len(data) != len(targets):
            raise ValueError(
                f"Data and targets have to be of same length. Data length is {len(data)} while "
                f"target length is {len(targets)}"
            )
        self.data, self.targets, self.length = data, targets, length
        self.sampling_rate, self.stride = sampling_rate, stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size
        if self.start_index > self.end_index:
            raise ValueError(
                f"`start_index+length={self.start_index} > end_index={self.end_index}` is "
                "disallowed, as no part of the sequence would be left to be used as current step."
            )

    def __len__(self) -> int:
        step = self.batch_size * self.stride
        return (self.end_index - self.start_index + step) // step

    def __getitem__(self, index) -> Any:
        import numpy as np

        end = self.end_index + 1
        if self.shuffle:
            rows = np.random.randint(self.start_index, end, self.batch_size)
        else:
            start = self.start_index + self.batch_size * self.stride * index
            rows = np.arange(start, min(start + self.batch_size * self.stride, end), self.stride)
        windows = [self.data[row - self.length : row : self.sampling_rate] for row in rows]
        samples, targets = np.array(windows), np.array([self.targets[row] for row in rows])
        return (samples[:, ::-1] if self.reverse else samples), targets

    def get_config(self) -> dict:
        """The arguments; data and targets as JSON.

        Returns:
          A dict.

        Raises:
          TypeError: JSON has no form for the data.
        """
        plain = ("length", "sampling_rate", "stride", "start_index", "end_index", "shuffle",
                 "reverse", "batch_size")  # fmt: skip
        config = {name: _plain(getattr(self, name)) for name in ("data", "targets")}
        return config | {name: getattr(self, name) for name in plain}

    def to_json(self, **kwargs: Any) -> str:
        """The arguments as JSON.

        Args:
          **kwargs: those of `json.dumps`.

        Returns:
          A text.
        """
        return json.dumps(described(self), **kwargs)


def _plain(values):
    return json.dumps(values.tolist() if hasattr(values, "tolist") else values)


@public("keras.preprocessing.sequence.make_sampling_table")
def make_sampling_table(size, sampling_factor=1e-5) -> Any:
    """How probable it is to keep the word of each rank, as word2vec does, by Zipf's law.

    Args:
      size: how many words there are.
      sampling_factor: word2vec's.

    Returns:
      An ndarray of shape (size,).

    Example:
      >>> tf.keras.preprocessing.sequence.make_sampling_table(3).round(5).tolist()
      [0.00315, 0.00315, 0.00548]
    """
    import numpy as np

    rank = np.arange(size)
    rank[0] = 1
    frequency = 1.0 / (rank * (np.log(rank) + 0.577) + 0.5 - 1.0 / (12.0 * rank))
    return np.minimum(1.0, np.sqrt(sampling_factor / frequency))


@public("keras.preprocessing.sequence.skipgrams")
def skipgrams(
    sequence, vocabulary_size, window_size=4, negative_samples=1.0, shuffle=True,
    categorical=False, sampling_table=None, seed=None,
) -> Any:  # fmt: skip
    """Pairs of words that stand close together, and pairs with random words.

    Args:
      sequence: a list of numbers of words; 0 stands for none.
      vocabulary_size: the largest number, and 1.
      window_size: how far apart words may be.
      negative_samples: random pairs for each true one.
      shuffle: whether the pairs are shuffled, by Python's generator.
      categorical: whether labels are [0, 1] and [1, 0], rather than 1 and 0.
      sampling_table: what `make_sampling_table` returned, or None.
      seed: of the order.

    Returns:
      A pair: a list of pairs, and a list of labels.

    Example:
      >>> tf.keras.preprocessing.sequence.skipgrams([1, 2], 3, negative_samples=0, shuffle=False)
      ([[1, 2], [2, 1]], [1, 1])
    """
    couples = [
        [word, other] for i, word in enumerate(sequence)
        if word and not (sampling_table is not None and sampling_table[word] < random.random())
        for j in range(max(0, i - window_size), min(len(sequence), i + window_size + 1))
        if i != j and (other := sequence[j])
    ]  # fmt: skip
    labels: list = [[0, 1] if categorical else 1] * len(couples)
    if negative_samples > 0:
        count = int(len(labels) * negative_samples)
        words = [couple[0] for couple in couples]
        random.shuffle(words)
        couples += [
            [words[i % len(words)], random.randint(1, vocabulary_size - 1)] for i in range(count)
        ]
        labels += [[1, 0] if categorical else 0] * count
    if shuffle:
        seed = random.randint(0, 10**7) if seed is None else seed
        for values in (couples, labels):
            random.seed(seed)
            random.shuffle(values)
    return couples, labels
