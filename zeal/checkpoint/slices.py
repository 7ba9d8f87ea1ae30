"""Parts of tensors: boxes, as checkpoints and the ops that read them name parts."""

from zeal import errors
from zeal.checkpoint.coding import ordered_number, ordered_signed, ordered_text
from zeal.messages.checkpoint import TensorSliceProto

FULL = -1  # the length of an extent that is a whole axis


class Box:
    """A part of a tensor.

    Args:
      shape: the whole tensor's sizes.
      begin: where the part begins, along each axis.
      size: its sizes.
      full: whether it is said to be a whole axis, along each; by default where it is one. Keys of
        parts tell one that was said to be whole from one that happens to be.

    Raises:
      InvalidArgumentError: it does not lie in the tensor.
    """

    __slots__ = ("shape", "begin", "size", "full")

    def __init__(self, shape, begin, size, full=None):
        self.shape, self.begin, self.size = tuple(shape), tuple(begin), tuple(size)
        ranks = {len(self.shape), len(self.begin), len(self.size)}
        inside = len(ranks) == 1 and all(
            b >= 0 and n >= 0 and b + n <= whole
            for whole, b, n in zip(self.shape, self.begin, self.size, strict=True)
        )
        if not inside:
            raise errors.InvalidArgumentError(
                f"a slice from {list(self.begin)} of sizes {list(self.size)} does not lie in a "
                f"tensor of shape {list(self.shape)}"
            )

        pairs = zip(self.size, self.shape, strict=True)
        self.full = [n == whole for n, whole in pairs] if full is None else full

    def extents(self):
        """Pairs of begin and length, of which a whole axis has (0, FULL)."""
        for begin, size, full in zip(self.begin, self.size, self.full, strict=True):
            yield (0, FULL) if full else (begin, size)

    def key(self, name: bytes) -> bytes:
        """The key in the index under which the part of the tensor `name` stands."""
        out = ordered_number(0) + ordered_text(name) + ordered_number(len(self.shape))
        return out + b"".join(ordered_signed(n) for extent in self.extents() for n in extent)

    def proto(self):
        """The part as a message."""
        message = TensorSliceProto()
        for begin, size in self.extents():
            extent = message.extent.add(start=begin)
            if size != FULL:
                extent.length = size
        return message

    def common(self, other):
        """What two parts of one tensor have in common: begin and sizes; None for nothing."""
        begin = [max(a, b) for a, b in zip(self.begin, other.begin, strict=True)]
        ends = (
            min(a + m, b + n)
            for a, m, b, n in zip(self.begin, self.size, other.begin, other.size, strict=True)
        )
        size = [end - b for b, end in zip(begin, ends, strict=True)]
        return None if any(n <= 0 for n in size) else (begin, size)

    def within(self, begin, size) -> tuple:
        """Slices that take a region of the whole tensor out of an array of this part."""
        return tuple(
            slice(b - own, b - own + n)
            for b, own, n in zip(begin, self.begin, size, strict=True)
        )


def whole(shape) -> Box:
    """A tensor's largest part."""
    return Box(shape, [0] * len(shape), shape)


def of_proto(message, shape) -> Box:
    """The part that a message names, of a tensor of this shape."""
    begin = [e.start for e in message.extent]
    if len(begin) != len(shape):
        raise errors.InvalidArgumentError(
            f"a slice of {len(begin)} axes does not lie in a tensor of shape {list(shape)}"
        )
    size = [
        e.length if e.HasField("length") else n for e, n in zip(message.extent, shape, strict=True)
    ]
    return Box(shape, begin, size, [not e.HasField("length") for e in message.extent])


def of_spec(text: str) -> "Box | None":
    """The part that a text names, as ops take it: "6 2 0,3:-" of a 6 by 2 tensor.

    Args:
      text: sizes of the whole tensor, then for each axis begin and length, or "-" for all of it.

    Returns:
      A Box; None for no text, which stands for a whole tensor of whatever shape.

    Raises:
      InvalidArgumentError: the text is none such.
    """
    if not text:
        return None
    *sizes, parts = text.split(" ")
    try:
        shape = [int(n) for n in sizes]
        pairs = [
            (0, n) if part == "-" else tuple(map(int, part.split(",")))
            for part, n in zip(parts.split(":") if shape else [], shape, strict=True)
        ]
        full = [part == "-" for part in parts.split(":")][: len(shape)]
        return Box(shape, [b for b, _ in pairs], [n for _, n in pairs], full)
    except ValueError as e:
        raise errors.InvalidArgumentError(
            "Expected list of dimensions, and for each axis a slice as 'start,length' or '-': "
            f"{text!r}: {e}"
        ) from None
