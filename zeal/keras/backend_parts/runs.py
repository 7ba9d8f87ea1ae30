"""What `tf.keras.backend.function` returns: functions of arrays."""

from typing import Any

from zeal import _native, nest
from zeal._native import Tensor, Variable, api
from zeal.eager.control import control_dependencies
from zeal.keras.session import get_session


class _Function:
    """Both kinds of functions: their arguments are those of `function`."""

    def __init__(self, inputs, outputs, updates, name) -> None:
        self.inputs, self.outputs, self.name = nest.flatten(inputs), nest.flatten(outputs), name
        self._updates, self._structure = updates, outputs

    def __call__(self, inputs) -> Any:
        found = self._run(zip(self.inputs, nest.flatten(inputs), strict=True))
        return nest.pack_sequence_as(self._structure, found)


class EagerFunction(_Function):
    """A function of a model of Inputs."""

    def __init__(self, inputs, outputs, updates, name, **kwargs: Any) -> None:
        from zeal.keras.functional.inputs import InputLayer
        from zeal.keras.functional.node import history
        from zeal.keras.model import Model

        super().__init__(inputs, outputs, updates, name)
        if kwargs:
            raise ValueError(
                "Session keyword arguments are not support during eager execution. You passed: "
                f"{kwargs}"
            )
        if not all(isinstance(update, tuple) for update in updates):
            raise ValueError(
                "`updates` must be pairs of a variable and its value during eager execution."
            )
        for x in self.inputs:
            if not history(x):  # a placeholder
                InputLayer(input_tensor=x)
        self._model = Model(self.inputs, [*self.outputs, *(value for _, value in updates)])

    def _run(self, pairs):
        found = nest.flatten(self._model([_given(value, x) for x, value in pairs]))
        count = len(self.outputs)
        for (variable, _), value in zip(self._updates, found[count:], strict=True):
            variable.assign(value)
        return [x.numpy() for x in found[:count]]


class GraphFunction(_Function):
    """Runs of a session."""

    def __init__(
        self, inputs, outputs, updates, name, fetches=(), feed_dict=None, options=None,
        run_metadata=None, **unknown: Any,
    ) -> None:  # fmt: skip
        super().__init__(inputs, outputs, updates, name)
        for key in unknown:
            raise ValueError(
                f'Invalid argument "{key}" passed to K.function with TensorFlow backend'
            )
        self.feed_dict, self.run_options, self.run_metadata = feed_dict, options, run_metadata
        self.fetches = [api.identity(x) for x in nest.flatten(list(fetches))]
        self.fetch_callbacks: dict = {}
        with control_dependencies(self.outputs[:1]):
            self._updates = [u[0].assign(u[1]) if isinstance(u, tuple) else u for u in updates]

    def _run(self, pairs):
        session = get_session()
        feeds = {x: v for x, v in pairs if v is not None and isinstance(x, Tensor)}
        ends = {x: _of_dtype(v, x) for x, v in feeds.items() if isinstance(v, (Tensor, Variable))}
        feeds |= dict(zip(ends, session.run(list(ends.values())), strict=True))
        feeds |= self.feed_dict or {}
        fetched = self.outputs, self.fetches, self._updates
        found, extra, _ = session.run(fetched, feeds, self.run_options, self.run_metadata)
        for tensor, value in zip(self.fetches, extra, strict=True):
            if tensor in self.fetch_callbacks:
                self.fetch_callbacks[tensor](value)
        return found


def _given(value, x):
    """What is given for an input; of a placeholder that has a default None stands for that."""
    if value is None and x.op.type == "PlaceholderWithDefault":
        value = _native.known_value(x.op.inputs[0])
    return _of_dtype(value, x) if isinstance(value, Tensor) else _native.convert(value, x.dtype)


def _of_dtype(value, like):
    return value if value.dtype == like.dtype else api.cast(value, like.dtype)
