"""Imports as they stand in public repositories."""
import importlib

import tensorflow as tf
import tensorflow.compat.v1 as tf1
import tensorflow.contrib.eager as tfe
import tensorflow.keras.layers as kl
import tensorflow.python.ops.math_ops as m
import tensorflow.python.platform
import tensorflow.python.util.deprecation as deprecation
from tensorflow import keras
from tensorflow.contrib.eager.python import tfe as tfe2
from tensorflow.contrib.framework import get_or_create_global_step, nest
from tensorflow.contrib.framework.python.framework import tensor_util
from tensorflow.keras.layers import Dense
from tensorflow.python import keras as pkeras, ops as internal_ops
from tensorflow.python.data.ops.dataset_ops import Dataset
from tensorflow.python.eager.context import context, eager_mode
from tensorflow.python.framework.ops import EagerTensor, convert_to_tensor
from tensorflow.python.keras.layers import *  # noqa: F403
from tensorflow.python.ops import gen_nn_ops, gradients_impl, rnn_cell_impl
from tensorflow.python.ops.losses import losses
from tensorflow.python.platform import gfile, resource_loader, sysconfig

deprecation._PRINT_DEPRECATION_WARNINGS = False
tf.enable_eager_execution()
assert tf1 is tf and kl.Dense is Dense is pkeras.layers.Dense is keras.layers.Dense
assert tfe2.gradients_function is tfe.gradients_function
assert isinstance(convert_to_tensor(1), EagerTensor) and m.add(1, 2).numpy() == 3
assert Dataset is tf.data.Dataset and losses.huber_loss is tf.losses.huber_loss
assert Activation is tf.keras.layers.Activation  # noqa: F405
assert internal_ops.math_ops.square is tf.square and context().num_gpus() == 0
assert get_or_create_global_step().numpy() == 0 and nest.is_sequence([1])
assert gfile.Exists(__file__) and resource_loader.get_path_to_datafile("x").endswith("x")
assert tensor_util.is_tensor(tf.ones([]))
with eager_mode():
    assert gen_nn_ops.relu([-1.0]).numpy() == [0.0]
for name in ("tensorflow.python.ops.nonsense", "tensorflow.lite", "tensorflow.contrib.nonsense"):
    try:
        importlib.import_module(name)
    except ImportError as error:
        assert name in str(error)
    else:
        raise SystemExit(name)
try:
    from tensorflow.python.keras.engine import keras_tensor  # of TensorFlow 2
except ImportError:
    keras_tensor = None
assert keras_tensor is None
print("ok")
