"""tf.contrib.quantize: graphs that round as devices with small integers do."""

from re import match

from zeal.contrib.quantize.folding import fold_batch_norms
from zeal.contrib.quantize.rounding import quantize
from zeal.graph.graph import get_default_graph
from zeal.public import public


def _rewrite(
    graph, is_training, weight_bits=8, activation_bits=8, symmetric=False, quant_delay=None,
    freeze_bn_delay=None, scope=None,
):  # fmt: skip
    graph = get_default_graph() if graph is None else graph
    types = {op.type for op in graph.get_operations()}
    if found := {kind for kind in types if match("(Resource)?(Sparse)?Apply", kind)}:
        raise ValueError(f"Training op found in graph, exiting {found}")
    fold_batch_norms(graph, is_training, freeze_bn_delay)
    quantize(
        graph, is_training, weight_bits, activation_bits, symmetric,
        quant_delay=quant_delay, scope=scope,
    )  # fmt: skip


@public("contrib.quantize.create_training_graph")
def create_training_graph(input_graph=None, quant_delay=0):
    """Makes a graph compute as if weights and outputs of layers had 8 bits; gradients pass.

    Batch norms become part of the weights of the layer before them. Ranges are variables: weights'
    what they are at each step, outputs' an average that fades. Call it before `tf.gradients`.

    Args:
      input_graph: the graph, which changes; None for the default one.
      quant_delay: the number of steps before rounding begins. 0 suits models that are trained
        already; others learn better if they first converge without.

    Raises:
      ValueError: the graph has ops that train already.

    ```
    >>> with tf.Graph().as_default() as graph:
    ...     y = tf.layers.conv2d(tf.ones([1, 4, 4, 1]), 2, 3, activation=tf.nn.relu)
    ...     tf.contrib.quantize.create_training_graph(graph)
    ...     sum(op.type == "FakeQuantWithMinMaxVars" for op in graph.get_operations())
    2

    ```

    Source: Jacob et al., 2018.
    """
    _rewrite(input_graph, True, quant_delay=quant_delay)


@public("contrib.quantize.create_eval_graph")
def create_eval_graph(input_graph=None):
    """Makes a graph compute as if weights and outputs had 8 bits, with ranges of the variables.

    Args:
      input_graph: as for `create_training_graph`, whose variables it has, so that checkpoints fit.

    Raises:
      ValueError: the graph has ops that train already.
    """
    _rewrite(input_graph, False)


@public("contrib.quantize.experimental_create_training_graph")
def experimental_create_training_graph(
    input_graph=None, weight_bits=8, activation_bits=8, symmetric=False, quant_delay=0,
    freeze_bn_delay=None, scope=None,
):  # fmt: skip
    """`create_training_graph` with more to say.

    Args:
      input_graph, quant_delay: as there.
      weight_bits, activation_bits: how many bits weights and outputs have, 2 to 16.
      symmetric: whether ranges reach as far below 0 as above.
      freeze_bn_delay: the number of steps after which batch norms use their averages, which stay.
      scope: a scope; only what is inside is rounded.

    Raises:
      ValueError: the graph has ops that train already.
    """
    _rewrite(
        input_graph, True, weight_bits, activation_bits, symmetric, quant_delay, freeze_bn_delay,
        scope,
    )  # fmt: skip


@public("contrib.quantize.experimental_create_eval_graph")
def experimental_create_eval_graph(
    input_graph=None, weight_bits=8, activation_bits=8, symmetric=False, quant_delay=None,
    scope=None,
):  # fmt: skip
    """`create_eval_graph` with more to say: as for `experimental_create_training_graph`."""
    _rewrite(input_graph, False, weight_bits, activation_bits, symmetric, quant_delay, scope=scope)
