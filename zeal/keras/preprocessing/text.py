"""tf.keras.preprocessing.text: texts as sequences of numbers."""

import json
from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Any

from zeal.keras.serialization import described
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)
_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


@public("keras.preprocessing.text.text_to_word_sequence")
def text_to_word_sequence(text, filters=_FILTERS, lower=True, split=" ") -> list[str]:
    """The words of a text.

    Args:
      text: the text.
      filters: characters that stand between words.
      lower: whether words are in lower case.
      split: what stands between words.

    Returns:
      A list of words.

    Example:
      >>> tf.keras.preprocessing.text.text_to_word_sequence("Hello, you!")
      ['hello', 'you']
    """
    text = text.lower() if lower else text
    text = text.translate({ord(c): split for c in filters})
    return [word for word in text.split(split) if word]


@public("keras.preprocessing.text.one_hot")
def one_hot(text, n, filters=_FILTERS, lower=True, split=" ") -> list[int]:
    """A number from 1 to n - 1 for each word, by a hash: different words may share one.

    Python's own hash of texts differs between processes.

    Args:
      text: the text.
      n: how many numbers there are, 0 included.
      filters, lower, split: as for `text_to_word_sequence`.

    Returns:
      A list of int.

    Example:
      >>> len(tf.keras.preprocessing.text.one_hot("hello you", 10))
      2
    """
    return hashing_trick(text, n, hash, filters, lower, split)


@public("keras.preprocessing.text.hashing_trick")
def hashing_trick(
    text, n, hash_function: Any = None, filters=_FILTERS, lower=True, split=" "
) -> list[int]:
    """A number from 1 to n - 1 for each word, by a hash: different words may share one.

    Args:
      hash_function: a function from words to integers; "md5", which is stable; Python's `hash` by
        default.
      the others: as for `one_hot`.

    Returns:
      A list of int.

    Example:
      >>> tf.keras.preprocessing.text.hashing_trick("hello you hello", 10, "md5")[::2]
      [8, 8]
    """
    if hash_function == "md5":
        from hashlib import md5

        def hash_function(word):
            return int(md5(word.encode()).hexdigest(), 16)

    function = hash_function or hash
    return [function(w) % (n - 1) + 1 for w in text_to_word_sequence(text, filters, lower, split)]


@public("keras.preprocessing.text.Tokenizer")
class Tokenizer:
    """Numbers words by how frequent they are, from 1.

    Args:
      num_words: only words with a smaller number are kept; None for all.
      filters, lower, split: as for `text_to_word_sequence`.
      char_level: whether each character counts as a word.
      oov_token: what stands for words that are not known, as word 1; None to leave them out.
      **kwargs: `document_count`, how many texts there were.

    Raises:
      TypeError: an unknown keyword.

    Example:
      >>> tokenizer = tf.keras.preprocessing.text.Tokenizer()
      >>> tokenizer.fit_on_texts(["a cat and a dog"])
      >>> tokenizer.texts_to_sequences(["a dog"])
      [[1, 4]]
    """

    def __init__(
        self, num_words=None, filters=_FILTERS, lower=True, split=" ", char_level=False,
        oov_token=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.document_count = kwargs.pop("document_count", 0)
        kwargs.pop("nb_words", None)
        if kwargs:
            raise TypeError(f"Unrecognized keyword arguments: {kwargs}")
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token = char_level, oov_token
        self.word_counts: Any = OrderedDict()
        self.word_docs: Any = Counter()
        self.index_docs: Any = Counter()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text):
        if isinstance(text, list):
            return [w.lower() for w in text] if self.lower else text
        if self.char_level:
            return list(text.lower() if self.lower else text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts) -> None:
        """Counts the words of texts, and numbers them.

        Args:
          texts: texts, or lists of words.
        """
        for text in texts:
            self.document_count += 1
            words = self._words(text)
            for word in words:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            self.word_docs.update(set(words))
        known = sorted(self.word_counts, key=self.word_counts.get, reverse=True)
        known = known if self.oov_token is None else [self.oov_token, *known]
        self.word_index = {word: i for i, word in enumerate(known, 1)}
        self.index_word = {i: word for word, i in self.word_index.items()}
        self.index_docs = Counter(
            {self.word_index[word]: count for word, count in self.word_docs.items()}
        )

    def fit_on_sequences(self, sequences) -> None:
        """Counts in how many sequences numbers are, for `sequences_to_matrix`.

        Args:
          sequences: lists of numbers.
        """
        self.document_count += len(sequences)
        for sequence in sequences:
            self.index_docs.update(set(sequence))

    def texts_to_sequences(self, texts) -> list[list[int]]:
        """The numbers of the words of texts.

        Args:
          texts: texts, or lists of words.

        Returns:
          A list of lists.
        """
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts) -> Any:
        """Yields the numbers of the words of each text.

        Args:
          texts: texts, or lists of words.
        """
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token)
        for text in texts:
            numbers = [self._number(word, unknown) for word in self._words(text)]
            yield [n for n in numbers if n is not None]

    def _number(self, word, unknown):
        number = self.word_index.get(word)
        known = number is not None and not (self.num_words and number >= self.num_words)
        return number if known else unknown

    def sequences_to_texts(self, sequences) -> list[str]:
        """The words of numbers, with spaces between.

        Args:
          sequences: lists of numbers.

        Returns:
          A list of texts.
        """
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences) -> Iterator[str]:
        """The same, one text after the other.

        Args:
          sequences: lists of numbers.

        Yields:
          Texts.
        """
        for sequence in sequences:
            words = [self.index_word.get(n) if not (self.num_words and n >= self.num_words)
                     else None for n in sequence]  # fmt: skip
            yield " ".join(w or self.oov_token for w in words if w or self.oov_token)

    def texts_to_matrix(self, texts, mode="binary") -> Any:
        """A row for each text, with an entry for each word.

        Args:
          texts: texts, or lists of words.
          mode: "binary", "count" or "freq", the share of the text.

        Returns:
          An ndarray (texts, words).
        """
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences, mode="binary") -> Any:
        """A row for each sequence, with an entry for each word.

        Args:
          sequences: lists of numbers.
          mode: "binary", "count", "freq" or "tfidf".

        Returns:
          An ndarray (sequences, words).

        Raises:
          ValueError: no words are known, or the mode is unknown.
        """
        import numpy as np

        if not self.num_words and not self.word_index:
            raise ValueError(
                "Specify a dimension (`num_words` argument), or fit on some text data first."
            )
        if mode not in ("binary", "count", "freq", "tfidf"):
            raise ValueError(f"Unknown vectorization mode: {mode}")
        if mode == "tfidf" and not self.document_count:
            raise ValueError("Fit the Tokenizer on some data before using tfidf mode.")
        width = self.num_words or len(self.word_index) + 1
        out = np.zeros((len(sequences), width))
        for row, sequence in zip(out, sequences, strict=True):
            for word, count in Counter(n for n in sequence if n < width).items():
                row[word] = self._entry(mode, word, count, len(sequence))
        return out

    def _entry(self, mode, word, count, length):
        import math

        if mode == "tfidf":
            documents = 1 + self.document_count / (1 + self.index_docs.get(word, 0))
            return (1 + math.log(count)) * math.log(documents)
        return {"binary": 1, "count": count, "freq": count / length}[mode]

    def get_config(self) -> dict:
        """What `tokenizer_from_json` makes the tokenizer of anew.

        Returns:
          A dict; tables of words are JSON texts in it.

        Example:
          >>> tokenizer = tf.keras.preprocessing.text.Tokenizer(num_words=5)
          >>> tokenizer.fit_on_texts(["a b a"])
          >>> tokenizer.get_config()["word_index"]
          '{"a": 1, "b": 2}'
        """
        plain = ("num_words", "filters", "lower", "split", "char_level", "oov_token",
                 "document_count")  # fmt: skip
        config = {name: getattr(self, name) for name in plain}
        return config | {name: json.dumps(getattr(self, name)) for name in _TABLES}

    def to_json(self, **kwargs: Any) -> str:
        """The tokenizer as JSON, which `tokenizer_from_json` reads.

        Args:
          **kwargs: those of `json.dumps`.

        Returns:
          A text.

        Example:
          >>> text = tf.keras.preprocessing.text.Tokenizer(num_words=5).to_json()
          >>> tf.keras.preprocessing.text.tokenizer_from_json(text).num_words
          5
        """
        return json.dumps(described(self), **kwargs)


_TABLES = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")


@public("keras.preprocessing.text.tokenizer_from_json")
def tokenizer_from_json(json_string) -> Tokenizer:
    """The tokenizer of a text that `Tokenizer.to_json` gave.

    Args:
      json_string: the text.

    Returns:
      A Tokenizer.

    Example:
      >>> tokenizer = tf.keras.preprocessing.text.Tokenizer()
      >>> tokenizer.fit_on_texts(["a b a"])
      >>> copy = tf.keras.preprocessing.text.tokenizer_from_json(tokenizer.to_json())
      >>> copy.texts_to_sequences(["b a"])
      [[2, 1]]
    """
    config = json.loads(json_string)["config"]
    tables = {name: json.loads(config.pop(name)) for name in _TABLES}
    tokenizer = Tokenizer(**config)
    for name in ("index_docs", "index_word"):  # JSON has no numbers for keys
        tables[name] = {int(number): value for number, value in tables[name].items()}
    tokenizer.word_counts = OrderedDict(tables["word_counts"])
    tokenizer.word_docs = Counter(tables["word_docs"])
    tokenizer.index_docs = Counter(tables["index_docs"])
    tokenizer.index_word, tokenizer.word_index = tables["index_word"], tables["word_index"]
    return tokenizer
