"""A linear function whose variables belong to the cell that calls it."""

from zeal._native import api, composites
from zeal.state.initializers import Zeros
from zeal.state.scope import get_variable_scope, variable_scope
from zeal.state.variable import get_variable


class Linears:
    """What cells with linear functions inherit: each has a place, and is made at its first use."""

    def _linear(self, place, parts, size, bias=True, initializer=None):
        """`parts`, side by side, times a kernel, plus a bias; `place`: a variable scope, or ""."""
        made = self.__dict__.setdefault("_linears", {})
        inputs = api.concat(list(parts), 1) if len(parts) > 1 else parts[0]
        if place not in made:
            depth = inputs.shape.with_rank(2)._at(1)
            if depth is None:
                raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
            with variable_scope(place or get_variable_scope(), initializer=initializer):
                kernel = get_variable("kernel", [depth, size], inputs.dtype)
                made[place] = kernel, bias and get_variable(
                    "bias", [size], inputs.dtype, initializer=Zeros()
                )
        kernel, added = made[place]
        if added is False:
            return api.matmul(inputs, kernel)
        return composites.dense(inputs, kernel, added)
