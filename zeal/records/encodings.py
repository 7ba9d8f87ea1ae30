"""Other encodings of strings: base64, compressed, and examples in JSON."""

import base64
import re
import zlib

from zeal import _native, errors
from zeal.dtypes import string
from zeal.graph.host_call import host_call
from zeal.ops.named import named
from zeal.public import public


def _each(op, function, texts, name):
    """An op that applies a function to each string of a tensor."""
    texts = _native.convert(texts, string)

    def run(inputs):
        import numpy as np

        found = np.asarray(inputs[0].numpy(), object).copy()
        flat = found.reshape(-1)
        for i, text in enumerate(flat):
            flat[i] = function(text)
        return [_native.convert(found, string)]

    return host_call(op, run, [texts], [(string, texts.shape)], name)[0]


@public("encode_base64", "io.encode_base64")
@named("EncodeBase64")
def encode_base64(input, pad=False, name=None):
    """Encodes strings in the web-safe alphabet of base64.

    Args:
      input: a string tensor.
      pad: whether "=" fills up the last group.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Example:
      >>> tf.encode_base64("hi", pad=True).numpy()
      b'aGk='
    """

    def encode(text):
        encoded = base64.urlsafe_b64encode(text)
        return encoded if pad else encoded.rstrip(b"=")

    return _each("EncodeBase64", encode, input, name)


_BASE64 = re.compile(rb"[A-Za-z0-9_-]*")


def _decode_base64(text):
    body = text[:-2] if text.endswith(b"==") else text[:-1] if text.endswith(b"=") else text
    if not _BASE64.fullmatch(body) or (len(body) < len(text) and len(text) % 4):
        raise errors.InvalidArgumentError("Invalid character found in base64.")
    if len(body) % 4 == 1:
        raise errors.InvalidArgumentError("Base64 string length cannot be 1 modulo 4.")
    return base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))


@public("decode_base64", "io.decode_base64")
@named("DecodeBase64")
def decode_base64(input, name=None):
    """Decodes strings in the web-safe alphabet of base64, filled up with "=" or not.

    Args:
      input: a string tensor.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: a string has other characters, or a length that none has.

    Example:
      >>> tf.decode_base64("aGk").numpy()
      b'hi'
    """
    return _each("DecodeBase64", _decode_base64, input, name)


_BITS = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}


@public("decode_compressed", "io.decode_compressed")
@named("DecodeCompressed")
def decode_compressed(bytes, compression_type="", name=None):
    """Decompresses strings.

    Args:
      bytes: a string tensor.
      compression_type: "", "ZLIB" or "GZIP".
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: another compression_type.
      DataLossError: a string is not what it should be.

    Example:
      >>> import zlib
      >>> tf.decode_compressed(zlib.compress(b"hi"), "ZLIB").numpy()
      b'hi'
    """
    if compression_type not in ("", "ZLIB", "GZIP"):
        raise errors.InvalidArgumentError(
            f"Only ZLIB, GZIP or NONE are supported compressions, got {compression_type!r}"
        )

    def decode(text):
        try:
            return zlib.decompress(text, _BITS[compression_type]) if compression_type else text
        except zlib.error as e:
            raise errors.DataLossError(
                f"a string is no whole {compression_type} data: {e}"
            ) from None

    return _each("DecodeCompressed", decode, bytes, name)


@public("decode_json_example", "io.decode_json_example")
def decode_json_example(json_examples, name=None):
    """Makes serialized `tf.train.Example` messages of their form in JSON.

    Args:
      json_examples: a string tensor.
      name: name of the op.

    Returns:
      A string tensor of the same shape, for `tf.parse_example`.

    Raises:
      InvalidArgumentError: a string is no JSON of an example.

    Example:
      >>> text = '{"features": {"feature": {"x": {"int64List": {"value": [1, 2]}}}}}'
      >>> message = tf.decode_json_example(text)
      >>> tf.parse_single_example(message, {"x": tf.FixedLenFeature([2], tf.int64)})["x"].numpy()
      array([1, 2])
    """
    return _each("DecodeJSONExample", _example_of, json_examples, name)


def _example_of(text):
    from google.protobuf import json_format

    from zeal.messages.example import Example

    try:
        message = json_format.Parse(text, Example())
    except (json_format.ParseError, UnicodeDecodeError, RecursionError) as e:
        raise errors.InvalidArgumentError(f"Error while parsing JSON: {e}") from None
    return message.SerializeToString(deterministic=True)
