"""Characters of strings in the encodings of Unicode."""

import codecs
from itertools import pairwise

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, string
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import stack
from zeal.ops.attribute_words import check_word
from zeal.ops.host_op import Int32
from zeal.ops.named import named
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged
from zeal.texts.kernels import tensor_of, text_op, texts_of

_ERRORS = ("strict", "replace", "ignore")
_OUTPUTS = {"UTF-8": "utf-8", "UTF-16-BE": "utf-16-be", "UTF-32-BE": "utf-32-be"}


def _codec(encoding):
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):  # ValueError: what is no encoding of texts
        raise InvalidArgumentError(
            f"Could not create converter for input encoding: {encoding}") from None


def _check(op, errors, output="UTF-8"):
    check_word(op, "output_encoding", output, _OUTPUTS)
    words = sorted(_ERRORS) if op == "UnicodeEncode" else _ERRORS  # TensorFlow's orders
    check_word(op, "errors", errors, words)


# What no encoding of Unicode yields, for the first and the further bytes of what is no character.
_WRONG, _MORE = "\udcfe", "\udcff"


def _mark(error):
    length = max(error.end - error.start, 1)
    return _WRONG + _MORE * (length - 1), error.start + length


codecs.register_error("zeal.mark", _mark)


_MARKED = {"utf-16": (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE),
           "utf-32": (codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE)}  # fmt: skip


def _without_mark(text, codec):
    """The text behind its mark of the order of bytes, and the codec; big-endian without a mark."""
    big, little = _MARKED[codec]
    order = "le" if text.startswith(little) else "be"
    return text[len(big) :] if text.startswith((big, little)) else text, f"{codec}-{order}"


def _pieces(text, codec):
    """Characters with the places of their first bytes; None for bytes that are no character."""
    at, mark = 0, len(text)
    if codec in _MARKED:
        text, codec = _without_mark(text, codec)
    mark -= len(text)  # it counts as part of the first character
    for character in text.decode(codec, "zeal.mark"):
        if character != _MORE:
            yield None if character == _WRONG else character, at
        at += mark + (1 if character in (_WRONG, _MORE) else len(character.encode(codec)))
        mark = 0


def _replacement(code):
    """The code point that takes the place of what is none.

    Raises:
      InvalidArgumentError: it is none itself.
    """
    if not 0 <= code < 0x110000:
        raise InvalidArgumentError("replacement_char out of unicode codepoint range")
    return code


def _characters(text, input_encoding, errors, replacement_char, replace_control_characters):
    """Code points with the places of their first bytes."""
    for character, at in _pieces(text, _codec(input_encoding)):
        if character is None:
            if errors == "strict":
                raise InvalidArgumentError("Invalid formatting on input string")
            if errors == "replace":
                yield replacement_char, at
        elif replace_control_characters and ord(character) < 32:
            if errors != "ignore":
                yield replacement_char, at
        else:
            yield ord(character), at


def _decode_kernel(tensors, attrs):
    import numpy as np

    _replacement(attrs["replacement_char"])
    rows = [list(_characters(text, **attrs)) for text in texts_of(tensors[0]).ravel().tolist()]
    flat = [pair for row in rows for pair in row]
    splits = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    codes = np.array([code for code, _ in flat], np.int32)
    return [splits, codes, np.array([at for _, at in flat], np.int64)]


_SETTINGS = [
    ("input_encoding", "UTF-8"), ("errors", "replace"), ("replacement_char", Int32(65533)),
    ("replace_control_characters", False),
]  # fmt: skip
_decode = text_op(
    "UnicodeDecodeWithOffsets", [("input", "string")],
    [("row_splits", "int64"), ("char_values", "int32"), ("char_to_byte_starts", "int64")],
    attrs=_SETTINGS, infer=lambda shapes, attrs: [(None,), (None,), (None,)],
    kernel=_decode_kernel, doc="The code points of strings, and where their bytes begin.",
)  # fmt: skip


def _decoded(input, settings):
    """Code points and places: vectors of a scalar, else ragged, with one axis more than input."""
    _check("UnicodeDecode", settings[1])
    input = as_ragged(input)
    rank = input.shape.ndims
    if rank is None:
        raise ValueError("Rank of `input` must be statically known.")
    if rank > 1 and not isinstance(input, RaggedTensor):
        input = RaggedTensor.from_tensor(input, ragged_rank=rank - 1)
    flat = input.flat_values if isinstance(input, RaggedTensor) else input
    splits, *parts = _decode(api.reshape(flat, [-1]), *settings)
    if rank == 0:
        return parts
    rows = [RaggedTensor.from_row_splits(p, splits, validate=False) for p in parts]
    return rows if rank == 1 else [input.with_flat_values(r) for r in rows]


@public("strings.unicode_decode")
@named("UnicodeDecode")
def unicode_decode(
    input, input_encoding, errors="replace", replacement_char=65533,
    replace_control_characters=False, name=None,
):  # fmt: skip
    """The code points of strings.

    Args:
      input: a string tensor, ragged or not.
      input_encoding: such as "UTF-8", "UTF-16-BE" or "latin-1".
      errors: what is done with bytes that are no character: "replace", "ignore", or "strict".
      replacement_char: the code point that takes their place.
      replace_control_characters: whether it also takes that of control characters.
      name: name of the op.

    Returns:
      An int32 tensor with one axis more, a ragged one; of a scalar a vector.

    Raises:
      InvalidArgumentError: there is no such encoding, or bytes are no characters and strict.
      ValueError: the rank is unknown.

    Example:
      >>> tf.strings.unicode_decode(["ab", ""], "UTF-8").to_list()
      [[97, 98], []]
    """
    settings = (input_encoding, errors, replacement_char, replace_control_characters)
    return _decoded(input, settings)[0]


@public("strings.unicode_decode_with_offsets")
@named("UnicodeDecodeWithOffsets")
def unicode_decode_with_offsets(
    input, input_encoding, errors="replace", replacement_char=65533,
    replace_control_characters=False, name=None,
):  # fmt: skip
    """The code points of strings, and where the bytes of each begin.

    Args:
      input, input_encoding, errors, replacement_char, replace_control_characters, name: as for
        `tf.strings.unicode_decode`.

    Returns:
      Two tensors as of `tf.strings.unicode_decode`, int32 and int64.

    Raises:
      InvalidArgumentError, ValueError: as there.

    Example:
      >>> codes, places = tf.strings.unicode_decode_with_offsets("a\u20acb", "UTF-8")
      >>> places.numpy().tolist()
      [0, 1, 4]
    """
    settings = (input_encoding, errors, replacement_char, replace_control_characters)
    return tuple(_decoded(input, settings))


@public("strings.unicode_split")
@named("UnicodeSplit")
def unicode_split(input, input_encoding, errors="replace", replacement_char=65533, name=None):
    """The characters of strings, each as a string in the same encoding.

    Args:
      the others: as for `tf.strings.unicode_decode`.
      input_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".

    Returns:
      A string tensor with one axis more, a ragged one; of a scalar a vector.

    Raises:
      InvalidArgumentError, ValueError: as there.

    Example:
      >>> tf.strings.unicode_split(["ab", ""], "UTF-8").to_list()
      [[b'a', b'b'], []]
    """
    codes = unicode_decode(input, input_encoding, errors, replacement_char)
    return _alone(codes, input_encoding, errors, replacement_char)


@public("strings.unicode_split_with_offsets")
@named("UnicodeSplitWithOffsets")
def unicode_split_with_offsets(
    input, input_encoding, errors="replace", replacement_char=65533, name=None
):
    """The characters of strings, and where the bytes of each begin.

    Args:
      all: as for `tf.strings.unicode_split`.

    Returns:
      Two tensors as of `tf.strings.unicode_split`, strings and int64.

    Example:
      >>> texts, places = tf.strings.unicode_split_with_offsets(["ab"], "UTF-8")
      >>> places.to_list()
      [[0, 1]]
    """
    codes, places = unicode_decode_with_offsets(input, input_encoding, errors, replacement_char)
    return _alone(codes, input_encoding, errors, replacement_char), places


def _alone(codes, encoding, errors, replacement_char):
    """Each code point as a string."""
    if isinstance(codes, RaggedTensor):
        flat = _alone(codes.flat_values, encoding, errors, replacement_char)
        return codes.with_flat_values(flat)
    return unicode_encode(api.expand_dims(codes, -1), encoding, errors, replacement_char)


def _valid(code):
    return 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000


def _encoded(codes, errors, replacement, codec):
    found = []
    for code in codes:
        if _valid(code):
            found.append(chr(code))
        elif errors == "strict":
            raise InvalidArgumentError(
                "Code point is out of range for Unicode, or a noncharacter.")
        elif errors == "replace":
            found.append(replacement)
    return "".join(found).encode(codec)


def _encode_kernel(tensors, attrs):
    codes, splits = (t.__array__().tolist() for t in tensors)
    codec = _OUTPUTS[attrs["output_encoding"]]
    errors, char = attrs["errors"], _replacement(attrs["replacement_char"])
    char = chr(char if _valid(char) else 65533)
    return [tensor_of([_encoded(codes[a:b], errors, char, codec) for a, b in pairwise(splits)])]


_encode = text_op(
    "UnicodeEncode", [("input_values", "int32"), ("input_splits", "Tsplits")],
    [("output", "string")], types=[("Tsplits", ["int32", "int64"])],
    attrs=[("errors", "replace"), ("output_encoding", "UTF-8"), ("replacement_char", Int32(65533))],
    infer=lambda shapes, attrs: [_rows(shapes[1])], kernel=_encode_kernel,
    doc="Strings of code points.",
)  # fmt: skip


def _rows(splits):
    return (None,) if splits is None or splits[0] is None else (splits[0] - 1,)


@public("strings.unicode_encode")
@named("UnicodeEncode")
def unicode_encode(
    input, output_encoding, errors="replace", replacement_char=65533, name=None
):
    """Strings of code points.

    Args:
      input: an int32 tensor, ragged or not; its last axis has the code points of a string.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what is done with numbers that are no code point: "replace", "ignore", or "strict".
      replacement_char: the code point that takes their place.
      name: name of the op.

    Returns:
      A string tensor with one axis less.

    Raises:
      InvalidArgumentError: a number is no code point and strict, or there is no such encoding.
      ValueError: the rank is unknown or 0.

    Example:
      >>> tf.strings.unicode_encode([[97, 98], [99, 100]], "UTF-8").numpy().tolist()
      [b'ab', b'cd']
    """
    _check("UnicodeEncode", errors, output_encoding)
    input = as_ragged(input)
    rank = input.shape.ndims
    if rank is None:
        raise ValueError("Rank of input_tensor must be statically known.")
    if rank == 0:
        raise ValueError("input_tensor's rank must be at least 1.")
    settings = (output_encoding, errors, replacement_char)
    if isinstance(input, RaggedTensor):
        if input.ragged_rank > 1 or input.flat_values.shape.ndims > 1:
            return input.with_values(unicode_encode(input.values, *settings))
        return _encode(input.values, input.row_splits, errors, output_encoding, replacement_char)
    size = api.shape(input)[-1]
    flat = api.reshape(input, stack([-1, size]))
    rows = unicode_encode(RaggedTensor.from_tensor(flat), *settings)
    return api.reshape(rows, api.shape(input)[:-1])


@public("strings.unicode_transcode")
@named("UnicodeTranscode")
def unicode_transcode(
    input, input_encoding, output_encoding, errors="replace", replacement_char=65533,
    replace_control_characters=False, name=None,
):  # fmt: skip
    """Strings in another encoding.

    Args:
      input: a string tensor.
      input_encoding, errors, replacement_char, replace_control_characters: as for
        `tf.strings.unicode_decode`.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: as there.

    Example:
      >>> tf.strings.unicode_transcode("a", "UTF-8", "UTF-16-BE").numpy()
      b'\\x00a'
    """
    _check("UnicodeTranscode", errors, output_encoding)
    input = as_ragged(input)
    if isinstance(input, RaggedTensor):
        raise TypeError("tf.strings.unicode_transcode: give the values of a ragged tensor")
    settings = (input_encoding, errors, replacement_char, replace_control_characters)
    splits, codes, _ = _decode(api.reshape(_native.convert(input, string), [-1]), *settings)
    texts = _encode(codes, splits, errors, output_encoding, replacement_char)
    return api.reshape(texts, api.shape(input))


def _script_kernel(tensors, attrs):
    from zeal.texts.scripts import scripts_of

    return [scripts_of(tensors[0].__array__())]


_script = text_op(
    "UnicodeScript", [("input", "int32")], [("output", "int32")], kernel=_script_kernel,
    doc="The script of each code point.",
)  # fmt: skip


@public("strings.unicode_script")
@named("UnicodeScript")
def unicode_script(input, name=None):
    """The script that each code point belongs to.

    Args:
      input: an int32 tensor of code points.
      name: name of the op.

    Returns:
      An int32 tensor of the same shape: numbers of ICU's UScriptCode, -1 where there is none.

    Example:
      >>> tf.strings.unicode_script([97, 1041]).numpy().tolist()
      [25, 8]
    """
    return _script(_native.convert(input, int32))
