"""What Inception networks have in common: blocks of branches, written as tables.

A row of a table is an end point: a layer, `Conv2d_1a_7x7:64` with 64 channels, or the branches of
a block, `Mixed_3b 0a_1x1:64 | 0a_1x1:96 0b_3x3:128`, whose layers are named without `Conv2d_`. A
size that the name does not say follows `@`; layers with `+` between them are put side by side.
"""

from zeal._native import api
from zeal.contrib import layers
from zeal.contrib.framework.scoped_arguments import arg_scope
from zeal.graph.keys import GraphKeys
from zeal.state.scope import variable_scope


class Blocks:
    """A network up to its classes.

    Args:
      table: its rows.
      default: what its scope is called.
      min_depth, depth_multiplier: the least number of channels, and what those of the table are
        multiplied by.

    Raises:
      ValueError: `depth_multiplier` is not positive.
    """

    def __init__(self, table, default, min_depth=1, depth_multiplier=1.0):
        if depth_multiplier <= 0:
            raise ValueError("depth_multiplier is not greater than zero.")
        self._rows, self._default = table.strip().splitlines(), default
        self._least, self._times = min_depth, depth_multiplier

    def depth(self, channels):
        """How many channels a layer has for which the table says `channels`."""
        return max(int(channels * self._times), self._least)

    def build(self, inputs, final_endpoint, scope):
        """The layers up to an end point.

        Returns:
          A pair: the output, and a dict from end points to theirs.

        Raises:
          ValueError: there is no such end point.
        """
        ends, value = {}, inputs
        with variable_scope(scope, self._default):
            for row in self._rows:
                first, _, branches = row.partition(" ")
                name = first.partition(":")[0]
                value = self._block(value, name, branches) if branches else self.stem(value, first)
                ends[name] = value
                if name == final_endpoint:
                    return value, ends
        raise ValueError(f"Unknown final endpoint {final_endpoint}")

    def stem(self, value, step):
        """A layer before the blocks."""
        return self.layer(value, step, stride=2 if "Pool" in step or "_1a_" in step else 1)

    def options(self, steps, index):
        """Arguments of one layer of a branch; to be replaced."""
        return {}

    def layer(self, value, step, stride=1, padding="SAME", **options):
        """One convolution or pooling."""
        names, _, channels = step.partition(":")
        if "+" in names:
            parts = [self.layer(value, f"{name}:{channels}") for name in names.split("+")]
            return api.concat(parts, 3)
        name, _, size = names.partition("@")
        size = [int(n) for n in (size or name.rpartition("_")[2]).split("x")]
        if "Pool" in name:
            pool = layers.max_pool2d if name.startswith("Max") else layers.avg_pool2d
            return pool(value, size, stride, padding, scope=name)
        name = "Conv2d_" * name[0].isdigit() + name
        depth = self.depth(int(channels))
        return layers.conv2d(value, depth, size, stride, padding, scope=name, **options)

    def _block(self, value, name, branches):
        with variable_scope(name):
            outputs = []
            for number, branch in enumerate(branches.split("|")):
                with variable_scope(f"Branch_{number}"):
                    outputs.append(self._branch(value, branch.split()))
            return api.concat(outputs, 3)

    def _branch(self, value, steps):
        for index, step in enumerate(steps):
            stride = 2 if "1a_" in step else 1
            value = self.layer(value, step, stride, **self.options(steps, index))
        return value


def fitting(value, size):
    """A pooling's sizes, no larger than the image where its size is known."""
    known = value.shape.as_list()[1:3]
    return [size, size] if None in known else [min(n, size) for n in known]


def classes(value, num_classes, keep, squeezes, names=("1b", "1c"), **pool):
    """What the last layers make of a network's output: what dropout leaves, and logits.

    Args:
      value: the output.
      num_classes, keep, squeezes: as of the networks.
      names: labels of dropout and convolution.
      pool: arguments of the pooling.
    """
    value = layers.avg_pool2d(value, padding="VALID", **pool)
    kept = layers.dropout(value, keep, scope=f"Dropout_{names[0]}")
    logits = linear(kept, num_classes, scope=f"Conv2d_{names[1]}_1x1")
    return kept, squeezed(logits) if squeezes else logits


def classes_of_window(value, window, *args):
    """The same under "Logits", where the pooling takes `window` rows and columns, or all there are.

    Args:
      value: the output.
      window: the size of the pooling.
      args: num_classes, keep and squeezes of `classes`.
    """
    size = fitting(value, window)
    with variable_scope("Logits"):
        return classes(value, *args, kernel_size=size, scope="AvgPool_1a_{}x{}".format(*size))


def linear(value, num_classes, **options):
    """Classes without normalization or activation."""
    return layers.conv2d(
        value, num_classes, [1, 1], activation_fn=None, normalizer_fn=None, **options
    )


def squeezed(value):
    """Logits without rows and columns."""
    return api.squeeze(value, [1, 2], name="SpatialSqueeze")


def training(is_training):
    """The scope of arguments that says whether a network is trained."""
    return arg_scope([layers.batch_norm, layers.dropout], is_training=is_training)


def scope_of_arguments(weight_decay, collection, use_batch_norm=True, **norm):
    """The scope of arguments of a network.

    Args:
      weight_decay: the factor of the L2 regularizer.
      collection: the name of the collection of moving averages.
      use_batch_norm: whether convolutions are normalized.
      norm: further arguments of the normalization.
    """
    moving = {key: [collection] for key in ("moving_mean", "moving_variance")}
    norm = {
        "decay": 0.9997, "epsilon": 0.001, "updates_collections": GraphKeys.UPDATE_OPS,
        "variables_collections": {"beta": None, "gamma": None, **moving}, **norm,
    }  # fmt: skip
    regularizer = layers.l2_regularizer(weight_decay)
    with (
        arg_scope([layers.conv2d, layers.fully_connected], weights_regularizer=regularizer),
        arg_scope(
            [layers.conv2d], weights_initializer=layers.variance_scaling_initializer(),
            activation_fn=api.relu, normalizer_fn=layers.batch_norm if use_batch_norm else None,
            normalizer_params=norm if use_batch_norm else {},
        ) as scope,
    ):  # fmt: skip
        return scope
