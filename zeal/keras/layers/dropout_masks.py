"""Masks of dropout that stay the same for all steps of a recurrent layer's call."""

from typing import Any

from zeal._native import api
from zeal.graph.smart_cond import smart_cond
from zeal.ops.array.fill import ones_like
from zeal.ops.nn.dropout import dropout


class DropoutMasks:
    """What cells with dropout inherit: `dropout` of inputs, `recurrent_dropout` of states."""

    dropout = recurrent_dropout = 0.0
    _masks = _recurrent_masks = None

    def _drawn(self, inputs, state, training, count):
        """Lists of masks of inputs and of states, or None; steps without dropout are quick."""
        if not self.dropout and not self.recurrent_dropout:
            return None, None
        self.get_dropout_mask_for_cell(inputs, training, count)
        self.get_recurrent_dropout_mask_for_cell(state, training, count)
        return self._masks, self._recurrent_masks

    def reset_dropout_mask(self) -> None:
        """Forgets the masks of inputs; the next step draws new ones."""
        self.__dict__["_masks"] = None

    def reset_recurrent_dropout_mask(self) -> None:
        """Forgets the masks of states; the next step draws new ones."""
        self.__dict__["_recurrent_masks"] = None

    def get_dropout_mask_for_cell(self, inputs, training, count=1) -> Any:
        """Masks of inputs, the same ones until `reset_dropout_mask`.

        Args:
          inputs: the inputs of a step, whose shape the masks have.
          training: whether the cell trains.
          count: how many masks.

        Returns:
          A tensor, or a list of several; None without dropout.
        """
        if self._masks is None:
            self.__dict__["_masks"] = _draw(inputs, self.dropout, training, count)
        return _one_or_all(self._masks)

    def get_recurrent_dropout_mask_for_cell(self, inputs, training, count=1) -> Any:
        """Masks of states, the same ones until `reset_recurrent_dropout_mask`.

        Args:
          inputs: the state of a step, whose shape the masks have.
          training: whether the cell trains.
          count: how many masks.

        Returns:
          A tensor, or a list of several; None without dropout.
        """
        if self._recurrent_masks is None:
            masks = _draw(inputs, self.recurrent_dropout, training, count)
            self.__dict__["_recurrent_masks"] = masks
        return _one_or_all(self._recurrent_masks)


def _one_or_all(masks):
    return masks[0] if masks and len(masks) == 1 else masks


def _draw(like, rate, training, count):
    if rate == 0 or training is None or training is False:
        return None
    ones = ones_like(like)
    return [
        smart_cond(training, lambda: dropout(ones, rate=rate), lambda: api.identity(ones))
        for _ in range(count)
    ]


def forget_masks(cell) -> None:
    """Lets a cell draw new masks, if it is one with dropout."""
    for reset in ("reset_dropout_mask", "reset_recurrent_dropout_mask"):
        getattr(cell, reset, bool)()


def masked(values, masks, i=0):
    """Values times a mask, if there are masks."""
    return values if masks is None else values * masks[i]
