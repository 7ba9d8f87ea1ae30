"""tf.strings against values of TensorFlow 1.15: eagerly, in sessions, in traced functions."""

import json
from pathlib import Path

import numpy as np
import pytest
from captured_values import plain

import zeal as tf

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
values = pytest.mark.parametrize("row", [r for r, v in RECORDED.items() if isinstance(v, list)])


def evaluated(row):
    s = tf.ragged.constant([[b"a", b"bc"], [b"d"]])
    return eval(row, {"tf": tf, "np": np, "s": s})


@values
def test_eager(row):
    assert plain(evaluated(row)) == RECORDED[row]


@values
def test_graph(row):
    with tf.Graph().as_default(), tf.Session() as session:
        assert plain(session.run(evaluated(row))) == RECORDED[row]


@values
def test_traced(row):
    assert plain(tf.contrib.eager.defun(lambda: evaluated(row))()) == RECORDED[row]


@pytest.mark.parametrize("row", [r for r, v in RECORDED.items() if isinstance(v, str)])
def test_errors(row):
    kind = getattr(tf.errors, RECORDED[row], ValueError)
    with pytest.raises(kind) as found:
        evaluated(row)
    assert type(found.value).__name__ == RECORDED[row]


def test_texts_that_the_run_brings():
    with tf.Graph().as_default(), tf.Session() as session:
        texts = tf.placeholder(tf.string, [None])
        parts = tf.string_split(texts, ",")
        ys = [
            tf.strings.length(texts), tf.strings.regex_replace(texts, "[aeiou]", "."),
            tf.strings.to_hash_bucket_fast(texts, 10), parts.values, tf.substr(texts, 0, 1),
            tf.strings.reduce_join(texts, separator="+"), tf.strings.upper(texts),
            tf.strings.unicode_decode(texts, "UTF-8"),
        ]  # fmt: skip
        got = session.run(ys, {texts: ["one,two", "three"]})
        assert [y.shape.as_list() for y in ys[:3]] == [[None]] * 3
    assert got[0].tolist() == [7, 5] and got[1].tolist() == [b".n.,tw.", b"thr.."]
    assert got[3].tolist() == [b"one", b"two", b"three"] and got[4].tolist() == [b"o", b"t"]
    assert got[5] == b"one,two+three" and got[6].tolist() == [b"ONE,TWO", b"THREE"]
    assert got[7].to_list()[1] == [116, 104, 114, 101, 101]


def test_in_datasets():
    lines = tf.data.Dataset.from_tensor_slices(["a b", "c d e"])
    lines = lines.map(lambda line: tf.string_split([line]).values)
    lines = lines.map(lambda words: tf.strings.to_hash_bucket_fast(words, 100))
    assert [x.shape.as_list() for x in lines] == [[2], [3]]


def test_no_texts_at_all():
    none = tf.constant([], tf.string)
    assert tf.strings.upper(none).shape == (0,) and tf.strings.length(none).shape == (0,)
    assert tf.string_split(none).dense_shape.numpy().tolist() == [0, 0]
    assert tf.strings.regex_replace(none, "a", "b").dtype == tf.string
    assert tf.strings.reduce_join(none).numpy() == b""


@pytest.mark.parametrize("pattern, want", [
    ("\\d+", b"ab.-\xc3\xa9"), ("[[:alpha:]]", b"..12-\xc3\xa9"), ("(?P<x>a)", b".b12-\xc3\xa9"),
    ("[[:punct:]]", b"ab12.\xc3\xa9"), ("\\z", b"ab12-\xc3\xa9."), ("-.", b"ab12."),
])  # fmt: skip
def test_syntax_of_re2(pattern, want):
    text = b"ab12-\xc3\xa9"
    assert tf.strings.regex_replace(text, pattern, ".").numpy() == want


def test_repeats_without_end():
    for pattern in "a++", "a*+", "a?+":
        with pytest.raises(tf.errors.InvalidArgumentError, match="error: bad repetition operator"):
            tf.strings.regex_full_match("aa", pattern)


def test_rewrites():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid rewrite pattern"):
        tf.strings.regex_replace("a", "a", "\\1")


def test_string_ops_of_others_graphs():
    """A GraphDef names the ops as TensorFlow does."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.string, [None], name="x")
        tf.strings.length(tf.strings.regex_replace(x, "a+", "-"), name="y")
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.import_graph_def(graph.as_graph_def(), return_elements=["x:0", "y:0"])
        assert session.run(y, {x: ["baab", ""]}).tolist() == [3, 0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text, pattern, want", [
    ("a\n", "a$", b"a\n"), ("a\nb", "(?m)a$", b"-\nb"), ("a$", "[$]", b"a-"), ("$", r"\$", b"-"),
    ("a\\z", r"a\\z", b"-"), ("ab", r"b\z", b"a-"), ("ab]", "[]b]", b"a--"),
    ("a-b", "[[:alpha:]-]", b"---"),
    ("abc", "b*", b"-a-c-"), ("abc", "", b"-a-b-c-"), ("bb", "b*", b"-"), ("ab", "(?<=a)b", None),
    ("ab", "a(?=b)", None), ("aa", r"(a)\1", None), ("a", r"a\Z", None), ("A", r"\u0041", None),
    ("a1\u00e9", "[[:^digit:]]", b"-1-"), ("a1", "[^[:^digit:]]", b"a-"), ("a[|", "[[&&|]", b"a--"),
    ("aa{,2}", "a{,2}", b"a-"), ("a++", r"a\++", b"-"), ("}+", "[}]+[+]", b"-"),
    ("a", "[[:foo:]]", None), ("a", "(?x) a", None), ("a", "(?#c)a", None),
])  # fmt: skip
def test_patterns_mean_what_they_mean_to_re2(text, pattern, want):
    # Values of TensorFlow 1.15; None where it refuses the pattern.
    if want is None:
        words = "Invalid pattern: .* error: invalid"
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            tf.strings.regex_replace(text, pattern, "-")
    else:
        assert tf.strings.regex_replace(text, pattern, "-").numpy() == want


def test_a_full_match_ends_with_the_text():
    assert not tf.strings.regex_full_match("a\n", "a$").numpy()


@pytest.mark.parametrize("call", [
    lambda **kwargs: tf.strings.unicode_encode([[97]], "UTF-8", **kwargs),
    lambda **kwargs: tf.strings.unicode_decode(["a"], "UTF-8", **kwargs),
    lambda **kwargs: tf.strings.unicode_transcode("a", "UTF-8", "UTF-8", **kwargs),
])  # fmt: skip
@pytest.mark.parametrize("code", [-1, 0x110000])
def test_what_replaces_is_a_code_point(call, code):
    words = "replacement_char out of unicode codepoint range"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call(replacement_char=code)


def test_a_surrogate_that_replaces_is_replaced_itself():
    # As in TensorFlow 1.15.
    assert tf.strings.unicode_encode([[-1, 97]], "UTF-8", replacement_char=0xD800).numpy() == [
        b"\xef\xbf\xbda"
    ]
    codes = tf.strings.unicode_decode([b"\xffa"], "UTF-8", replacement_char=0xD800)
    assert codes.to_list() == [[0xD800, 97]]


@pytest.mark.parametrize("encoding", ["none", "zlib", "rot13", "a\0b", ""])
def test_encodings_that_are_none(encoding):
    words = "Could not create converter for input encoding"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.strings.unicode_decode(["a"], encoding)


def test_bytes_that_are_no_characters_cost_no_more_than_others():
    text = b"\xe2\x82a\xff" * 100_000  # each once looked at for all behind it took minutes
    codes, places = tf.strings.unicode_decode_with_offsets(text, "UTF-8")
    assert codes.numpy()[:4].tolist() == [65533, 97, 65533, 65533]
    assert places.numpy()[:4].tolist() == [0, 2, 3, 4] and len(codes.numpy()) == 300_000


def test_splitting_at_several_characters():
    # A long part used to be put together byte by byte, which took a minute.
    text = b"x" * 1_000_000 + b",^y-]z"
    parts = tf.string_split([text], ",^-]", skip_empty=False).values.numpy().tolist()
    assert parts == [b"x" * 1_000_000, b"", b"y", b"", b"z"]


@pytest.mark.parametrize("split", [tf.string_split, tf.strings.split])
def test_separators_that_are_no_scalars(split):
    with pytest.raises(ValueError, match="must have rank 0"):
        split(["a b"], sep=["|", ""])
    with tf.Graph().as_default(), tf.Session() as session:
        sep = tf.placeholder(tf.string)
        parts = split(["a b"], sep=sep)
        with pytest.raises(tf.errors.InvalidArgumentError, match="must be a scalar, got shape: "):
            session.run(parts, {sep: ["|"]})


def test_joins_of_nothing():
    empty = np.zeros([0, 2], object)
    assert tf.reduce_join(empty, 1).shape == [0]
    assert tf.reduce_join(empty, 0).numpy().tolist() == [b"", b""]
    assert tf.reduce_join(np.zeros([2, 0, 3], object), [0, 2]).shape == [0]
    found = tf.strings.unsorted_segment_join(empty, np.zeros([0], np.int32), 2)
    assert found.numpy().tolist() == [[b"", b""]] * 2


@pytest.mark.parametrize("text, encoding, codes, places", [  # of TensorFlow 1.15.5
    (b"\xfe\xff\0a\0b", "UTF-16", [97, 98], [0, 4]),
    (b"\xff\xfea\0b\0", "UTF-16", [97, 98], [0, 4]),
    (b"\0a\0b", "UTF-16", [97, 98], [0, 2]), (b"\0", "UTF-16", [65533], [0]),
    (b"\0<\xfe\xff\0>", "UTF-16", [60, 65279, 62], [0, 2, 4]),
    (b"\0\0\xfe\xff\0\0\0a", "UTF-32", [97], [0]),
    (b"\0\0\0a\0\0\0b", "UTF-32", [97, 98], [0, 4]),
    (b"\xff\xfe\0\0a\0\0\0", "UTF-32", [97], [0]), (b"", "UTF-16", [], []),
])  # fmt: skip
def test_the_order_of_bytes_is_marked_or_big_endian(text, encoding, codes, places):
    found = tf.strings.unicode_decode_with_offsets(text, encoding)
    assert [part.numpy().tolist() for part in found] == [codes, places]
    expected = "".join(map(chr, codes)).encode()
    assert tf.strings.unicode_transcode(text, encoding, "UTF-8").numpy() == expected


def test_control_characters_are_errors_too():
    for errors, expected in (("ignore", b"ab"), ("replace", b"a??b?")):
        found = tf.strings.unicode_transcode(
            b"a\xff\x01b\xc3", "UTF-8", "UTF-8", errors, ord("?"), replace_control_characters=True
        )
        assert found.numpy() == expected


@pytest.mark.parametrize("pattern, result", [
    (r"\p{Ll}+", "H#, W#! Ä#12½ #_#-#"), (r"\PL+", "Héllo#Wörld#Äñ#x#y#z"),
    (r"\P{^Lu}", "#éllo, #örld! #ñ12½ x_y-z"), (r"[\p{P}\p{S}]", "Héllo# Wörld# Äñ12½ x#y#z"),
    (r"[^\pL\s]", "Héllo# Wörld# Äñ### x#y#z"), (r"[\PN]+", "#12½#"),
    (r"\x{48}|[\x{e9}]", "##llo, Wörld! Äñ12½ x_y-z"), (r"\p{Cs}", "Héllo, Wörld! Äñ12½ x_y-z"),
])  # fmt: skip
def test_categories_of_unicode(pattern, result):
    """Captured from TensorFlow 1.15.5."""
    text = "Héllo, Wörld! Äñ12½ x_y-z"
    assert tf.strings.regex_replace(text, pattern, "#").numpy().decode() == result


@pytest.mark.parametrize("pattern, result", [
    (r"\PL", b"a\xff#"), (r"\p{Any}", b"#\xff#"), (r"\P{Any}", b"a\xff1"),
])  # fmt: skip
def test_bytes_that_are_no_characters_have_no_category(pattern, result):
    """Captured from TensorFlow 1.15.5."""
    assert tf.strings.regex_replace(b"a\xff1", pattern, "#").numpy() == result


@pytest.mark.parametrize("pattern, text, result", [
    (".", b"a\xff\xc3\xa9\xe2\x82", b"_\xff_\xe2\x82"), ("[^a]", b"\xffab", b"\xffa_"),
    ("^.*$", b"\xff", b"\xff"), (r"\W", b"\xff-", b"\xff_"), (r"[\W]", b"a\xff-", b"a\xff_"),
    (r"[^\d]", b"\xffa1", b"\xff_1"), (r"(?s)a.", b"a\na\xff", b"_a\xff"),
    ("[.]", b".\xff", b"_\xff"), (r"\Q.\E", b"a.b", b"a_b"),
])  # fmt: skip
def test_bytes_that_are_no_utf_8_are_no_characters(pattern, text, result):
    """Captured from TensorFlow 1.15.5."""
    assert tf.strings.regex_replace(text, pattern, "_").numpy() == result


@pytest.mark.parametrize("pattern, result", [
    (r"\p{Greek}", "_b漢あЖ1"), (r"[\p{Han}\p{Hiragana}]+", "λb_Ж1"), (r"\P{Latin}", "_b____"),
    (r"\p{^Cyrillic}", "____Ж_"), (r"\p{Common}", "λb漢あЖ_"),
])  # fmt: skip
def test_scripts_of_unicode(pattern, result):
    """Captured from TensorFlow 1.15.5."""
    assert tf.strings.regex_replace("λb漢あЖ1", pattern, "_").numpy().decode() == result


def test_scripts_that_are_none_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="invalid character class range"):
        tf.strings.regex_replace("a", r"[\p{Foo}]", "b")


@pytest.mark.parametrize("number", [-1, 2])
def test_joined_segments_have_numbers_within_range(number):
    with pytest.raises(tf.errors.InvalidArgumentError, match="are not allowed to exceed num_seg"):
        tf.strings.unsorted_segment_join(["a", "b"], [number, 0], 2)


@pytest.mark.parametrize(("most", "want"), [
    (1, [["a", "b  "], ["x", ""], ["-7", ""], []]), (2, [["a", "b", ""], ["x"], ["-7"], []]),
    (0, [[" a b  "], ["x "], ["-7"], [""]]), (-1, [["a", "b"], ["x"], ["-7"], []]),
])  # fmt: skip
def test_what_is_left_after_the_last_cut_is_a_part(most, want):
    found = tf.strings.split([" a b  ", "x ", "-7", ""], maxsplit=most, result_type="RaggedTensor")
    assert found.to_list() == [[part.encode() for part in row] for row in want]


def test_matrices_are_split_to_sparse_tensors():
    parts = tf.strings.split([["a b", " x "], ["", "q"]])
    assert parts.indices.numpy().tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 1, 0]]
    assert parts.values.numpy().tolist() == [b"a", b"b", b"x", b"q"]
    assert parts.dense_shape.numpy().tolist() == [2, 2, 2]
