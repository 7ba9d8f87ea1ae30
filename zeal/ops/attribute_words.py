"""Attributes of ops that are one of a few words."""

from zeal._native import executing_eagerly
from zeal.errors import InvalidArgumentError


def check_word(op, attr, word, allowed):
    """Refuses a word that an op does not know, in graphs as TensorFlow's builder of ops does."""
    if word in allowed:
        return
    words = ", ".join(f'"{each}"' for each in allowed)
    if executing_eagerly():
        raise InvalidArgumentError(
            f"Value for attr '{attr}' of \"{word}\" is not in the list of allowed values: {words}"
        )
    raise ValueError(f"Attr '{attr}' of '{op}' Op passed string '{word}' not in: {words}.")
