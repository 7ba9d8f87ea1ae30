"""tf.contrib.learn.preprocessing: words and categories as numbers, before any graph."""

import itertools as _itertools
import pickle as _pickle
import re as _re
from collections import defaultdict as _defaultdict

import numpy as _np

from zeal.gfile import Open as _Open
from zeal.public import publish_module as _publish_module

_publish_module(__name__)

TOKENIZER_RE = _re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|['\w\-]+")


def tokenizer(iterator):
    """The words of texts: runs of letters, digits, `'` and `-`.

    Args:
      iterator: texts.

    Returns:
      A generator of lists of strings.
    """
    return (TOKENIZER_RE.findall(text) for text in iterator)


class CategoricalVocabulary:
    """Numbers of categories, in the order in which they were first met; 0 is the unknown one.

    Args:
      unknown_token: what stands for it.
      support_reverse: whether `reverse` is wanted.

    Example:
      >>> words = tf.contrib.learn.preprocessing.CategoricalVocabulary()
      >>> words.get("a"), words.get("b"), words.get("a")
      (1, 2, 1)
      >>> words.freeze()
      >>> words.get("c"), words.reverse(2)
      (0, 'b')
    """

    def __init__(self, unknown_token="<UNK>", support_reverse=True):
        self._unknown_token, self._support_reverse = unknown_token, support_reverse
        self._freq = _defaultdict(int)
        self._freeze = False
        self._number(())

    def _number(self, categories):
        listed = [self._unknown_token, *categories]
        self._mapping = {category: number for number, category in enumerate(listed)}
        if self._support_reverse:
            self._reverse_mapping = listed

    def __len__(self):
        return len(self._mapping)

    def freeze(self, freeze=True):
        """Stops giving new numbers; with False, begins again."""
        self._freeze = freeze

    def get(self, category):
        """The number of a category, a new one where it has none; 0 in a frozen vocabulary."""
        if category not in self._mapping:
            if self._freeze:
                return 0
            self._mapping[category] = len(self._mapping)
            if self._support_reverse:
                self._reverse_mapping.append(category)
        return self._mapping[category]

    def add(self, category, count=1):
        """Counts a category, `count` times."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency, max_frequency=-1):
        """Numbers anew, most frequent first, what was counted more than `min_frequency` times.

        Args:
          min_frequency: counts up to this one are left out.
          max_frequency: counts from this one on are too, if it is positive.
        """
        by_name = sorted(self._freq.items(), key=lambda pair: (isinstance(pair[0], str), pair[0]))
        ordered = sorted(by_name, key=lambda pair: pair[1], reverse=True)
        kept = [
            category for category, count in ordered
            if count > min_frequency and not 0 < max_frequency <= count
        ]  # fmt: skip
        self._number(kept)
        # The first counts, as in TensorFlow: also those that max_frequency leaves out.
        self._freq = dict(ordered[: len(kept)])

    def reverse(self, class_id):
        """The category of a number.

        Raises:
          ValueError: the vocabulary was made without `support_reverse`.
        """
        if not self._support_reverse:
            raise ValueError(
                "This vocabulary wasn't initialized with support_reverse to support "
                "reverse() function."
            )
        return self._reverse_mapping[class_id]


class ByteProcessor:
    """Texts as rows of their bytes, cut or filled with zeros.

    Args:
      max_document_length: the length of a row.
    """

    def __init__(self, max_document_length):
        self.max_document_length = max_document_length

    def fit(self, x):
        """Gives the processor: there is nothing to learn."""
        return self

    def fit_transform(self, x):
        """The same as `transform`."""
        return self.transform(x)

    def transform(self, x):
        """A generator of uint8 arrays, one for each text."""
        for text in x:
            data = text if isinstance(text, bytes) else text.encode()
            row = _np.zeros(self.max_document_length, _np.uint8)
            data = data[: len(row)]
            row[: len(data)] = _np.frombuffer(data, _np.uint8)
            yield row

    def reverse(self, x):
        """A generator of the texts of rows; what is no UTF-8 is an empty one."""
        for row in x:
            data = _np.trim_zeros(row.astype(_np.int8), trim="b").tobytes()
            try:
                yield data.decode("utf-8")
            except UnicodeDecodeError:
                yield ""


class VocabularyProcessor:
    """Texts as rows of the numbers of their words, cut or filled with zeros.

    Args:
      max_document_length: the length of a row.
      min_frequency: words met no more often are unknown.
      vocabulary: a `CategoricalVocabulary` to begin with.
      tokenizer_fn: a function of an iterator over texts that gives their lists of words.

    Example:
      >>> words = tf.contrib.learn.preprocessing.VocabularyProcessor(4)
      >>> np.array(list(words.fit_transform(["a cat", "a dog and a cat"])))
      array([[1, 2, 0, 0],
             [1, 3, 4, 1]])
      >>> len(words.vocabulary_)
      5
    """

    def __init__(self, max_document_length, min_frequency=0, vocabulary=None, tokenizer_fn=None):
        self.max_document_length, self.min_frequency = max_document_length, min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents, unused_y=None):
        """Numbers the words of texts; gives the processor."""
        for word in _itertools.chain.from_iterable(self._tokenizer(raw_documents)):
            self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents, unused_y=None):
        """`fit`, then `transform`."""
        return self.fit(raw_documents).transform(raw_documents)

    def transform(self, raw_documents):
        """A generator of int64 arrays, one for each text."""
        for words in self._tokenizer(raw_documents):
            row = _np.zeros(self.max_document_length, _np.int64)
            for place, word in zip(range(len(row)), words):  # noqa: B905
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents):
        """A generator of the words of rows, joined by blanks."""
        for row in documents:
            yield " ".join(map(self.vocabulary_.reverse, row))

    def save(self, filename):
        """Writes the processor into a file, for `restore`."""
        with _Open(filename, "wb") as file:
            file.write(_pickle.dumps(self))

    @classmethod
    def restore(cls, filename):
        """The processor that `save` wrote."""
        with _Open(filename, "rb") as file:
            return _pickle.loads(file.read())


class CategoricalProcessor:
    """Rows of categories as rows of their numbers.

    Args:
      min_frequency: categories met no more often are unknown.
      share: whether all columns have one vocabulary.
      vocabularies: list of those of the columns.
    """

    def __init__(self, min_frequency=0, share=False, vocabularies=None):
        self.min_frequency, self.share, self.vocabularies_ = min_frequency, share, vocabularies

    def freeze(self, freeze=True):
        """Freezes the vocabularies, or lets them grow again."""
        for vocabulary in self.vocabularies_:
            vocabulary.freeze(freeze)

    def fit(self, x, unused_y=None):
        """Numbers the categories of rows; gives the processor."""
        for row in x:
            if self.vocabularies_ is None:
                shared = CategoricalVocabulary() if self.share else None
                self.vocabularies_ = [shared or CategoricalVocabulary() for _ in row]
            for column, category in enumerate(row):
                if category == category:  # no NaN
                    self.vocabularies_[column].add(category)
        if self.min_frequency > 0:
            for vocabulary in self.vocabularies_:
                vocabulary.trim(self.min_frequency)
        self.freeze()
        return self

    def fit_transform(self, x, unused_y=None):
        """`fit`, then `transform`."""
        return self.fit(x).transform(x)

    def transform(self, x):
        """A generator of int64 arrays, one for each row."""
        self.freeze()
        for row in x:
            pairs = zip(self.vocabularies_, row, strict=True)
            yield _np.array([0 if c != c else words.get(c) for words, c in pairs], _np.int64)
