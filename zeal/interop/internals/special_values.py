"""tensorflow.python.autograph.operators.special_values: what stands for variables without one."""

__all__ = ["Undefined", "is_undefined"]


class Undefined:
    """Stands for the value of a variable that has none."""

    def __init__(self, symbol_name):
        self.symbol_name = symbol_name


def is_undefined(value):
    """Whether a value stands for none."""
    return isinstance(value, Undefined)
