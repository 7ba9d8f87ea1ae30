"""Layers whose results in TensorFlow 1.15 are in image_layer_values.json: `run(tf, *case)`."""

import numpy as np

# Expression, and the input's shape.
CASES = [
    ("tf.layers.Conv2D(3, 2)", (2, 4, 5, 2)),
    ("tf.layers.Conv2D(3, (2, 3), (2, 1), 'same', activation=tf.nn.relu)", (2, 4, 5, 2)),
    ("tf.layers.Conv2D(2, 3, padding='same', use_bias=False)", (1, 6, 5, 3)),
    ("tf.layers.Conv2DTranspose(3, 3, 2)", (2, 3, 2, 2)),
    ("tf.layers.Conv2DTranspose(2, (2, 3), (1, 2), 'same')", (2, 3, 2, 3)),
    ("tf.layers.Conv1D(3, 3, activation='relu')", (2, 6, 2)),
    ("tf.keras.layers.Conv1D(3, 2, 2, 'causal')", (2, 7, 2)),
    ("tf.layers.Conv3D(2, 2, (1, 2, 1), 'same')", (1, 3, 4, 2, 2)),
    ("tf.layers.MaxPooling1D(3, 2, 'same')", (2, 6, 2)),
    ("tf.keras.layers.AveragePooling1D()", (2, 7, 2)),
    ("tf.keras.layers.GlobalAveragePooling1D()", (2, 7, 2)),
    ("tf.keras.layers.GlobalMaxPooling1D()", (2, 7, 2)),
    ("tf.layers.MaxPooling2D(2, 2)", (2, 5, 4, 2)),
    ("tf.layers.MaxPooling2D((3, 2), (1, 2), 'same')", (2, 5, 4, 2)),
    ("tf.layers.AveragePooling2D((3, 2), (1, 2), 'same')", (2, 5, 4, 2)),
    ("tf.layers.BatchNormalization()", (2, 3, 4, 2)),
    ("tf.layers.BatchNormalization(fused=False)", (2, 3, 4, 2)),
    ("tf.layers.BatchNormalization(axis=1, scale=False, momentum=0.5)", (2, 3, 4)),
    ("tf.layers.BatchNormalization(center=False, epsilon=0.1)", (4, 3)),
    ("tf.keras.layers.Conv2D(3, 2, activation='tanh')", (2, 4, 5, 2)),
    ("tf.keras.layers.Conv2DTranspose(2, 2, 3, 'valid', output_padding=1)", (1, 3, 2, 2)),
    ("tf.keras.layers.MaxPooling2D()", (2, 5, 4, 2)),
    ("tf.keras.layers.AveragePooling2D(3)", (2, 6, 4, 2)),
    ("tf.keras.layers.GlobalAveragePooling2D()", (2, 5, 4, 2)),
    ("tf.keras.layers.GlobalMaxPooling2D()", (2, 5, 4, 2)),
    ("tf.keras.layers.ZeroPadding2D(((1, 0), (2, 1)))", (2, 2, 3, 2)),
    ("tf.keras.layers.UpSampling2D((2, 3))", (2, 2, 3, 2)),
    ("tf.keras.layers.Conv3D(2, 2, data_format='channels_last')", (1, 3, 4, 3, 2)),
    ("tf.keras.layers.Conv3DTranspose(2, 2, (1, 2, 1), 'same')", (1, 2, 3, 2, 3)),
    ("tf.keras.layers.Conv3DTranspose(2, (1, 2, 3), 2, output_padding=1)", (1, 2, 3, 2, 2)),
    ("tf.layers.Conv3DTranspose(3, 2, 2, use_bias=False)", (1, 2, 2, 2, 2)),
    ("tf.keras.layers.DepthwiseConv2D(2, (2, 2), 'same', 2, activation='relu')", (2, 5, 4, 3)),
    ("tf.keras.layers.DepthwiseConv2D((3, 2), use_bias=False)", (2, 5, 4, 3)),
    ("tf.keras.layers.SeparableConv1D(3, 2, 2, 'same', depth_multiplier=2)", (2, 7, 2)),
    ("tf.keras.layers.SeparableConv1D(3, 2, padding='causal', dilation_rate=2)", (2, 7, 2)),
    ("tf.keras.layers.SeparableConv2D(3, 2, 2, depth_multiplier=2, activation='tanh')",
     (2, 5, 4, 2)),
    ("tf.keras.layers.SeparableConv2D(3, 2, padding='same', dilation_rate=(2, 1))",
     (2, 5, 4, 2)),
    ("tf.layers.SeparableConv1D(3, 3)", (2, 7, 2)),
    ("tf.layers.SeparableConv2D(3, 3, padding='same')", (2, 5, 4, 2)),
    ("tf.keras.layers.MaxPooling3D()", (1, 4, 4, 5, 2)),
    ("tf.keras.layers.AveragePooling3D((1, 2, 3), 1, 'same')", (1, 3, 4, 4, 2)),
    ("tf.keras.layers.GlobalAveragePooling3D()", (2, 3, 2, 4, 2)),
    ("tf.keras.layers.GlobalMaxPooling3D()", (2, 3, 2, 4, 2)),
    ("tf.layers.MaxPooling3D(2, 1, 'same')", (1, 3, 4, 3, 2)),
    ("tf.layers.AveragePooling3D(2, 2)", (1, 3, 4, 4, 2)),
    ("tf.keras.layers.ZeroPadding1D((1, 2))", (2, 3, 2)),
    ("tf.keras.layers.ZeroPadding3D((1, 2, 0))", (1, 2, 3, 2, 2)),
    ("tf.keras.layers.Cropping1D((1, 2))", (2, 6, 2)),
    ("tf.keras.layers.Cropping1D((1, 0))", (2, 6, 2)),
    ("tf.keras.layers.Cropping2D(((1, 0), (0, 2)))", (2, 4, 5, 2)),
    ("tf.keras.layers.Cropping3D(((1, 0), (0, 2), (1, 1)))", (1, 4, 5, 4, 2)),
    ("tf.keras.layers.UpSampling1D(3)", (2, 3, 2)),
    ("tf.keras.layers.UpSampling2D((2, 3), interpolation='bilinear')", (2, 2, 3, 2)),
    ("tf.keras.layers.UpSampling2D(2, 'channels_first', 'bilinear')", (2, 2, 3, 2)),
    ("tf.keras.layers.UpSampling3D((1, 2, 3))", (1, 2, 3, 2, 2)),
    ("tf.keras.layers.UpSampling2D((2, 3), interpolation='bilinear')", (2, 2, 3, 2)),
    ("tf.keras.layers.BatchNormalization()", (2, 3, 4, 2)),
    ("tf.keras.layers.BatchNormalization(momentum=0.9)", (4, 3)),
    ("tf.layers.BatchNormalization(renorm=True, renorm_momentum=0.8, renorm_clipping="
     "{'rmax': 1.5, 'rmin': 0.8, 'dmax': 0.3})", (4, 3)),
    ("tf.keras.layers.BatchNormalization(renorm=True, axis=1)", (2, 3, 4, 2)),
    ("tf.layers.BatchNormalization(virtual_batch_size=2, momentum=0.7)", (4, 3)),
    ("tf.keras.layers.BatchNormalization(virtual_batch_size=2, renorm=True)", (4, 3, 2)),
    ("tf.keras.layers.BatchNormalization(virtual_batch_size=2, axis=[1, 2])", (4, 3, 2)),
    ("tf.layers.BatchNormalization(adjustment=lambda shape: "
     "(tf.fill([shape[0], 1], 2.0), tf.fill([shape[0], 1], 0.5)))", (4, 3)),
    ("Contrib('conv2d', 3, 2, 2)", (2, 5, 4, 2)),
    ("Contrib('conv2d', 2, 3, normalizer_fn=tf.contrib.layers.batch_norm)", (2, 5, 4, 2)),
    ("Contrib('conv2d_transpose', 2, 3, 2)", (2, 3, 4, 2)),
    ("Contrib('conv1d', 3, 2, 2)", (2, 5, 2)),
    ("Contrib('convolution', 3, 2, rate=2, padding='VALID')", (2, 5, 4, 2)),
    ("Contrib('conv3d', 2, 2, activation_fn=None)", (1, 3, 4, 2, 2)),
    ("Contrib('conv3d_transpose', 2, 2, 2, biases_initializer=None)", (1, 2, 3, 2, 2)),
    ("Contrib('separable_conv2d', 3, 2, 2, 2)", (2, 5, 4, 2)),
    ("Contrib('separable_conv2d', None, 3, 2, rate=2)", (2, 5, 4, 2)),
    ("Contrib('conv2d_in_plane', [1, 2], 2)", (2, 5, 4, 3)),
    ("Contrib('max_pool3d', 2)", (1, 4, 4, 3, 2)),
    ("Contrib('avg_pool3d', 2, 1, 'SAME')", (1, 4, 4, 3, 2)),
    ("Contrib('instance_norm')", (2, 5, 4, 3)),
    ("Contrib('instance_norm', data_format='NCHW')", (2, 3, 4, 3)),
    ("Contrib('group_norm', 2)", (2, 3, 4, 4)),
    ("Contrib('group_norm', 3, 1, (-1, -2), mean_close_to_zero=True)", (2, 6, 4, 3)),
    ("Contrib('max_pool2d', 2)", (2, 5, 4, 2)),
    ("Contrib('avg_pool2d', [2, 3], 1, 'SAME')", (2, 5, 4, 2)),
    ("Contrib('batch_norm', scale=True)", (2, 3, 4, 2)),
    ("Contrib('batch_norm', decay=0.5)", (4, 3)),
    ("Contrib('batch_norm', scale=True)", (4, 3)),
    ("Contrib('batch_norm', scale=True, fused=False)", (4, 3)),
    ("Contrib('batch_norm', fused=False, is_training=False)", (2, 3, 4, 2)),
]


def wave(shape, step) -> np.ndarray:
    return np.sin(np.arange(int(np.prod(shape))) * step + 0.5).reshape(shape).astype("float32")


def told(x) -> list:
    """An array in a few numbers."""
    x = np.asarray(x, "float64")
    return [list(x.shape), float(x.sum()), float((x * wave(x.shape, 1.7)).sum())]


def run(tf, expression, shape) -> dict:
    """Builds a layer in a graph, gives its variables values, and tells of a training step."""
    def contrib(name, *args, **kwargs):
        return lambda inputs: getattr(tf.contrib.layers, name)(inputs, *args, **kwargs)

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, *shape[1:]])
        layer = eval(expression, {"tf": tf, "Contrib": contrib})
        norm = "Normalization" in expression
        y = layer(x, training=True) if norm else layer(x)
        variables = tf.global_variables()
        for i, v in enumerate(variables):
            v.load(np.abs(wave(v.shape.as_list(), 0.7 + i)) + 0.25, session)
        followed = [x, *tf.trainable_variables()]
        gradients = tf.gradients(tf.reduce_sum(tf.sin(y)), followed)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        if norm and not updates:
            updates = layer.updates
        feed = {x: wave(shape, 0.9)}
        output, slopes = session.run([y, gradients], feed)
        session.run(updates, feed)
        return {
            "static": str(y.shape),
            "names": [v.name for v in variables],
            "output": told(output),
            "gradients": [told(g) for g in slopes],
            "after": [told(session.run(v)) for v in variables if "moving" in v.name],
            "updates": len(updates),
        }
