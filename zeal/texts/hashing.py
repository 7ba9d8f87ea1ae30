"""Strings as numbers that never change."""

from zeal._native import raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public


@public("strings.to_hash_bucket", "string_to_hash_bucket")
@named("StringToHashBucket")
def string_to_hash_bucket(string_tensor=None, num_buckets=None, name=None, input=None):
    """A number from 0 to before num_buckets for each string; `to_hash_bucket_fast` is better.

    Args:
      string_tensor: a string tensor.
      num_buckets: an int, at least 1.
      name: name of the op.
      input: another name of string_tensor.

    Returns:
      An int64 tensor of the same shape.

    Raises:
      InvalidArgumentError: num_buckets is below 1.

    Source: Appleby, MurmurHash64A.

    Example:
      >>> tf.strings.to_hash_bucket(["a", "b"], 1).numpy().tolist()
      [0, 0]
    """
    return raw.StringToHashBucket(
        either("input", input, "string_tensor", string_tensor), num_buckets)


@public("fingerprint")
@named("Fingerprint")
def fingerprint(data, method="farmhash64", name=None):
    """A number for each row of a tensor, which is the same everywhere and for ever.

    Args:
      data: a tensor of any dtype, of one axis at least. Neither dtype nor shape count, but for the
        number of rows: the bytes do.
      method: a string scalar, "farmhash64".
      name: name of the op.

    Returns:
      A uint8 matrix with 8 columns: the bytes of the rows' numbers, the lowest first.

    Raises:
      InvalidArgumentError: data has no axis, or the method is another.

    Source: Pike and Alakuijala, FarmHash's Fingerprint64.

    Example:
      >>> tf.fingerprint(["a"]).numpy().tolist()
      [[227, 117, 223, 182, 101, 66, 69, 179]]
    """
    return raw.Fingerprint(data, method)
