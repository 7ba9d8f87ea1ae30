"""A linear function whose variables belong to the cell that calls it."""

from zeal import _native
from zeal._native import api, composites
from zeal.state.initializers import Zeros
from zeal.state.scope import get_variable_scope, variable_scope
from zeal.state.variable import get_variable


class Linears:
    """What cells with linear functions inherit: each has a place, and is made at its first use."""

    def _linear(self, place, parts, size, bias=True, initializer=None):
        """`parts`, side by side, times a kernel, plus a bias; `place`: a variable scope, or ""."""
        made, parts = self.__dict__.setdefault("_linears", {}), list(parts)
        if place not in made:
            parts = [_native.convert(p) for p in parts]
            depths, dtype = [p.shape.with_rank(2)._at(1) for p in parts], parts[0].dtype
            if None in depths:
                raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
            with variable_scope(place or get_variable_scope(), initializer=initializer):
                kernel = get_variable("kernel", [sum(depths), size], dtype)
                made[place] = kernel, bias and get_variable(
                    "bias", [size], dtype, initializer=Zeros()
                )
        kernel, added = made[place]
        inputs = api.concat(parts, 1) if len(parts) > 1 else parts[0]
        if added is False:
            return api.matmul(inputs, kernel)
        return composites.dense(inputs, kernel, added)
