"""Networks of tf.contrib.slim.nets: names and shapes as TensorFlow 1.15 gives them."""

import hashlib

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


def digest(pairs):
    return hashlib.md5(repr(pairs).encode()).hexdigest()


# Names and shapes of the variables and end points, and the first logits, of TensorFlow 1.15.
INCEPTION = [
    (1, 193, {}, "82467c134a9f80137c162847bbcdaeb2", "aada81f971bca276c1fd270f57a54280", [114, 58],
     [9.952231707403873e+32, 9.589800775814817e+32, 1.0515292486309812e+33]),
    (2, 97, {"depth_multiplier": 0.1, "min_depth": 4}, "b3c78012ee5e84c5de6d2be311ee4c16",
     "e88c34a48c229202bbd58267d41f643a", [136, 69],
     [9.295344358070396e+32, 9.40872496513097e+32, 7.79405114452764e+32]),
    (3, 107, {"depth_multiplier": 0.1, "min_depth": 4}, "cccdd8f5f32fd196143e422a72a991d1",
     "f7a34cbfdbe5d8f7ac816b312a02da8a", [192, 98], [765255.3125, 736828.3125, 706121.3125]),
]  # fmt: skip


@pytest.mark.parametrize("version, size, sizes, variables, ends, counts, want", INCEPTION)
def test_inception(version, size, sizes, variables, ends, counts, want):
    network = getattr(nets.inception, f"inception_v{version}")
    scope = getattr(nets.inception, f"inception_v{version}_arg_scope")
    random, deep = np.random.RandomState(0), version == 3
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(random.rand(1, size, size, 3), tf.float32)
        with slim.arg_scope(scope()):
            logits, found = network(x, 3, is_training=False, spatial_squeeze=False, **sizes)
        made = tf.global_variables()
        assert digest([(v.op.name, v.shape.as_list()) for v in made]) == variables
        assert digest([(k, found[k].shape.as_list()) for k in sorted(found)]) == ends
        losses = tf.losses.get_regularization_losses()
        assert [len(tf.get_collection("moving_vars")), len(losses)] == counts
        for variable in made:
            session.run(variable.initializer)
            shape = variable.shape.as_list()
            scale = np.float32((0.5 if deep else 1.0) / np.sqrt(np.prod(shape[:-1] or [4])))
            drawn = np.abs(random.randn(*shape)).astype("f") * scale
            known = deep and "moving_variance" in variable.name  # values would overflow
            variable.load(np.full(shape, 4, "f") if known else drawn, session)
        np.testing.assert_allclose(session.run(logits).ravel(), want, rtol=1e-4)


def test_inception_refuses():
    base = nets.inception.inception_v3_base
    with tf.Graph().as_default():
        x = tf.zeros([1, 107, 107, 3])
        value, ends = base(x, "Mixed_5b", depth_multiplier=0.1)
        assert value is ends["Mixed_5b"] and len(ends) == 8
        with pytest.raises(ValueError, match="Unknown final endpoint Mixed_9z"):
            base(x, "Mixed_9z", depth_multiplier=0.1)
        with pytest.raises(ValueError, match="depth_multiplier is not greater than zero."):
            base(x, depth_multiplier=0)
