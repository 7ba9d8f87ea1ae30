"""Seeds of samplers that draw more than once."""

import hashlib

from zeal.public import public


def derived_seed(seed, salt):
    """A seed for a second draw, made of the program's seed and a word; None stays None.

    Args:
      seed: an integer, or None.
      salt: the word.

    Returns:
      An integer below 2^31: the first half of the MD5 sum, so that TensorFlow's numbers follow.
    """
    if seed is None:
        return None
    digest = hashlib.md5(f"{seed}{salt}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) & 0x7FFFFFFF


@public("contrib.distributions.SeedStream")
class SeedStream:
    """An endless row of seeds, each called for by `stream()`.

    Args:
      seed: an integer, another stream, or None, of which all seeds are None.
      salt: a word that tells this row from others of the same seed.

    Example:
      >>> stream = tf.contrib.distributions.SeedStream(42, salt="layer")
      >>> stream() == stream()
      False
    """

    def __init__(self, seed, salt):
        self._seed = seed.original_seed if isinstance(seed, SeedStream) else seed
        self._salt = salt
        self._counter = 0

    original_seed = property(lambda self: self._seed, doc="The seed that the row starts from.")
    salt = property(lambda self: self._salt, doc="The word.")

    def __call__(self):
        self._counter += 1
        if self._seed is None:
            return None
        composite = str((self._seed, self._counter, self._salt)).encode()
        return int(hashlib.sha512(composite).hexdigest(), 16)
