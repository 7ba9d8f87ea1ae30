"""tf.keras.preprocessing.image against Keras's own for the same seeds; tokenizers as texts."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

image = tf.keras.preprocessing.image
GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "keras_images.json").read_text())
X = (np.arange(5 * 6 * 7 * 3) % 97).reshape(5, 6, 7, 3).astype("float32")

pytest.importorskip("scipy")


def told(batch):
    x, y = batch
    wave = np.sin(np.arange(x.size)).reshape(x.shape)
    return [y.tolist(), float(x.mean()), float((x * wave).sum())]


@pytest.mark.parametrize("case", GOLDEN["generators"], ids=lambda case: str(case["options"]))
def test_batches_are_those_of_keras(case):
    generator = image.ImageDataGenerator(**case["options"])
    generator.fit(X)
    batches = generator.flow(X, np.arange(5), batch_size=2, seed=3)
    got = [told(next(batches)) for _ in range(4)] + [told(batches[1])]
    for a, b in zip(got, case["batches"], strict=True):
        assert a[0] == b[0]
        np.testing.assert_allclose(a[1:], b[1:], rtol=2e-3, atol=2e-3)
    assert len(batches) == 3


def test_subsets_weights_and_further_arrays():
    generator = image.ImageDataGenerator(validation_split=0.4)
    y = np.array([0, 1, 0, 1, 1])
    weights = np.arange(5.0)
    more = np.arange(5) * 10
    parts = {
        subset: next(generator.flow([X, more], y, 5, False, weights, subset=subset))
        for subset in ("training", "validation")
    }
    (x, extra), labels, w = parts["validation"]
    assert x.shape == (2, 6, 7, 3) and extra.tolist() == [0, 10]
    assert labels.tolist() == [0, 1] and w.tolist() == [0, 1]
    np.testing.assert_array_equal(parts["training"][0][0], X[2:])
    assert isinstance(next(generator.flow(X)), np.ndarray)


def test_a_model_is_fitted_with_batches_without_end():
    """An iterator is a Sequence, whose length says how many batches an epoch has."""
    batches = image.ImageDataGenerator(rescale=0.01).flow(X, np.arange(5), batch_size=2)
    model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)])
    model.compile(tf.keras.optimizers.SGD(0.01), "mse")
    seen = []

    class Count(tf.keras.callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            seen.append(batch)

    model.fit_generator(batches, epochs=2, verbose=0, callbacks=[Count()])
    assert seen == [0, 1, 2] * 2
    model.fit_generator(batches, steps_per_epoch=2, epochs=2, verbose=0, callbacks=[Count()])
    assert seen[6:] == [0, 1] * 2
    assert model.predict_generator(image.ImageDataGenerator().flow(X, batch_size=2)).shape == (5, 1)


def test_files(tmp_path):
    pytest.importorskip("PIL")
    x = (np.arange(24).reshape(4, 2, 3) * 10).astype("float32")
    path = tmp_path / "a.png"
    image.save_img(path, x, scale=False)
    loaded = image.load_img(path)
    np.testing.assert_array_equal(image.img_to_array(loaded), x)
    assert image.img_to_array(loaded, "channels_first").shape == (3, 4, 2)
    assert image.img_to_array(loaded, dtype="uint8").dtype == np.uint8
    assert image.load_img(path, target_size=(8, 6), interpolation="bilinear").size == (6, 8)
    assert image.load_img(path, color_mode="grayscale").mode == "L"
    assert image.load_img(path, color_mode="rgba").mode == "RGBA"
    scaled = image.img_to_array(image.array_to_img(x))
    assert scaled.min() == 0 and scaled.max() == 255
    with pytest.raises(ValueError, match="color_mode must be"):
        image.load_img(path, color_mode="cmyk")
    with pytest.raises(ValueError, match="Invalid interpolation method cubic"):
        image.load_img(path, target_size=(1, 1), interpolation="cubic")
    with pytest.raises(ValueError, match="Expected image array to have rank 3"):
        image.array_to_img(np.zeros([2, 2]))
    with pytest.raises(ValueError, match="Unsupported channel number: 2"):
        image.array_to_img(np.zeros([2, 2, 2]))
    with pytest.raises(ValueError, match="Unsupported image shape"):
        image.img_to_array(np.zeros([2]))


def test_folders(tmp_path, capsys):
    pytest.importorskip("PIL")
    for name, count in (("cat", 3), ("dog", 2)):
        (tmp_path / name / "deep").mkdir(parents=True)
        for i in range(count):
            folder = tmp_path / name / ("deep" if i == 0 else "")
            image.save_img(folder / f"{i}.png", np.full([4, 5, 3], 20 * i), scale=False)
        (tmp_path / name / "notes.txt").write_text("no image")
    generator = image.ImageDataGenerator(rescale=0.1)
    batches = generator.flow_from_directory(tmp_path, (2, 3), batch_size=4, shuffle=False)
    assert capsys.readouterr().out == "Found 5 images belonging to 2 classes.\n"
    assert batches.class_indices == {"cat": 0, "dog": 1} and batches.samples == 5
    assert batches.filenames == ["cat/1.png", "cat/2.png", "cat/deep/0.png", "dog/1.png",
                                 "dog/deep/0.png"]  # fmt: skip
    x, y = next(batches)
    assert x.shape == (4, 2, 3, 3) and y.tolist() == [[1, 0]] * 3 + [[0, 1]]
    assert x[:, 0, 0, 0].tolist() == [2, 4, 0, 2]
    for mode, want in (("binary", [0, 0, 0, 1]), ("sparse", [0, 0, 0, 1])):
        other = generator.flow_from_directory(
            tmp_path, (2, 3), class_mode=mode, batch_size=4, shuffle=False
        )
        assert next(other)[1].tolist() == want
    same = generator.flow_from_directory(tmp_path, (2, 3), class_mode="input", shuffle=False)
    np.testing.assert_array_equal(*next(same))
    alone = generator.flow_from_directory(
        tmp_path, (2, 3), "grayscale", ["dog"], None, save_to_dir=tmp_path, save_prefix="out"
    )
    assert next(alone).shape == (2, 2, 3, 1)
    assert len(list(tmp_path.glob("out_*.png"))) == 2
    halves = image.ImageDataGenerator(validation_split=0.5)
    parts = [halves.flow_from_directory(tmp_path, subset=s) for s in ("training", "validation")]
    assert [p.samples for p in parts] == [3, 2]
    with pytest.raises(ValueError, match="Invalid class_mode: words"):
        generator.flow_from_directory(tmp_path, class_mode="words")


def test_rotations_keep_the_middle():
    """Whichever axes rows and columns are: a quarter turn of a square is exact."""
    pytest.importorskip("scipy")
    x = np.arange(16.0).reshape(4, 4, 1)
    turned = image.apply_affine_transform(x, theta=90)
    assert np.isin(turned, x).all() and not np.array_equal(turned, x)
    first = image.apply_affine_transform(
        x.transpose(2, 0, 1), theta=90, row_axis=1, col_axis=2, channel_axis=0
    )
    np.testing.assert_array_equal(first.transpose(1, 2, 0), turned)
    np.random.seed(2)
    some = image.random_rotation(x, 30, row_axis=0, col_axis=1, channel_axis=2)
    np.random.seed(2)
    same = image.random_rotation(x.transpose(2, 0, 1), 30).transpose(1, 2, 0)
    np.testing.assert_allclose(some, same)


def test_what_is_refused():
    for options, words in (
        ({"zoom_range": [1, 2, 3]}, "`zoom_range` should be a float or"),
        ({"brightness_range": 3}, "`brightness_range should be tuple"),
        ({"data_format": "rows"}, "`data_format` should be"),
        ({"validation_split": 2.0}, "`validation_split` must be strictly"),
    ):
        with pytest.raises(ValueError, match=words):
            image.ImageDataGenerator(**options)
    generator = image.ImageDataGenerator()
    with pytest.raises(ValueError, match="should have rank 4"):
        generator.fit(X[0])
    with pytest.raises(ValueError, match="should have the same length"):
        generator.flow(X, np.arange(4))
    with pytest.raises(NotImplementedError, match="flow_from_dataframe is not built yet"):
        generator.flow_from_dataframe(None)
    with pytest.warns(UserWarning, match="specifies `featurewise_center`, but it hasn't been fit"):
        image.ImageDataGenerator(featurewise_center=True).standardize(X.copy())


def test_tokenizers_as_texts():
    text = tf.keras.preprocessing.text
    tokenizer = text.Tokenizer(num_words=4, oov_token="?")
    texts = ["the cat and the dog", "a cat"]
    tokenizer.fit_on_texts(texts)
    copy = text.tokenizer_from_json(GOLDEN["tokenizer"])  # which Keras wrote
    assert copy.texts_to_sequences(texts) == tokenizer.texts_to_sequences(texts)
    mine, keras = (json.loads(t)["config"] for t in (tokenizer.to_json(), GOLDEN["tokenizer"]))
    for name, value in keras.items():
        is_table = name.startswith(("word_", "index_"))
        assert (json.loads(mine[name]) if is_table else mine[name]) == (
            json.loads(value) if is_table else value
        )
    np.testing.assert_array_equal(
        copy.texts_to_matrix(texts, "tfidf"), tokenizer.texts_to_matrix(texts, "tfidf")
    )
