"""The table that `Model.summary` prints, laid out as Keras does."""

import math


def _row(cells, ends) -> str:
    line = ""
    for i, (cell, end) in enumerate(zip(cells, ends, strict=True)):
        line = (line[:-1] + " " if i else "") + str(cell)
        line = line[:end].ljust(end)
    return line


def _count(variables) -> int:
    return sum(math.prod(v._shape_tuple()) for v in {id(v): v for v in variables}.values())


def print_summary(model, line_length, positions, print_fn):
    """Prints name, class, output shape and number of parameters of each layer, and the totals.

    Args:
      model: a Model that was built.
      line_length: width of the table, or None.
      positions: ends of the columns as shares of the width, or None.
      print_fn: called with each line.
    """
    width = line_length or 65
    ends = [int(width * p) if p <= 1 else p for p in positions or (0.45, 0.85, 1.0)]
    print_fn(f'Model: "{model.name}"')
    print_fn("_" * width)
    print_fn(_row(("Layer (type)", "Output Shape", "Param #"), ends))
    print_fn("=" * width)
    for i, layer in enumerate(model.layers):
        shape = getattr(model, "_output_shapes", {}).get(id(layer), "multiple")
        title = f"{layer.name} ({type(layer).__name__})"
        print_fn(_row((title, shape, layer.count_params()), ends))
        print_fn(("=" if i == len(model.layers) - 1 else "_") * width)
    trainable, total = _count(model.trainable_weights), _count(model.weights)
    print_fn(f"Total params: {total:,}")
    print_fn(f"Trainable params: {trainable:,}")
    print_fn(f"Non-trainable params: {total - trainable:,}")
    print_fn("_" * width)
