"""A small program with what training loops use; type checkers must know the types it asserts."""

from typing import Any, assert_type

import zeal as tf

tf.enable_eager_execution()


class Scale(tf.keras.layers.Layer):
    """A layer of a program's own."""

    def build(self, input_shape: tf.TensorShape) -> None:
        """Makes the factor."""
        self.factor = self.add_weight("factor", [input_shape[-1]], initializer="ones")

    def call(self, inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        """Multiplies by the factor."""
        return inputs * self.factor


class Net(tf.keras.Model):
    """A model of a program's own."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = Scale()
        self.out = tf.keras.layers.Dense(1, kernel_initializer=tf.ones_initializer())

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The scaled input, summed."""
        return self.out(self.scale(inputs))


class Descent(tf.train.Optimizer):
    """An optimizer of a program's own."""

    def _apply_dense(self, grad: tf.Tensor, var: tf.Variable) -> None:
        var.assign_sub(0.01 * grad)


def double(value: tf.Tensor) -> tf.Tensor:
    """For a dataset."""
    return value * 2.0


# Tensors and shapes.
x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
assert_type(x, tf.Tensor)
assert_type(x.shape, tf.TensorShape)
assert_type(x.shape.as_list(), list[int | None])
assert_type(int(x.shape[-1]), int)
assert_type(x.shape[:-1], tf.TensorShape)
assert_type(tf.reduce_mean(x) + 1.0, tf.Tensor)
assert_type(tf.zeros_initializer(tf.int32)([2]), tf.Tensor)

# Layers and models.
layer = tf.keras.layers.Dense(3, activation="relu", name="first")
model = tf.keras.Sequential([layer, tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)])
net = Net()
assert_type(layer(x), tf.Tensor)
assert_type(layer.kernel, tf.Variable)
assert_type(layer.compute_output_shape([None, 2]), tf.TensorShape)
assert_type(tf.keras.layers.Dropout(0.5)(x, training=True), tf.Tensor)
assert_type(tf.keras.layers.Flatten()(x), tf.Tensor)
assert_type(model(x), tf.Tensor)
assert_type(model.layers, list[tf.keras.layers.Layer])
assert_type(model.variables, list[tf.Variable])
assert_type(model.count_params(), int)
assert_type(net(x), tf.Tensor)
assert_type(net.scale.factor, tf.Variable)
assert_type(tf.layers.dense(x, 2), tf.Tensor)

# Losses, gradients and optimizers.
optimizer = tf.train.GradientDescentOptimizer(0.01)
y = tf.zeros([2, 1])
with tf.GradientTape() as tape:
    assert_type(tape, tf.GradientTape)
    loss = tf.losses.mean_squared_error(y, net(x))
assert_type(loss, tf.Tensor)
assert_type(float(loss), float)
gradients = tape.gradient(loss, net.trainable_variables)
# Calls whose results are None, which checkers report where a program uses them.
optimizer.apply_gradients(zip(gradients, net.trainable_variables, strict=True))
optimizer.minimize(lambda: tf.losses.mean_squared_error(y, net(x)))
Descent(False, "descent").minimize(lambda: tf.losses.absolute_difference(y, net(x)))
pairs = optimizer.compute_gradients(lambda: tf.losses.log_loss(y, tf.sigmoid(net(x))))
assert_type(pairs, list[tuple[Any, tf.Variable]])
step = tf.train.get_or_create_global_step()
assert_type(step, tf.Variable)
step.assign_add(1)

# Datasets.
dataset = tf.data.Dataset.from_tensor_slices([[1.0, 2.0]] * 4).shuffle(4).map(double).batch(2)
assert_type(dataset, tf.data.Dataset)
assert_type(iter(dataset), tf.data.Iterator)
for batch in dataset:
    assert_type(net(batch), tf.Tensor)
for _, batch in dataset.enumerate(1):
    assert_type(model(batch), tf.Tensor)

# Names of tf.contrib.eager, whose types are not declared.
tfe = tf.contrib.eager
weight = tfe.Variable(2.0)
slope = tfe.gradients_function(double)(3.0)
