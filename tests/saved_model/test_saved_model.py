"""tf.saved_model: written and read, a model of TensorFlow 1.15, signatures, and what is none."""

import os
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

M = tf.saved_model
RECORDED = str(Path(__file__).with_name("data") / "dense")


def write(folder, text=False, **arguments):
    """A model y = x w + 1 whose w is [2, 3], which knows where its file of words is."""
    words = Path(os.fsdecode(folder)).parent / "words.txt"
    words.write_text("hello")
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.get_variable("w", initializer=[[2.0], [3.0]])
        y = tf.add(tf.matmul(x, w), 1.0, name="y")
        asset = tf.constant(str(words), name="words")
        place = tf.Variable("", collections=[tf.GraphKeys.LOCAL_VARIABLES], name="place")
        tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, asset)
        session.run(tf.global_variables_initializer())
        builder = M.builder.SavedModelBuilder(folder)
        signature = M.signature_def_utils.predict_signature_def({"x": x}, {"y": y})
        builder.add_meta_graph_and_variables(
            session, [M.tag_constants.SERVING],
            {M.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
            assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
            main_op=tf.group(place.assign(asset), name="ready"), **arguments,
        )  # fmt: skip
        builder.add_meta_graph(["train"], {"other": signature})
        return builder.save(as_text=text)


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize("scope", [None, "inside"])
def test_what_is_written_is_read(tmp_path, text, scope):
    folder = str(tmp_path / "model")
    path = write(folder, text)
    assert os.path.basename(path) == (b"saved_model.pbtxt" if text else b"saved_model.pb")
    assert sorted(os.listdir(folder + "/variables")) == [
        "variables.data-00000-of-00001", "variables.index"]  # fmt: skip
    (tmp_path / "words.txt").unlink()
    prefix = f"{scope}/" if scope else ""
    with tf.Graph().as_default(), tf.Session() as session:
        model = M.loader.load(session, [M.SERVING], folder, import_scope=scope)
        signature = model.signature_def["serving_default"]
        assert signature.method_name == M.PREDICT_METHOD_NAME
        assert M.signature_def_utils.is_valid_signature(signature)
        x, y = signature.inputs["x"], signature.outputs["y"]
        assert (x.name, y.name, [d.size for d in x.tensor_shape.dim]) == ("x:0", "y:0", [-1, 2])
        assert session.run(prefix + y.name, {prefix + x.name: [[1, 1]]}).tolist() == [[6.0]]
        [place] = tf.local_variables()
        assert session.run(place).decode() == os.path.join(folder, "assets", "words.txt")
    with tf.Graph().as_default(), tf.Session() as session:
        assert list(M.load(session, ["train"], folder).signature_def) == ["other"]


def test_a_model_of_tensorflow():
    with tf.Graph().as_default(), tf.Session() as session:
        model = M.loader.load(session, ["serve"], RECORDED)
        signature = model.signature_def["serving_default"]
        x, y = (M.get_tensor_from_tensor_info(i) for i in
                (signature.inputs["x"], signature.outputs["y"]))  # fmt: skip
        assert session.run(y, {x: [[1, 2]]}).tolist() == [[3.0]]
        [place] = tf.local_variables()
        assert session.run(place).decode() == os.path.join(RECORDED, "assets", "words.txt")


def test_what_is_none(tmp_path):
    folder = str(tmp_path / "model")
    write(folder)
    assert M.maybe_saved_model_directory(folder) and not M.contains_saved_model(str(tmp_path))
    with pytest.raises(AssertionError, match=f"isn't empty. Please .* directory: {folder}$"):
        M.Builder(folder)
    with tf.Graph().as_default(), tf.Session() as session:
        with pytest.raises(RuntimeError, match="tags 'nope' could not be found in SavedModel"):
            M.load(session, ["nope"], folder)
        with pytest.raises(OSError, match="SavedModel file does not exist at"):
            M.load(session, ["serve"], str(tmp_path))
        builder = M.Builder(str(tmp_path / "other"))
        with pytest.raises(AssertionError, match="has not been saved yet"):
            builder.add_meta_graph(["serve"])
        empty = M.build_signature_def({"x": tf.TensorInfo()})
        with pytest.raises(AssertionError, match="must have one of the 'encoding' fields"):
            builder.add_meta_graph_and_variables(session, [], {"s": empty})
        with pytest.raises(TypeError, match="main_op needs to be an Operation"):
            builder.add_meta_graph_and_variables(session, [], main_op=1)
        builder.add_meta_graph_and_variables(session, ["serve"])
        with pytest.raises(AssertionError, match="already been saved"):
            builder.add_meta_graph_and_variables(session, ["serve"])


@pytest.mark.parametrize("place", [0, 7, 50, 200])
def test_damaged_files(tmp_path, place):
    folder = str(tmp_path / "model")
    path = write(folder)
    content = bytearray(Path(path.decode()).read_bytes())
    content[place : place + 3] = b"\xff\xff\xff"
    Path(path.decode()).write_bytes(content)
    kinds = (OSError, RuntimeError, ValueError, tf.errors.OpError)
    with tf.Graph().as_default(), tf.Session() as session, pytest.raises(kinds):
        M.load(session, ["serve"], folder)
        raise ValueError("what was changed is not read")


def test_signatures():
    with tf.Graph().as_default():
        text, scores = tf.placeholder(tf.string, [None]), tf.placeholder(tf.float32, [None, 2])
        regression = M.regression_signature_def(text, scores)
        assert M.is_valid_signature(regression) and regression.method_name == M.REGRESS_METHOD_NAME
        classes = M.classification_signature_def(text, None, scores)
        assert M.is_valid_signature(classes) and list(classes.outputs) == ["scores"]
        sparse = tf.sparse_placeholder(tf.float32, [2, 3])
        info = M.build_tensor_info(sparse)
        assert M.get_tensor_from_tensor_info(info).indices is sparse.indices
        for wrong, words in (
            (lambda: M.predict_signature_def({}, {"y": scores}), "inputs cannot be None or empty"),
            (lambda: M.regression_signature_def(scores, scores), "examples must be a string"),
            (lambda: M.regression_signature_def(text, text), "output must be a float"),
            (lambda: M.classification_signature_def(text, None, None), "cannot both be None"),
        ):
            with pytest.raises(ValueError, match=words):
                wrong()
    with pytest.raises(RuntimeError, match="not supported in Eager mode"):
        M.build_tensor_info(tf.constant(np.float32(1)))


@pytest.mark.parametrize("method, inputs, outputs, valid", [
    ("classify", tf.string, {"classes": tf.string, "scores": tf.float32}, True),
    ("classify", tf.string, {"scores": tf.float32}, True),
    ("classify", tf.string, {"scores": tf.float64}, False),
    ("classify", tf.float32, {"scores": tf.float32}, False),
    ("regress", tf.string, {"outputs": tf.float32}, True),
    ("regress", tf.string, {"outputs": tf.int64}, False),
    ("predict", tf.int64, {"outputs": tf.float64}, True),
])  # fmt: skip
def test_signatures_have_dtypes(method, inputs, outputs, valid):
    """As TensorFlow 1.15.5 answers."""
    with tf.Graph().as_default():
        def info(dtype):
            return M.build_tensor_info(tf.placeholder(dtype))

        signature = M.build_signature_def(
            {"inputs": info(inputs)}, {name: info(dtype) for name, dtype in outputs.items()},
            f"tensorflow/serving/{method}",
        )  # fmt: skip
    assert M.is_valid_signature(signature) is valid


def test_the_main_op_is_in_the_graphs_collection(tmp_path):
    builder = M.Builder(tmp_path / "model")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        session.run(tf.Variable(1.0).initializer)
        start = tf.no_op(name="start")
        builder.add_meta_graph_and_variables(session, ["a"], legacy_init_op=start)
        assert graph.get_collection(M.constants.MAIN_OP_KEY) == [start]
        with pytest.raises(ValueError, match="main ops under the collection saved_model_main_op"):
            builder.add_meta_graph(["b"], main_op=start)
        graph.clear_collection(M.constants.MAIN_OP_KEY)
        graph.add_to_collection(M.constants.LEGACY_INIT_OP_KEY, start)
        with pytest.raises(ValueError, match="main ops under the collection legacy_init_op"):
            builder.add_meta_graph(["b"], main_op=start)


def test_assets_that_are_the_same_are_one_file(tmp_path):
    paths = [tmp_path / folder / "words" for folder in "abc"]
    for path, text in zip(paths, "xyx", strict=True):
        path.parent.mkdir()
        path.write_text(text)
    builder = M.Builder(tmp_path / "model")
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(tf.Variable(1.0).initializer)
        assets = [tf.constant(str(path)) for path in (*paths, paths[0])]
        builder.add_meta_graph_and_variables(session, ["a"], assets_collection=assets)
    builder.save()
    with tf.Graph().as_default(), tf.Session() as session:
        told = M.load(session, ["a"], str(tmp_path / "model")).asset_file_def
    assert [asset.filename for asset in told] == ["words", "words_1", "words", "words"]
    assert sorted(p.name for p in (tmp_path / "model" / "assets").iterdir()) == ["words", "words_1"]


def test_folders_may_be_bytes(tmp_path):
    """`Estimator.export_saved_model` returns bytes, which programs hand on as they are."""
    folder = os.fsencode(tmp_path / "model")
    write(folder)
    with tf.Graph().as_default(), tf.Session() as session:
        M.load(session, ["serve"], folder)
        assert session.run("y:0", {"x:0": [[1.0, 1.0]]}).tolist() == [[6.0]]
    predict = tf.contrib.predictor.from_saved_model(folder)
    assert predict({"x": [[1.0, 1.0]]})["y"].tolist() == [[6.0]]
