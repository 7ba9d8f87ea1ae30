"""tf.contrib.keras and the settings of TensorBoard's projector."""

import subprocess
import sys

import zeal as tf

PROGRAM = """
import tensorflow as tf
import tensorflow.contrib.keras as keras
from tensorflow.contrib.keras.api.keras.layers import Dense
from tensorflow.contrib.keras import backend as K
from tensorflow.contrib.tensorboard.plugins import projector
model = keras.models.Sequential([Dense(2, input_shape=(3,))])
print(model.output_shape, K.floatx(), projector.ProjectorConfig().embeddings)
"""


def test_keras_under_contrib(tmp_path):
    assert tf.contrib.keras.layers is tf.keras.layers and tf.contrib.keras.api.keras is tf.keras
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "zeal", tmp_path / "program.py"], capture_output=True, text=True
    )
    assert done.stdout == "(None, 2) float32 []\n", done.stderr


def test_the_projectors_settings(tmp_path):
    projector = tf.contrib.tensorboard.plugins.projector
    config = projector.ProjectorConfig(model_checkpoint_path="model.ckpt")
    added = config.embeddings.add(tensor_name="words", metadata_path="words.tsv")
    added.sprite.single_image_dim.extend([28, 28])
    with tf.Graph().as_default():
        projector.visualize_embeddings(tf.summary.FileWriter(str(tmp_path)), config)
    text = (tmp_path / "projector_config.pbtxt").read_text()
    assert 'tensor_name: "words"' in text and text.count("single_image_dim: 28") == 2
