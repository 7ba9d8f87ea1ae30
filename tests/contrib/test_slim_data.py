"""tf.contrib.slim's readers and decoders of examples, against what was written."""

import numpy as np
import pytest

import zeal as tf

slim = tf.contrib.slim
decoders = slim.tfexample_decoder


def example(**features):
    kinds = {bytes: ("bytes_list", tf.train.BytesList), int: ("int64_list", tf.train.Int64List),
             float: ("float_list", tf.train.FloatList)}  # fmt: skip
    feature = {}
    for key, values in features.items():
        field, kind = kinds[type(values[0])]
        feature[key.replace("__", "/")] = tf.train.Feature(**{field: kind(value=values)})
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()


def decoded(serialized, features, handler):
    """The item, eagerly and in a graph, which must be the same."""
    decoder = decoders.TFExampleDecoder(features, {"item": handler})
    eager = decoder.decode(tf.constant(serialized))[0]
    with tf.Graph().as_default(), tf.Session() as session:
        [item] = decoder.decode(tf.constant(serialized), ["item"])
        value = session.run(item)
    if isinstance(eager, tf.SparseTensor):
        eager = [x.numpy() for x in (eager.indices, eager.values, eager.dense_shape)]
        for a, b in zip(eager, value, strict=True):
            np.testing.assert_array_equal(a, b)
        return value
    np.testing.assert_array_equal(eager, value)
    return value


VARIED = {"x": tf.VarLenFeature(tf.int64), "shape": tf.VarLenFeature(tf.int64)}


def test_tensors():
    data = example(x=[1, 2, 3, 4, 5, 6], shape=[2, 3], rows=[3], columns=[2])
    want = np.arange(1, 7)
    np.testing.assert_array_equal(decoded(data, VARIED, decoders.Tensor("x")), want)
    found = decoded(data, VARIED, decoders.Tensor("x", "shape"))
    np.testing.assert_array_equal(found, want.reshape(2, 3))
    fixed = {"x": tf.FixedLenFeature([6], tf.int64), "rows": tf.FixedLenFeature([], tf.int64),
             "columns": tf.FixedLenFeature([], tf.int64)}  # fmt: skip
    found = decoded(data, fixed, decoders.Tensor("x", ["rows", "columns"]))
    np.testing.assert_array_equal(found, want.reshape(3, 2))
    found = decoded(data, fixed, decoders.Tensor("x", shape=[1, 6]))
    np.testing.assert_array_equal(found, want[None])
    double = decoders.ItemHandlerCallback(["x"], lambda tensors: tensors["x"] * 2)
    np.testing.assert_array_equal(decoded(data, fixed, double), want * 2)
    with pytest.raises(ValueError, match="Cannot specify both shape_keys and shape parameters."):
        decoders.Tensor("x", "shape", [6])


def test_backup():
    features = {"a": tf.VarLenFeature(tf.int64), "b": tf.VarLenFeature(tf.int64)}
    handler = decoders.BackupHandler(decoders.Tensor("a"), decoders.Tensor("b"))
    assert decoded(example(a=[1], b=[2]), features, handler) == [1]
    assert decoded(example(b=[2]), features, handler) == [2]
    with pytest.raises(ValueError, match="Backup handler is of type <class 'str'> instead"):
        decoders.BackupHandler(decoders.Tensor("a"), "b")


def test_looked_up():
    lookup = tf.contrib.lookup
    keys = lookup.KeyValueTensorInitializer(["dog", "cat"], [7, 9], tf.string, tf.int64)
    handler = decoders.LookupTensor("x", lookup.HashTable(keys, -1))
    serialized = tf.constant(example(x=[b"cat", b"cow", b"dog"]))
    features = {"x": tf.VarLenFeature(tf.string)}
    [item] = decoders.TFExampleDecoder(features, {"item": handler}).decode(serialized)
    assert list(item.numpy()) == [9, -1, 7]


def test_boxes():
    sides = {"ymin": [0.0, 0.5], "xmin": [0.1, 0.25], "ymax": [0.75, 1.0], "xmax": [0.5, 1.0]}
    data = example(**{f"box__{key}": value for key, value in sides.items()})
    want = np.transpose(list(sides.values())).astype("f")
    for feature in (tf.VarLenFeature(tf.float32), tf.FixedLenFeature([2], tf.float32)):
        features = {f"box/{key}": feature for key in sides}
        found = decoded(data, features, decoders.BoundingBox(prefix="box/"))
        np.testing.assert_array_equal(found, want)
    with pytest.raises(ValueError, match="BoundingBox expects 4 keys but got 1"):
        decoders.BoundingBox(["ymin"])


def test_sparse():
    data = example(indices=[1, 4], values=[0.5, 2.0], n=[5])
    features = {"indices": tf.VarLenFeature(tf.int64), "values": tf.VarLenFeature(tf.float32),
                "n": tf.VarLenFeature(tf.int64)}  # fmt: skip
    for handler in (decoders.SparseTensor(shape=[5]), decoders.SparseTensor(shape_key="n")):
        found = decoded(data, features, handler)
        assert found.indices.tolist() == [[1], [4]] and found.dense_shape.tolist() == [5]
    dense = decoders.SparseTensor(shape=[5], densify=True, default_value=-1)
    np.testing.assert_array_equal(decoded(data, features, dense), [-1, 0.5, -1, -1, 2.0])


def test_images():
    pytest.importorskip("PIL")
    pixels = np.random.RandomState(0).randint(0, 256, (3, 4, 4)).astype(np.uint8)
    features = {"image/encoded": tf.FixedLenFeature([], tf.string),
                "image/format": tf.FixedLenFeature([], tf.string)}  # fmt: skip
    png = tf.image.encode_png(pixels).numpy()
    data = example(image__encoded=[png], image__format=[b"png"])
    np.testing.assert_array_equal(decoded(data, features, decoders.Image(channels=4)), pixels)
    data = example(image__encoded=[pixels.tobytes()], image__format=[b"raw"])
    found = decoded(data, features, decoders.Image(shape=[3, 4, 4], channels=4))
    np.testing.assert_array_equal(found, pixels)
    jpeg = tf.image.encode_jpeg(pixels[..., :3])
    data = example(image__encoded=[jpeg.numpy()], image__format=[b"jpeg"])
    found = decoded(data, features, decoders.Image())
    np.testing.assert_array_equal(found, tf.image.decode_jpeg(jpeg))
    data = example(image__encoded=[png, png], image__format=[b"png"])
    both = decoders.TFExampleDecoder(
        {**features, "image/encoded": tf.FixedLenFeature([2], tf.string)},
        {"image": decoders.Image(channels=4, repeated=True)},
    )
    np.testing.assert_array_equal(both.decode(tf.constant(data))[0], [pixels, pixels])


@pytest.fixture
def files(tmp_path):
    """Two files of three examples each, numbered from 0."""
    for n in range(2):
        with tf.python_io.TFRecordWriter(str(tmp_path / f"part-{n}")) as writer:
            for i in range(3):
                writer.write(example(y=[3 * n + i]))
    return str(tmp_path / "part-*")


def provider(files, **kwargs):
    decoder = decoders.TFExampleDecoder(
        {"y": tf.FixedLenFeature([], tf.int64)}, {"label": decoders.Tensor("y")})
    dataset = slim.dataset.Dataset(files, tf.TFRecordReader, decoder, 6, {}, num_classes=6)
    assert dataset.num_classes == 6
    return slim.dataset_data_provider.DatasetDataProvider(dataset, **kwargs)


def test_a_block_of_queue_runners_that_fails_makes_room_for_the_next():
    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.train.string_input_producer(["a"]).dequeue()
        with pytest.raises(TypeError), slim.queues.QueueRunners("no session"):
            pass
        with slim.queues.QueueRunners(session):
            assert session.run(element) == b"a"


@pytest.mark.parametrize("shuffle, readers", [(False, 1), (True, 2)])
def test_provider(files, shuffle, readers):
    with tf.Graph().as_default(), tf.Session() as session:
        data = provider(
            files, shuffle=shuffle, num_readers=readers, num_epochs=1, common_queue_min=2)
        label, key = data.get(["label", "record_key"])
        assert list(data.list_items()) == ["label", "record_key"] and data.num_samples() == 6
        session.run(tf.local_variables_initializer())
        with slim.queues.QueueRunners(session):
            with pytest.raises(slim.queues.NestedQueueRunnerError, match="cannot be nested"):
                slim.queues.QueueRunners(session).__enter__()
            found = [session.run([label, key]) for _ in range(6)]
            with pytest.raises(tf.errors.OutOfRangeError):
                session.run(label)
    labels = [int(value) for value, _ in found]
    assert sorted(labels) == list(range(6)) and (shuffle or labels == list(range(6)))
    assert all(b"part-" in key for _, key in found)


def test_provider_refuses(files):
    with tf.Graph().as_default():
        data = provider(files)
        with pytest.raises(ValueError, match=r"Item \[image\] is invalid. Valid entries include"):
            data.get(["image"])
        with pytest.raises(ValueError, match="items must be a list or tuple"):
            data.get("label")
        with pytest.raises(ValueError, match="`record_key` cannot also be used"):
            provider(files, record_key="label")
        with pytest.raises(ValueError, match="No data files found in"):
            provider(files + "none")
        queue = tf.FIFOQueue(2, [tf.string, tf.int64])
        with pytest.raises(TypeError, match="common_queue.dtypes must be .tf.string, tf.string."):
            slim.parallel_reader.ParallelReader(tf.TFRecordReader, queue)


def test_single_pass(files):
    with tf.Graph().as_default(), tf.Session() as session:
        _, record = slim.parallel_reader.single_pass_read(files, tf.TFRecordReader)
        session.run(tf.local_variables_initializer())
        with slim.queues.QueueRunners(session):
            records = [session.run(record) for _ in range(6)]
    assert records == [example(y=[n]) for n in range(6)]


@pytest.mark.parametrize("kind", [list, dict])
def test_prefetched(kind):
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.train.range_input_producer(4, 1, shuffle=False).dequeue()
        batch = tf.fill([number], 7)
        tensors = [number, batch] if kind is list else {"n": number, "x": batch}
        queue = slim.prefetch_queue.prefetch_queue(tensors, 2, dynamic_pad=True)
        taken = queue.dequeue()
        session.run(tf.local_variables_initializer())
        with slim.queues.QueueRunners(session):
            for n in range(4):
                found = session.run(taken)
                found = list(found.values()) if kind is dict else found
                assert found[0] == n and found[1].tolist() == [7] * n
