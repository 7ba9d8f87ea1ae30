"""The callbacks for TensorBoard: what the event files of a training hold."""

import numpy as np
import pytest

import zeal as tf
from zeal.keras.callbacks.tensorboard_v2 import TensorBoard as TensorBoardV2

K = tf.keras
pytestmark = pytest.mark.usefixtures("mode")


def summaries(folder):
    """Pairs of a tag and (kind, step), of all values in the event files of a folder."""
    events = [e for f in sorted(folder.iterdir()) if f.is_file()
              for e in tf.train.summary_iterator(str(f))]  # fmt: skip
    return [(v.tag, v.WhichOneof("value"), e.step) for e in events for v in e.summary.value]


def fitted(board, **kwargs):
    model = K.Sequential([K.layers.Dense(3, input_dim=4, name="d"), K.layers.Dense(1, name="e")])
    model.compile("sgd", "mse")
    x, y = np.ones((6, 4), "f"), np.ones((6, 1), "f")
    model.fit(x, y, 2, epochs=2, verbose=0, callbacks=[board], **kwargs)
    return model


def test_gradients_and_images_of_weights_at_each_batch_of_the_validation(tmp_path):
    board = K.callbacks.TensorBoard(
        str(tmp_path), histogram_freq=1, write_grads=True, write_images=True
    )
    fitted(board, validation_data=(np.ones((4, 4), "f"), np.ones((4, 1), "f")))
    found = summaries(tmp_path)
    tags = {tag for tag, kind, _ in found if kind == "histo"}
    assert {"d/kernel_0", "d/kernel_0_grad", "e/bias_0_grad", "d_out"} <= tags
    assert {s for t, _, s in found if t == "d/kernel_0"} == {0, 1, 2, 3}
    images = {tag for tag, kind, _ in found if kind == "image"}
    # One number alone is no image.
    assert images == {f"{name}_0/image/0" for name in ("d/kernel", "d/bias", "e/kernel")}


def test_batches_are_counted_and_arguments_stand_in_their_order(tmp_path):
    board = K.callbacks.TensorBoard(str(tmp_path), 0, 32, False, update_freq="batch")
    assert board.write_graph is False
    fitted(board)
    steps = [step for tag, _, step in summaries(tmp_path) if tag == "batch_loss"]
    assert steps == [0, 1, 2, 3, 4, 5]


def test_version_2_keeps_training_and_validation_apart(tmp_path):
    board = TensorBoardV2(str(tmp_path), histogram_freq=1, write_images=True, update_freq=2)
    fitted(board, validation_data=(np.ones((4, 4), "f"), np.ones((4, 1), "f")))
    train, validation = summaries(tmp_path / "train"), summaries(tmp_path / "validation")
    assert {tag for tag, _, _ in validation} == {"epoch_loss"}
    assert {tag for tag, kind, _ in train if kind == "simple_value"} == {"epoch_loss", "batch_loss"}
    assert {tag for tag, kind, _ in train if kind == "tensor"} == {"keras"}
    assert {"d/kernel_0", "e/bias_0"} <= {tag for tag, kind, _ in train if kind == "histo"}
    with pytest.raises(ValueError, match="Unrecognized arguments"):
        TensorBoardV2(wwrite_images=True)


def test_without_a_validation_there_is_no_file_of_it(tmp_path):
    fitted(TensorBoardV2(str(tmp_path)))
    assert [p.name for p in tmp_path.iterdir()] == ["train"]
