"""Parsing of examples, against protobuf's reading of random messages, and TensorFlow's words."""

import numpy as np
import pytest

import zeal as tf

Fixed, Var = tf.FixedLenFeature, tf.VarLenFeature
Steps, Sparse = tf.FixedLenSequenceFeature, tf.SparseFeature


def feature(values):
    if values is None:
        return tf.train.Feature()
    if values and isinstance(values[0], bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if values and isinstance(values[0], int):
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def features(values):
    return tf.train.Features(feature={k: feature(v) for k, v in values.items()})


def example(**values):
    return tf.train.Example(features=features(values)).SerializeToString()


def sequence(context, lists):
    made = {k: tf.train.FeatureList(feature=map(feature, steps)) for k, steps in lists.items()}
    made = tf.train.FeatureLists(feature_list=made)
    message = tf.train.SequenceExample(context=features(context), feature_lists=made)
    return message.SerializeToString()


def eagerly(function, serialized, *args, **kwargs):
    return function(serialized, *args, **kwargs)


def traced(function, serialized, *args, **kwargs):
    return tf.function(lambda s: function(s, *args, **kwargs))(tf.constant(serialized))


def in_session(function, serialized, *args, **kwargs):
    with tf.Graph().as_default(), tf.Session() as session:
        given = tf.placeholder(tf.string, [None] if isinstance(serialized, list) else [])
        return session.run(function(given, *args, **kwargs), {given: serialized})


MODES = [eagerly, traced, in_session]
modes = pytest.mark.parametrize("mode", MODES)


def plain(found):
    if isinstance(found, dict):
        return {k: plain(v) for k, v in found.items()}
    if isinstance(found, (tf.SparseTensor, tf.SparseTensorValue)):
        return tuple(plain(getattr(found, k)) for k in ("indices", "values", "dense_shape"))
    if isinstance(found, tuple):
        return tuple(map(plain, found))
    return (found.numpy() if isinstance(found, tf.Tensor) else found).tolist()


A = example(x=[1.0, 2.0], n=[3], s=[b"hi", b"yo"])


@modes
def test_a_single_example(mode):
    wanted = {"x": Fixed([2], tf.float32), "n": Fixed([], tf.int64), "s": Var(tf.string)}
    found = mode(tf.parse_single_example, A, wanted)
    s = ([[0], [1]], [b"hi", b"yo"], [2])
    assert plain(found) == {"x": [1.0, 2.0], "n": 3, "s": s}


@modes
def test_batches(mode):
    batch = [example(x=[1.0, 2.0], s=[b"a"]), example(x=[3.0, 4.0], q=[7]), example(x=[5.0, 6.0])]
    wanted = {
        "x": Fixed([2], tf.float32),
        "d": Fixed([1, 2], tf.float32, [[8.0, 9.0]]),
        "s": Var(tf.string),
        "q": Steps([], tf.int64, allow_missing=True, default_value=-1),
    }
    assert plain(mode(tf.parse_example, batch, wanted)) == {
        "x": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
        "d": [[[8.0, 9.0]]] * 3,
        "s": ([[0, 0]], [b"a"], [3, 1]),
        "q": [[-1], [7], [-1]],
    }


@modes
def test_sparse_features(mode):
    wanted = {"sp": Sparse("i", "v", tf.float32, 5)}
    batch = [example(i=[3, 1], v=[0.5, 0.25]), example(i=[0], v=[1.0])]
    found = plain(mode(tf.parse_example, batch, wanted))
    assert found == {"sp": ([[0, 1], [0, 3], [1, 0]], [0.25, 0.5, 1.0], [2, 5])}
    wanted = {"sp": Sparse(["i", "j"], "v", tf.float32, [5, 3])}
    found = plain(mode(tf.parse_single_example, example(i=[3, 1], j=[0, 2], v=[0.5, 0.25]), wanted))
    assert found == {"sp": ([[1, 2], [3, 0]], [0.25, 0.5], [5, 3])}


def test_static_shapes():
    with tf.Graph().as_default():
        found = tf.parse_example(tf.placeholder(tf.string, [4]), {
            "x": Fixed([2], tf.float32), "s": Var(tf.string),
            "q": Steps([3], tf.int64, allow_missing=True),
        })  # fmt: skip
        assert found["x"].shape.as_list() == [4, 2] and found["q"].shape.as_list() == [4, None, 3]
        assert found["s"].indices.shape.as_list() == [None, 2]
        assert found["x"].op.type == "ParseExample"


SEQUENCES = [
    sequence({"n": [2]}, {"a": [[1.0, 2.0], [3.0, 4.0]], "b": [[1], [1, 2], [], None]}),
    sequence({"n": [5]}, {"a": [[5.0, 6.0]], "b": []}),
]


@modes
def test_sequences(mode):
    context = {"n": Fixed([], tf.int64), "m": Var(tf.int64)}
    lists = {"a": Steps([2], tf.float32), "b": Var(tf.int64)}
    assert plain(mode(tf.parse_single_sequence_example, SEQUENCES[0], context, lists)) == (
        {"n": 2, "m": ([], [], [0])},
        {"a": [[1.0, 2.0], [3.0, 4.0]], "b": ([[0, 0], [1, 0], [1, 1]], [1, 1, 2], [4, 2])},
    )
    assert plain(mode(tf.io.parse_sequence_example, SEQUENCES, context, lists)) == (
        {"n": [2, 5], "m": ([], [], [2, 0])},
        {
            "a": [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [0.0, 0.0]]],
            "b": ([[0, 0, 0], [0, 1, 0], [0, 1, 1]], [1, 1, 2], [2, 4, 2]),
        },
        {"a": [2, 1]},
    )


def test_missing_lists():
    for mode in MODES:
        lists = {"q": Steps([2], tf.float32, allow_missing=True), "v": Var(tf.string)}
        _, found = mode(tf.parse_single_sequence_example, SEQUENCES[0], None, lists)
        assert plain(found) == {"q": [], "v": ([], [], [0, 0])}


# --- errors, with TensorFlow's words ---
ONE = [
    (
        A,
        {"y": Fixed([2], tf.float32)},
        r"Feature: y (data type: float) is required but could not be found.",
    ),
    (
        A,
        {"y": Fixed([], tf.string)},
        r"Feature: y (data type: string) is required but could not be found.",
    ),
    (
        A,
        {"x": Fixed([2], tf.int64)},
        "Key: x.  Data types don't match. Data type: float but expected type: int64",
    ),
    (
        A,
        {"x": Var(tf.int64)},
        "Key: x.  Data types don't match. Expected type: int64, Actual type: float",
    ),
    (A, {"x": Fixed([3], tf.float32)}, "Key: x.  Can't parse serialized Example."),
    (A, {"s": Fixed([], tf.string)}, "Key: s.  Can't parse serialized Example."),
    (
        A,
        {"x": Steps([3], tf.float32, allow_missing=True)},
        "Key: x.  Can't parse serialized Example.",
    ),
    (example(x=[]), {"x": Fixed([2], tf.float32)}, "Key: x.  Can't parse serialized Example."),
    (example(x=None), {"x": Fixed([2], tf.float32)}, "Feature: x (data type: float) is required"),
    (b"garbage", {"x": Fixed([2], tf.float32)}, "Could not parse example input, value: 'garbage'"),
    (A[:-3], {"x": Fixed([2], tf.float32)}, "Could not parse example input, value: '"),
    ([A], {"x": Fixed([2], tf.float32)}, "Expected serialized to be a scalar, got shape: [1]"),
]
MANY = [
    (
        [A],
        {"y": Fixed([2], tf.float32)},
        "Name: <unknown>, Feature: y (data type: float) is required but could not be found.",
    ),
    (
        [A],
        {"x": Fixed([3], tf.float32)},
        "Name: <unknown>, Key: x, Index: 0.  Number of float values != expected.  "
        "Values size: 2 but output shape: [3]",
    ),
    (
        [A],
        {"s": Fixed([], tf.string)},
        "Name: <unknown>, Key: s, Index: 0.  Number of bytes values != expected.  "
        "Values size: 2 but output shape: []",
    ),
    (
        [A],
        {"x": Steps([3], tf.float32, allow_missing=True)},
        "Number of float values is not a multiple of stride length. Saw 2 values but "
        "output shape is: [?,3]",
    ),
    (
        [A],
        {"x": Var(tf.int64)},
        "Name: <unknown>, Key: x, Index: 0.  Data types don't match. Expected type: "
        "int64, Actual type: float",
    ),
    (A, {"x": Fixed([2], tf.float32)}, "Expected serialized to be a vector, got shape: []"),
    ([[A]], {"x": Fixed([2], tf.float32)}, "Expected serialized to be a vector, got shape: [1,1]"),
]


def raises(words, call):
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        call()
    assert words in str(error.value)


@pytest.mark.parametrize("case", range(len(ONE)))
def test_errors_of_single_examples(case):
    serialized, wanted, words = ONE[case]
    raises(words, lambda: tf.parse_single_example(serialized, wanted))
    if isinstance(serialized, bytes):
        raises(words, lambda: in_session(tf.parse_single_example, serialized, wanted))


@pytest.mark.parametrize("case", range(len(MANY)))
def test_errors_of_batches(case):
    serialized, wanted, words = MANY[case]
    raises(words, lambda: tf.parse_example(serialized, wanted))


def test_names_of_examples_in_errors():
    wanted = {"y": Fixed([2], tf.float32)}
    raises("Name: nm, Feature: y", lambda: tf.parse_example([A], wanted, example_names=["nm"]))
    raises("Name: nm, Feature: y", lambda: tf.parse_single_example(A, wanted, example_names="nm"))
    raises("len(names)", lambda: tf.parse_example([A], wanted, example_names=["a", "b"]))


def test_errors_of_sequences():
    one, many = tf.parse_single_sequence_example, tf.io.parse_sequence_example
    steps = {"q": Steps([2], tf.float32)}
    raises("Name: , Feature list 'q' is required but could not be found.",
           lambda: one(SEQUENCES[0], None, steps))  # fmt: skip
    raises("Missing feature q in example <unknown>", lambda: many(SEQUENCES, None, steps))
    wrong = {"a": Steps([2], tf.int64)}
    raises("Name: , Feature list: a, Index: 0.  Data types don't match. Expected type: int64  "
           "Feature is: float_list", lambda: one(SEQUENCES[0], None, wrong))  # fmt: skip
    raises("Error in sequence feature a in example <unknown>", lambda: many(SEQUENCES, None, wrong))
    wrong = {"a": Steps([3], tf.float32)}
    raises("Name: , Key: a, Index: 0.  Number of float values != expected.  values size: 2 but "
           "output shape: [3]", lambda: one(SEQUENCES[0], None, wrong))  # fmt: skip
    raises("Unexpected number of elements in feature a", lambda: many(SEQUENCES, None, wrong))
    raises("Context feature 'z' is required but could not be found.",
           lambda: one(SEQUENCES[0], {"z": Fixed([], tf.float32)}))  # fmt: skip
    raises("Could not parse example input, value: 'garbage'",
           lambda: one(b"garbage", {"n": Fixed([], tf.int64)}))  # fmt: skip
    raises("Invalid protocol message input", lambda: many([b"garbage"], {"n": Fixed([], tf.int64)}))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, "Missing"),
        (None, "Missing"),
        ({"x": Fixed(None, tf.float32)}, "Missing shape for feature x."),
        ({"x": Fixed([None], tf.float32)}, "First dimension of shape for feature x unknown."),
        ({"x": 3}, "Invalid feature x:3."),
        ({"x": Var(None)}, "Missing type for feature x."),
        ({"x": Steps([], tf.float32)}, "FixedLenSequenceFeature requires allow_missing to be True"),
        ({"x": Fixed([2], tf.int32)}, "int32 is not in the list of allowed values"),
        ({"x": Fixed([-1], tf.int64)}, "must be >= 0"),
        ({"x": Fixed([2**40, 2**40], tf.int64)}, "no usable shape"),
    ],
)
def test_features_that_cannot_be(wanted, words):
    for parse, serialized in ((tf.parse_single_example, A), (tf.parse_example, [A])):
        with pytest.raises(ValueError, match=words):
            parse(serialized, wanted)


def test_kinds_of_features_in_sequences():
    with pytest.raises(ValueError, match="Unsupported FixedLenFeature"):
        tf.parse_single_sequence_example(A, None, {"x": Fixed([], tf.int64)})
    for wrong in (Steps([], tf.int64, allow_missing=True), Sparse("i", "v", tf.int64, 3)):
        with pytest.raises(ValueError, match=f"Unsupported {type(wrong).__name__}"):
            tf.parse_single_sequence_example(A, {"x": wrong})


# --- against protobuf ---
def random_values(random):
    kind, n = random.randint(4), random.randint(6)
    if kind == 0:
        return [random.bytes(random.randint(40)) for _ in range(n)]
    if kind == 1:
        return [int(x) for x in random.randint(-(2**63), 2**63 - 1, n, dtype=np.int64)]
    return [float(np.float32(x)) for x in random.randn(n)] if kind == 2 else None


KINDS = {"bytes_list": tf.string, "int64_list": tf.int64, "float_list": tf.float32}


def test_random_messages_as_protobuf_reads_them():
    random = np.random.RandomState(5)
    for _ in range(200):
        given = {f"k{i}": random_values(random) for i in range(random.randint(8))}
        message = tf.train.Example.FromString(example(**given))
        wanted = {"none": Var(tf.int64)}
        for key, f in message.features.feature.items():
            kind = f.WhichOneof("kind")
            wanted[key] = Var(KINDS[kind or "int64_list"])
        found = tf.parse_single_example(message.SerializeToString(), wanted)
        for key, sparse in found.items():
            f = message.features.feature[key]
            kind = f.WhichOneof("kind")
            values = list(getattr(f, kind).value) if kind else []
            assert sparse.values.numpy().tolist() == values
            assert sparse.indices.numpy().ravel().tolist() == list(range(len(values)))


def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def test_messages_that_nobody_writes_but_the_format_allows():
    """Lists that are not packed, entries twice, unknown fields, a kind after another."""
    floats = field(2, b"\x0d\x00\x00\x80\x3f" + b"\x0a\x04\x00\x00\x00\x40")  # 1.0 alone, [2.0]
    ints = field(3, b"\x08\x05" + b"\x0a\x02\x06\x07" + b"\x10\x01")  # 5 alone, [6, 7], unknown
    for data, dtype, expected in (
        (floats, tf.float32, [1.0, 2.0]),
        (ints, tf.int64, [5, 6, 7]),
        (floats + ints, tf.int64, [5, 6, 7]),
        (ints + ints, tf.int64, [5, 6, 7] * 2),
        (ints + field(9, b"what"), tf.int64, [5, 6, 7]),
    ):
        old = field(1, field(1, b"x") + field(2, field(3, b"\x08\x01")))
        entry = field(1, field(1, b"x") + field(2, data))
        message = field(1, old) + field(1, entry) + field(7, b"unknown")
        kind = {tf.float32: "float_list", tf.int64: "int64_list"}[dtype]
        read = tf.train.Example.FromString(message).features.feature["x"]
        assert list(getattr(read, kind).value) == expected
        found = tf.parse_single_example(message, {"x": Var(dtype)})["x"]
        assert found.values.numpy().tolist() == expected


def test_cut_and_changed_messages_raise_or_parse():
    wanted = {"x": Var(tf.float32), "n": Var(tf.int64), "s": Var(tf.string)}
    for end in range(len(A)):
        for function, message in (
            (tf.parse_single_example, A[:end]),
            (tf.parse_example, [A[:end]]),
        ):
            try:
                function(message, wanted)
            except tf.errors.InvalidArgumentError:
                continue
    for at in range(len(A)):
        for change in (1, 0x80, 0xFF):
            data = bytearray(A)
            data[at] ^= change
            try:
                tf.parse_single_example(bytes(data), wanted)
            except tf.errors.InvalidArgumentError:
                continue


def test_records_to_batches(tmp_path):
    path = str(tmp_path / "records")
    with tf.python_io.TFRecordWriter(path) as writer:
        for i in range(5):
            writer.write(example(x=[float(i), i + 0.5], n=[i]))

    def parse(record):
        wanted = {"x": Fixed([2], tf.float32), "n": Fixed([], tf.int64)}
        found = tf.parse_single_example(record, wanted)
        return found["x"], found["n"]

    dataset = tf.data.TFRecordDataset(path).map(parse).batch(2)
    assert [n.numpy().tolist() for _, n in dataset] == [[0, 1], [2, 3], [4]]
    with tf.Graph().as_default(), tf.Session() as session:
        x, n = tf.data.TFRecordDataset(path).map(parse).batch(2).make_one_shot_iterator().get_next()
        assert x.shape.as_list() == [None, 2]
        assert session.run(n).tolist() == [0, 1]


def test_keys_that_are_no_names_of_ops():
    """TensorFlow 1.15's names of the constants."""
    with tf.Graph().as_default() as graph:
        features = {"c:has a tricky/name?": tf.FixedLenFeature([1], tf.float32, [3.0])}
        parsed = tf.parse_example(tf.placeholder(tf.string, [None]), features)
        assert graph.get_operation_by_name("ParseExample/key_c_has_a_tricky/name_")
        with tf.Session() as session:
            empty = {graph.get_tensor_by_name("Placeholder:0"): [b""]}
            assert session.run(parsed, empty)["c:has a tricky/name?"].tolist() == [[3.0]]
