"""Blocks of `tf.device` whose device is told by a function of the operation."""

from contextlib import contextmanager

from zeal.graph.device_names import refined


class DeviceBlocks:
    """The open blocks of a graph that have a function, the outermost first.

    A function is called with each operation of its block, in the order in which they were made and
    the innermost block first, when a block ends or somebody reads the device of an operation.
    """

    def __init__(self):
        self.open: list = []

    @contextmanager
    def of_function(self, graph, function, before):
        """A block; `before` is the device that the blocks around name."""
        self.settle(graph)
        self.open.append(_Block(function, before, graph.version))
        try:
            yield
        finally:
            self.settle(graph)
            self.open.pop()

    @contextmanager
    def hidden(self, graph):
        """A block whose operations no function of the blocks around is asked for."""
        self.settle(graph)
        hidden, self.open = self.open, []
        try:
            yield
        finally:
            self.open = hidden
            for block in hidden:
                block.first = graph.version

    def settle(self, graph):
        """Gives the operations made so far their devices."""
        blocks, self.open = self.open, []  # what functions read themselves is as it is
        try:
            for op in graph._operations(min((b.first for b in blocks), default=graph.version)):
                for block in reversed(blocks):
                    if op._id >= block.first:
                        op._set_device(refined(block.before, block.function(op)))
            for block in blocks:
                block.first = graph.version
        finally:
            self.open = blocks


class _Block:
    def __init__(self, function, before, first):
        self.function, self.before, self.first = function, before, first


def device_of(op) -> str:
    """The device that the program asked for, "" for none."""
    blocks = op.graph._device_blocks
    if blocks.open:
        blocks.settle(op.graph)
    return op._device
