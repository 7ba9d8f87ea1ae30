"""Image files, of which TensorFlow 1.15 wrote the PNG and JPEG ones, and what it reads there."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

I = tf.image
FILES = json.loads(Path(__file__).with_name("files.json").read_text())
FILES = {name: base64.b85decode(text) for name, text in FILES.items()}
PIXELS = {c: (np.arange(6 * c) * 9 % 256).reshape(2, 3, c).astype(np.uint8) for c in (1, 2, 3, 4)}
GREY = {3: [7, 34, 61, 88, 115, 142], 4: [7, 43, 79, 115, 151, 187], 2: [0, 18, 36, 54, 72, 90]}


@pytest.fixture
def pillow():
    return pytest.importorskip("PIL")


# --- writing PNG, which needs nothing ---
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_png_files_are_those_of_tensorflow(channels):
    assert I.encode_png(PIXELS[channels]).numpy() == FILES[f"p{channels}.png"]


def test_png_errors():
    bad = tf.errors.InvalidArgumentError
    for image, words in (
        (np.zeros([2, 2, 5], np.uint8), "image must have 1, 2, 3, or 4 channels, got 5"),
        (np.zeros([2, 2], np.uint8), r"image must be 3-dimensional\[2,2\]"),
        (np.zeros([2, 2, 3], np.float32), "is not in the list of allowed values: uint8, uint16"),
        (np.zeros([0, 2, 3], np.uint8), "PNG encoding failed"),
    ):
        with pytest.raises(bad, match=words):
            I.encode_png(image)
    with pytest.raises(bad, match=r"compression should be in \[-1,9\], got 10"):
        I.encode_png(PIXELS[3], compression=10)


def test_without_pillow_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(ImportError, match=r"pip install zeal\[image\]"):
        I.decode_png(FILES["p3.png"])


# --- reading ---
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_png(pillow, channels):
    file, x = FILES[f"p{channels}.png"], PIXELS[channels]
    np.testing.assert_array_equal(I.decode_png(file), x)
    np.testing.assert_array_equal(I.decode_png(file, dtype=tf.uint16), x.astype(np.uint16) * 257)
    grey = I.decode_png(file, channels=1).numpy().ravel().tolist()
    assert grey == (GREY[channels] if channels > 1 else x.ravel().tolist())
    colours = x if channels > 2 else np.repeat(x[..., :1], 3, -1)
    np.testing.assert_array_equal(I.decode_png(file, channels=3), colours[..., :3])
    alpha = x[..., -1:] if channels in (2, 4) else np.full_like(x[..., :1], 255)
    both = np.concatenate([colours[..., :3], alpha], -1)
    np.testing.assert_array_equal(I.decode_png(file, channels=4), both)
    again = I.decode_png(I.encode_png(x, compression=9))
    np.testing.assert_array_equal(again, x)


def test_png_of_16_bits(pillow):
    deep = PIXELS[1].astype(np.uint16) * 300
    file = I.encode_png(deep)
    np.testing.assert_array_equal(I.decode_png(file, dtype=tf.uint16), deep)
    np.testing.assert_array_equal(I.decode_png(FILES["p16_1.png"]), PIXELS[1])
    with pytest.raises(tf.errors.UnimplementedError, match="16 bits a channel"):
        I.decode_png(I.encode_png(PIXELS[3].astype(np.uint16)), dtype=tf.uint16)


def test_jpeg(pillow):
    big = np.kron(PIXELS[3], np.ones((8, 8, 1), np.uint8))
    np.testing.assert_allclose(I.decode_jpeg(FILES["j.jpg"]).numpy(), big, atol=2)
    np.testing.assert_allclose(I.decode_png(FILES["j.jpg"]).numpy(), big, atol=2)
    assert I.decode_jpeg(FILES["jg.jpg"]).shape == [16, 24, 1]
    assert I.decode_jpeg(FILES["jg.jpg"], channels=3).shape == [16, 24, 3]
    for ratio in (2, 4, 8):
        small = I.decode_jpeg(FILES["j.jpg"], ratio=ratio)
        np.testing.assert_allclose(small.numpy(), big[::ratio, ::ratio], atol=4)
    part = I.decode_and_crop_jpeg(FILES["j.jpg"], [1, 2, 3, 4])
    np.testing.assert_allclose(part.numpy(), big[1:4, 2:6], atol=2)
    for given in (FILES["j.jpg"], I.encode_jpeg(big, quality=90, progressive=True)):
        assert I.extract_jpeg_shape(given).numpy().tolist() == [16, 24, 3]
        assert bool(I.is_jpeg(given))
    assert I.extract_jpeg_shape(FILES["j.jpg"], tf.int64).dtype == tf.int64
    again = I.decode_jpeg(I.encode_jpeg(big, quality=100, chroma_downsampling=False))
    np.testing.assert_allclose(again.numpy(), big, atol=3)
    assert I.decode_jpeg(I.encode_jpeg(big[..., :1])).shape == [16, 24, 1]


def test_gif_and_bmp(pillow):
    frames = [(np.arange(60).reshape(4, 5, 3) * (k + 3)) % 256 for k in range(3)]
    found = I.decode_gif(FILES["a.gif"])
    assert found.shape == [3, 4, 5, 3]
    np.testing.assert_array_equal(found[0], frames[0])
    np.testing.assert_array_equal(I.decode_bmp(FILES["a.bmp"]), frames[0])
    np.testing.assert_array_equal(I.decode_image(FILES["a.bmp"]), frames[0])
    np.testing.assert_array_equal(I.decode_png(FILES["s.gif"]), frames[0])
    np.testing.assert_array_equal(I.decode_gif(FILES["p3.png"])[0], PIXELS[3])
    assert I.decode_image(FILES["a.gif"]).shape == [3, 4, 5, 3]
    assert I.decode_image(FILES["a.gif"], expand_animations=False).shape == [4, 5, 3]


def test_decode_image_converts(pillow):
    x = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    found = I.decode_image(I.encode_png(x), dtype=tf.float32).numpy()
    np.testing.assert_array_equal(found, (x * np.float32(257)) * np.float32(1 / 65535))
    assert I.decode_image(FILES["j.jpg"], dtype=tf.float32).numpy().max() < 1
    assert I.decode_image(FILES["p3.png"], channels=1).shape == [2, 3, 1]
    assert I.decode_jpeg(FILES["p3.png"], channels=4).shape == [2, 3, 4]  # no JPEG file


ERRORS = [
    (
        "I.decode_png(b'garbage')",
        "Expected image (JPEG, PNG, or GIF), got unknown format starting with 'garbage'",
    ),
    ("I.decode_png(b'')", "Expected image (JPEG, PNG, or GIF), got empty file"),
    ("I.decode_png(FILES['p3.png'][:40])", "Invalid PNG data, size 40"),
    ("I.decode_png([FILES['p3.png']])", "contents must be scalar, got shape [1]"),
    ("I.decode_png(FILES['p3.png'], channels=2)", "channels must be 0, 1, 3, or 4, got 2"),
    ("I.decode_png(FILES['a.gif'])", "Got 3 frames, but animated gifs can only be decoded by"),
    ("I.decode_jpeg(FILES['j.jpg'], channels=4)", "channels must be 0, 1, or 3 for JPEG, got 4"),
    ("I.decode_jpeg(FILES['j.jpg'], ratio=3)", "ratio must be 1, 2, 4, or 8, got 3"),
    ("I.decode_jpeg(FILES['j.jpg'], dct_method='x')", "dct_method must be one of"),
    ("I.decode_jpeg(FILES['j.jpg'][:300])", "Invalid JPEG data"),
    (
        "I.decode_and_crop_jpeg(FILES['j.jpg'], [1, 2, 30, 4])",
        "Invalid JPEG data or crop window, data size 644",
    ),
    ("I.extract_jpeg_shape(FILES['p3.png'])", "Invalid JPEG data, size 80"),
    ("I.decode_gif(FILES['a.gif'][:200])", "Invalid GIF data (size 200)"),
    ("I.decode_bmp(FILES['p3.png'])", "Invalid BMP data"),
    (
        "I.decode_bmp(FILES['a.bmp'], channels=1)",
        "channels attribute 1 does not match bits per pixel from file 3",
    ),
    ("I.decode_image(b'garbage')", "Unable to decode bytes as JPEG, PNG, GIF, or BMP"),
    (
        "I.decode_image(FILES['j.jpg'], channels=4)",
        "Channels must be in (None, 0, 1, 3) when decoding JPEG images",
    ),
    (
        "I.decode_image(FILES['a.gif'], channels=1)",
        "Channels must be in (None, 0, 3) when decoding GIF images",
    ),
    ("I.encode_jpeg(PIXELS[3], quality=101)", "quality must be in [0,100], got 101"),
    (
        "I.encode_jpeg(PIXELS[3], format='grayscale')",
        "format grayscale expects 1 channels, got [2,3,3]",
    ),
    ("I.encode_jpeg(PIXELS[4])", "image must have 1 or 3 channels, got [2,3,4]"),
]


@pytest.mark.parametrize(("text", "words"), ERRORS)
def test_errors(pillow, text, words):
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        eval(text, globals())
    assert words in str(error.value)


def test_changed_files_raise_or_are_read(pillow):
    random = np.random.RandomState(7)
    for name, file in FILES.items():
        for _ in range(60):
            data = bytearray(file)
            for at in random.randint(len(data), size=random.randint(1, 4)):
                data[at] = random.randint(256)
            try:
                I.decode_image(bytes(data[: random.randint(1, len(data) + 1)]))
            except (tf.errors.InvalidArgumentError, tf.errors.ResourceExhaustedError):
                continue
            except tf.errors.UnimplementedError:
                assert "png" in name


def test_in_graphs(pillow):
    with tf.Graph().as_default(), tf.Session() as session:
        file = tf.placeholder(tf.string, [])
        image = I.decode_png(file, channels=3)
        assert image.shape.as_list() == [None, None, 3] and image.op.type == "DecodePng"
        assert I.decode_gif(file).shape.as_list() == [None, None, None, 3]
        assert I.decode_image(file).shape.ndims is None
        again = I.encode_png(image)
        assert session.run(again, {file: FILES["p3.png"]}) == FILES["p3.png"]
    names = tf.data.Dataset.from_tensors(FILES["p3.png"]).map(
        lambda f: I.decode_image(f, channels=3)
    )
    assert next(iter(names)).shape == [2, 3, 3]


def test_a_jpeg_file_that_is_cut_gives_what_it_has(pillow):
    rng = np.random.default_rng(0)
    picture = np.kron(rng.integers(0, 256, (8, 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)
    whole = I.encode_jpeg(picture).numpy()
    cut = whole[: len(whole) * 2 // 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"size {len(cut)}: .*truncated"):
        I.decode_jpeg(cut)
    found, expected = (I.decode_jpeg(x, try_recover_truncated=True).numpy() for x in (cut, whole))
    same = (found == expected).all(axis=(1, 2))
    assert found.shape == expected.shape and same[:8].all() and not same[-8:].any()
    half = I.decode_jpeg(cut, ratio=2, try_recover_truncated=True)
    assert half.shape == [32, 32, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="size 30"):
        I.decode_jpeg(cut[:30], try_recover_truncated=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="truncated"):
        I.decode_jpeg(cut)


def test_animations_of_endless_pixels(pillow):
    """A few bytes a frame, each of 81 million pixels."""
    start = b"GIF89a" + (9000).to_bytes(2, "little") * 2 + b"\x80\0\0\0\0\0\xff\xff\xff"
    frame = b"!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    with pytest.raises(tf.errors.ResourceExhaustedError, match="frames of 24300000000 pixels"):
        I.decode_gif(start + 300 * frame + b";")
