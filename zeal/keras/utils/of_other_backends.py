"""tf.keras.utils: models made for other libraries or machines."""

from zeal.public import public


@public("keras.utils.convert_all_kernels_in_model")
def convert_all_kernels_in_model(model):
    """Turns round the kernels of all convolutions, which Theano's kernels are the other way.

    Args:
      model: a model whose weights are changed.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Conv1D(1, 3, input_shape=[None, 1])])
      >>> model.layers[0].set_weights([np.arange(3.0).reshape(3, 1, 1), np.zeros(1)])
      >>> tf.keras.utils.convert_all_kernels_in_model(model)
      >>> model.layers[0].get_weights()[0].ravel().tolist()
      [2.0, 1.0, 0.0]
    """
    import numpy as np

    from zeal.keras import backend, layers

    names = ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "Conv3DTranspose", "SeparableConv2D")
    turned = tuple(getattr(layers, name) for name in names)
    for layer in model.layers:
        for weight in layer.weights if isinstance(layer, turned) else ():
            value = backend.get_value(weight)
            if value.ndim > 2:
                backend.set_value(weight, np.flip(value, range(value.ndim - 2)).copy())


@public("keras.utils.multi_gpu_model")
def multi_gpu_model(model, gpus, cpu_merge=True, cpu_relocation=False):
    """Would copy a model to several GPUs; zeal's machines have none, as TensorFlow's error says.

    Args:
      model: a model.
      gpus: how many GPUs, or their numbers.
      cpu_merge, cpu_relocation: accepted for compatibility.

    Raises:
      ValueError: fewer than two GPUs are asked for, or are there: always.
    """
    numbers = list(gpus) if isinstance(gpus, (list, tuple)) else list(range(gpus))
    if len(numbers) <= 1:
        raise ValueError(
            "For multi-gpu usage to be effective, call `multi_gpu_model` with "
            f"`gpus >= 2`. Received: `gpus={gpus}`"
        )
    wanted = ["/cpu:0", *(f"/gpu:{number}" for number in numbers)]
    raise ValueError(
        f"To call `multi_gpu_model` with `gpus={gpus}`, we expect the following devices to be "
        f"available: {wanted}. However this machine only has: ['/cpu:0']. Try reducing `gpus`."
    )
