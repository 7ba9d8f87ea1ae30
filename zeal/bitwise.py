"""tf.bitwise: operations on the bits of integers."""

from zeal._native import api

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift"]

bitwise_and, bitwise_or, bitwise_xor = api.bitwise_and, api.bitwise_or, api.bitwise_xor
invert, left_shift, right_shift = api.invert, api.left_shift, api.right_shift
