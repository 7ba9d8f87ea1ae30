"""A layer in a file of its own style: imports from Keras's insides."""
from tensorflow.python.framework import tensor_shape
from tensorflow.python.framework import ops
from tensorflow.python.keras import initializers
from tensorflow.python.keras import activations
from tensorflow.python.keras.engine.base_layer import Layer
from tensorflow.python.keras.engine import training as keras_training
from tensorflow.python.keras.utils.generic_utils import get_custom_objects
from tensorflow.python.ops import init_ops, nn_ops, math_ops, array_ops, variable_scope as vs
from tensorflow.python.util.tf_export import keras_export
from tensorflow.python.util import nest, tf_inspect
import tensorflow as tf

ops.enable_eager_execution()


@keras_export("keras.layers.Scale")
class Scale(Layer):
    def __init__(self, units, **kwargs):
        super(Scale, self).__init__(**kwargs)
        self.units = units
        self.activation = activations.get("relu")

    def build(self, input_shape):
        size = tensor_shape.TensorShape(input_shape)[-1].value
        self.kernel = self.add_weight("kernel", [size, self.units],
                                      initializer=init_ops.VarianceScaling(seed=1))
        self.bias = self.add_weight("bias", [self.units], initializer=initializers.get("zeros"))
        super(Scale, self).build(input_shape)

    def call(self, inputs):
        return self.activation(nn_ops.bias_add(math_ops.matmul(inputs, self.kernel), self.bias))


class Net(keras_training.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.a, self.b = Scale(4), Scale(2)

    def call(self, x):
        return self.b(self.a(x))


net = Net()
with tf.GradientTape() as tape:
    y = math_ops.reduce_sum(net(array_ops.ones([3, 5])))
grads = tape.gradient(y, net.trainable_variables)
assert [g.shape.as_list() for g in grads] == [[5, 4], [4], [4, 2], [2]]
assert nest.flatten({"b": [1], "a": 2}) == [2, 1]
assert "inputs" in tf_inspect.getfullargspec(Scale.call).args
get_custom_objects()["Scale"] = Scale
with vs.variable_scope("scope"):
    v = vs.get_variable("v", [2], initializer=init_ops.zeros_initializer())
assert v.name == "scope/v:0"
print("ok")
