"""Networks of tf.contrib.slim.nets: names and shapes as TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import zeal as tf

slim = tf.contrib.slim
nets = slim.nets


def built(network, scope, size, *args, **kwargs):
    with tf.Graph().as_default(), slim.arg_scope(scope()):
        value, ends = network(tf.zeros([2, size, size, 3]), *args, **kwargs)
        shapes = {v.name: v.shape.as_list() for v in tf.global_variables()}
        losses = len(tf.losses.get_regularization_losses())
        return value, {k: v.shape.as_list() for k, v in ends.items()}, shapes, losses


@pytest.mark.parametrize("name, count", [("vgg_a", 11), ("vgg_16", 16), ("vgg_19", 19)])
def test_vgg(name, count):
    logits, ends, shapes, losses = built(
        getattr(nets.vgg, name), nets.vgg.vgg_arg_scope, 224, 10, is_training=False
    )
    assert logits.shape == [2, 10] and logits.name == f"{name}/fc8/squeezed:0"
    assert len(shapes) == 2 * count and losses == count
    assert shapes[f"{name}/conv5/conv5_2/weights:0"] == [3, 3, 512, 512]
    assert shapes[f"{name}/fc6/weights:0"] == [7, 7, 512, 4096]
    assert ends[f"{name}/pool3"] == [2, 28, 28, 256] and ends[f"{name}/fc8"] == [2, 10]


def test_eight_layers():
    logits, ends, shapes, _ = built(
        nets.alexnet.alexnet_v2, nets.alexnet.alexnet_v2_arg_scope, 224, 10)
    assert logits.shape == [2, 10] and len(shapes) == 16
    assert ends["alexnet_v2/pool5"] == [2, 5, 5, 256]
    assert shapes["alexnet_v2/fc6/weights:0"] == [5, 5, 256, 4096]
    logits, ends, shapes, _ = built(
        nets.overfeat.overfeat, nets.overfeat.overfeat_arg_scope, 281, 10, spatial_squeeze=False)
    assert logits.shape == [2, 2, 2, 10] and ends["overfeat/conv1"] == [2, 68, 68, 64]
    assert shapes["overfeat/fc6/weights:0"] == [6, 6, 1024, 3072]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_residual_networks(version):
    module = getattr(nets, f"resnet_{version}")
    network, name = getattr(module, f"resnet_{version}_50"), f"resnet_{version}_50"
    value, ends, shapes, losses = built(network, module.resnet_arg_scope, 65, 10)
    assert value.shape == [2, 1, 1, 10] and ends["predictions"] == [2, 1, 1, 10]
    assert ends[f"{name}/block2"] == [2, 5, 5, 512]
    unit = f"{name}/block1/unit_1/bottleneck_{version}"
    assert shapes[f"{unit}/conv2/weights:0"] == [3, 3, 64, 64]
    assert (f"{unit}/shortcut/biases:0" in shapes) == (version == "v2")
    assert losses == 54
    value, *_ = built(network, module.resnet_arg_scope, 65, output_stride=16, global_pool=False)
    assert value.shape == [2, 5, 5, 2048]
    with pytest.raises(ValueError, match="needs to be a multiple of 4"):
        built(network, module.resnet_arg_scope, 65, output_stride=6)


def test_values():
    """With the variables that TensorFlow 1.15 had for these numbers."""
    module, random = nets.resnet_v2, np.random.RandomState(0)
    with tf.Graph().as_default(), tf.Session() as session:
        with slim.arg_scope(module.resnet_arg_scope()):
            x = tf.constant(np.random.RandomState(0).rand(1, 33, 33, 3), tf.float32)
            blocks = [module.resnet_v2_block("b1", 2, 2, 2), module.resnet_v2_block("b2", 3, 2, 1)]
            value, _ = module.resnet_v2(x, blocks, 5, is_training=False)
        for variable in tf.global_variables():
            session.run(variable.initializer)
            drawn = np.abs(random.randn(*variable.shape.as_list()))
            variable.load(drawn.astype("f") * np.float32(0.3), session)
        found = session.run(value)[0, 0, 0]
    want = [9850.7548828125, 5384.17919921875, 7020.166015625, 8443.3115234375, 8124.99267578125]
    np.testing.assert_allclose(found, want, rtol=1e-5)
