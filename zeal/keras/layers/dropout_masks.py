"""Masks of dropout that stay the same for all steps of a recurrent layer's call."""

from zeal._native import api
from zeal.graph.smart_cond import smart_cond
from zeal.ops.array.fill import ones_like
from zeal.ops.nn.dropout import dropout


class DropoutMasks:
    """What cells with dropout inherit: `dropout` of inputs, `recurrent_dropout` of states."""

    dropout = recurrent_dropout = 0.0
    _masks = None

    def reset_dropout_mask(self) -> None:
        """Forgets the masks; the next step draws new ones."""
        self.__dict__["_masks"] = None

    reset_recurrent_dropout_mask = reset_dropout_mask

    def _drawn(self, inputs, state, training, count):
        """For inputs and states `count` masks each, or None where there is no dropout."""
        if self._masks is None:
            self.__dict__["_masks"] = (
                _draw(inputs, self.dropout, training, count),
                _draw(state, self.recurrent_dropout, training, count),
            )
        return self._masks


def _draw(like, rate, training, count):
    if rate == 0 or training is None or training is False:
        return None
    ones = ones_like(like)
    return [
        smart_cond(training, lambda: dropout(ones, rate=rate), lambda: api.identity(ones))
        for _ in range(count)
    ]


def masked(values, masks, i=0):
    """Values times a mask, if there are masks."""
    return values if masks is None else values * masks[i]
