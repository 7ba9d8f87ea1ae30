"""Gradient functions written in Python, as the native walker calls them."""

class RecordedOp:
    """What a gradient function sees of the op it differentiates."""

    def __init__(self, op_type, inputs, outputs, attrs):
        self.type = op_type
        self.name = op_type
        self.inputs = inputs
        self.outputs = outputs
        self._attrs = attrs

    def get_attr(self, name):
        """Returns the value of an attribute of the op.

        Raises:
          ValueError: the op has no such attribute.
        """
        try:
            return self._attrs[name]
        except KeyError:
            raise ValueError(
                f"No attr named '{name}' in op {self.type}; it has {sorted(self._attrs)}"
            ) from None


def python_rule(gradient):
    """A gradient function of (op, *grads) as a rule the native walker calls."""

    def rule(op_type, inputs, outputs, attrs, dys):
        op = RecordedOp(op_type, inputs, outputs, attrs)
        grads = gradient(op, *dys)
        single = grads is None or not isinstance(grads, (list, tuple))
        return [grads] if single else grads

    return rule
