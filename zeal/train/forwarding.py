"""Optimizers around another one, which computes gradients and has the slots."""

from typing import Any

from zeal.train.optimizer import Optimizer


class Forwarding(Optimizer):
    """Asks the optimizer inside for everything but the step."""

    def __init__(self, opt, use_locking=False, name=None) -> None:
        super().__init__(use_locking, name or opt.get_name())
        self._optimizer = opt

    def compute_gradients(self, *args: Any, **kwargs: Any):
        """The gradients as the wrapped optimizer computes them."""
        return self._optimizer.compute_gradients(*args, **kwargs)

    def variables(self):
        """The wrapped optimizer's variables."""
        # Of those that clip too, of which TensorFlow says none though it says their slots.
        return self._optimizer.variables()

    def get_slot_names(self):
        """Names of the wrapped optimizer's slots."""
        return self._optimizer.get_slot_names()

    def get_slot(self, var, name):
        """A slot of the wrapped optimizer."""
        return self._optimizer.get_slot(var, name)
