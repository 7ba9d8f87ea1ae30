"""tf.contrib.slim.model_analyzer: how large a graph's variables and operations are."""

from zeal.public import publish_module

publish_module(__name__)

_RULE = "---------"


def tensor_description(var) -> str:
    """The type and shape of a tensor.

    Args:
      var: a tensor or variable of known rank.

    Returns:
      Such as "(float32 ?x4)".

    Example:
      >>> tf.contrib.slim.model_analyzer.tensor_description(tf.zeros([3, 4]))
      '(float32 3x4)'
    """
    sizes = ("?" if size is None else str(size) for size in var.shape.as_list())
    return f"({var.dtype.name} {'x'.join(sizes)})"


def analyze_vars(variables, print_info=False) -> tuple:
    """How many numbers and bytes variables have.

    Args:
      variables: a list of them.
      print_info: whether to print a line for each.

    Returns:
      `(total_size, total_bytes)`.

    Example:
      >>> tf.contrib.slim.model_analyzer.analyze_vars([tf.Variable([1.0, 2.0])])
      (2, 8)
    """
    lines, total, total_bytes = [_RULE, "Variables: name (type shape) [size]", _RULE], 0, 0
    for variable in variables:
        size = variable.shape.num_elements() or 0  # what is not known counts as none
        count = size * variable.dtype.size
        lines.append(f"{variable.name} {tensor_description(variable)} [{size}, bytes: {count}]")
        total, total_bytes = total + size, total_bytes + count
    lines += [f"Total size of variables: {total}", f"Total bytes of variables: {total_bytes}"]
    _show(lines, print_info)
    return total, total_bytes


def analyze_ops(graph, print_info=False) -> int:
    """How many numbers the operations of a graph give.

    Args:
      graph: a `tf.Graph`.
      print_info: whether to print a line for each operation.

    Returns:
      The sum over all outputs of known shape.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     _ = tf.placeholder(tf.float32, [3, 4])
      >>> tf.contrib.slim.model_analyzer.analyze_ops(graph)
      12
    """
    lines, total = [_RULE, "Operations: name -> (type shapes) [size]", _RULE], 0
    for operation in graph.get_operations():
        known = [output for output in operation.outputs if output.shape.ndims is not None]
        size = sum(output.shape.num_elements() or 0 for output in known)
        shapes = ", ".join(map(tensor_description, known))
        lines.append(f"{operation.name} \t-> {shapes} [{size}]")
        total += size
    _show(lines, print_info)
    return total


def _show(lines, wanted):
    if wanted:
        print("\n".join(lines))
