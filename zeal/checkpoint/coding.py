"""Integers, checksums and keys as TensorFlow's files have them."""

import re


def varint(value: int) -> bytes:
    """An integer >= 0, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data, at: int):
    """The integer at a place, of 64 bits at most, and the place behind it.

    Raises:
      ValueError: there is none.
    """
    value = shift = 0
    while shift < 64:
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError(f"no integer ends before byte {at}")


def masked(crc: int) -> int:
    """A checksum as files keep it, so that checksums of checksums are good ones."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def unmasked(stored: int) -> int:
    """The checksum that a file keeps as `masked` gives it."""
    crc = (stored - 0xA282EAD8) & 0xFFFFFFFF
    return (crc << 15 | crc >> 17) & 0xFFFFFFFF


def key_bytes(key) -> bytes:
    """A key as files have it."""
    return key.encode() if isinstance(key, str) else bytes(key)


def shown(key) -> str:
    """A key as messages show it."""
    return key if isinstance(key, str) else bytes(key).decode(errors="replace")


# --- numbers and texts whose bytes are in the order of the values ---
def ordered_number(value: int) -> bytes:
    """An integer >= 0."""
    body = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return bytes([len(body)]) + body


def ordered_text(value: bytes) -> bytes:
    """Bytes, with an end."""
    escaped = re.sub(rb"[\0\xff]", lambda m: m[0] + bytes([m[0][0] ^ 255]), value)
    return escaped + b"\0\1"


def ordered_signed(value: int) -> bytes:
    """An integer of 64 bits: its length in leading ones, or zeros where it is negative."""
    magnitude = ~value if value < 0 else value
    length = magnitude.bit_length() // 7 + 1
    header = ((1 << length) - 1) << (8 * length - length)
    bits = value & ((1 << 8 * length) - 1)
    return (bits ^ header).to_bytes(length, "big")
