"""Networks of tf.keras.applications against TensorFlow 1.15's: layers, weights, outputs; files."""

import json
from pathlib import Path

import application_cases as cases
import numpy as np
import pytest

import zeal as tf
from zeal.keras.applications import pretrained

apps = tf.keras.applications
VALUES = json.loads((Path(__file__).parent / "application_values.json").read_text())


# One of each kind: the others have the same blocks more often, and take long.
COMPUTE = {
    "VGG16", "ResNet50", "ResNet50V2", "DenseNet121", "InceptionV3", "MobileNet", "MobileNetV2",
    "Xception",
}  # fmt: skip


@pytest.mark.parametrize("name, arguments", cases.CASES, ids=lambda v: str(v))
def test_as_tensorflow(name, arguments):
    want = VALUES[f"{name} {sorted(arguments.items())}"]
    got = cases.run(tf, name, arguments, computes=name in COMPUTE)
    for part in got.keys() - {"output"}:
        assert got[part] == want[part]
    if name in COMPUTE:
        np.testing.assert_allclose(got["output"], want["output"], rtol=1e-4, atol=1e-6)


def small(**arguments):
    return apps.VGG16(**{"input_shape": (32, 32, 3), "include_top": False, **arguments})


def test_weights_of_files(tmp_path):
    pytest.importorskip("h5py")
    pytest.importorskip("safetensors")
    first = small(weights=None, pooling="avg")
    x = np.ones([1, 32, 32, 3], "float32")
    want = first(x).numpy()
    first.save_weights(tmp_path / "w.h5")
    tf.train.save_weights(tmp_path / "w.safetensors", first.weights)
    for file in ("w.h5", "w.safetensors"):
        np.testing.assert_array_equal(small(weights=tmp_path / file, pooling="avg")(x), want)


def test_weights_of_imagenet_are_looked_for_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def refuse(url, *rest):
        raise OSError("no network")

    monkeypatch.setattr("zeal.keras.utils.downloads.fetch", refuse)
    name = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
    with pytest.raises(tf.errors.UnavailableError, match=f"Put Keras's HDF5 file {name} at "):
        small()
    pytest.importorskip("h5py")
    first = small(weights=None)
    first.save_weights(tmp_path / "models" / name)
    for a, b in zip(small().get_weights(), first.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(tf.errors.UnavailableError, match=r"imagenet_class_index\.json"):
        apps.vgg16.decode_predictions(np.zeros([1, 1000]))
    index = {str(i): [f"n{i}", f"class {i}"] for i in range(1000)}
    (tmp_path / "models" / "imagenet_class_index.json").write_text(json.dumps(index))
    preds = np.zeros([2, 1000])
    preds[0, 7], preds[1, 3], preds[1, 4] = 0.5, 0.25, 0.75
    for given in (preds, tf.constant(preds)):
        assert apps.resnet50.decode_predictions(given, top=2)[1] == [
            ("n4", "class 4", 0.75), ("n3", "class 3", 0.25)
        ]
    with pytest.raises(ValueError, match="expects a batch of predictions"):
        apps.vgg16.decode_predictions(preds[0])


def test_each_network_has_its_file():
    assert set(pretrained.FILES) == {
        VALUES[f"{name} {sorted(arguments.items())}"]["name"]
        for name, arguments in cases.CASES if not name.startswith("Mobile")
    }  # fmt: skip


@pytest.mark.parametrize("arguments, words", [
    ({"weights": "nowhere"}, "The `weights` argument should be either"),
    ({"include_top": True, "weights": "imagenet", "classes": 3}, "`classes` should be 1000"),
    ({"include_top": True, "weights": "imagenet"}, r"should be \(224, 224, 3\)"),
    ({"input_shape": (31, 32, 3), "weights": None}, "Input size must be at least 32x32"),
    ({"input_shape": (32, 32, 4)}, "The input must have 3 channels"),
    ({"input_shape": (32, 32)}, "must be a tuple of three integers"),
    ({"include_top": True, "weights": None, "input_shape": (None, None, 3)}, "static `input_sh"),
])  # fmt: skip
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        small(**arguments)


def test_inputs_of_the_program():
    x = tf.keras.Input((64, 64, 3))
    half = tf.keras.layers.AveragePooling2D(2)(x)
    model = small(weights=None, input_tensor=half)
    assert model.inputs[0] is x and model.output_shape == (None, 1, 1, 512)
    assert tf.keras.utils.get_source_inputs(model.output)[0] is x
    open_sizes = small(weights=None, input_shape=None)
    assert open_sizes.output_shape == (None, None, None, 512)


def test_images_as_networks_were_trained_on_them():
    """Values are TensorFlow 1.15's."""
    x = np.arange(12.0).reshape(1, 2, 2, 3) * 20
    utils = apps.imagenet_utils.preprocess_input
    want = {
        "tf": [-1.0, 0.725490], "torch": [-2.117904, 2.029978], "caffe": [-63.939, 56.32],
    }  # fmt: skip
    for mode, (first, last) in want.items():
        got = utils(x.copy(), mode=mode)
        assert got.ravel()[[0, -1]] == pytest.approx([first, last], rel=1e-5)
        tensor = utils(tf.constant(x), mode=mode).numpy()
        np.testing.assert_allclose(tensor, got, rtol=1e-6, atol=1e-6)
        turned = utils(x.transpose(0, 3, 1, 2).copy(), "channels_first", mode)
        np.testing.assert_allclose(turned.transpose(0, 2, 3, 1), got)
    whole = np.array([[[0, 128, 255]]], "uint8")
    assert apps.inception_v3.preprocess_input(whole).dtype == np.float32
    assert whole.max() == 255
    with pytest.raises(ValueError, match="Unknown data_format"):
        utils(x, "rows")


def test_a_network_trains_and_is_saved(tmp_path):
    pytest.importorskip("h5py")
    model = apps.ResNet50(weights=None, input_shape=(32, 32, 1), classes=2)
    model.compile(tf.keras.optimizers.SGD(0.001), "sparse_categorical_crossentropy")
    x, y = np.random.RandomState(0).randn(4, 32, 32, 1).astype("float32"), np.array([0, 1, 1, 0])
    model.fit(x, y, epochs=1, verbose=0)
    model.save(tmp_path / "m.h5")
    loaded = tf.keras.models.load_model(tmp_path / "m.h5")
    np.testing.assert_allclose(loaded.predict(x), model.predict(x), rtol=1e-6)
