"""Philox4x32-10 and TensorFlow's distributions in NumPy, straight from their definitions."""

import numpy as np

MASK = np.uint64(0xFFFFFFFF)


def philox(key: int, counter: int, blocks: int) -> np.ndarray:
    """The words of `blocks` counters from `counter` on, shape (blocks, 4)."""
    counters = [counter + i for i in range(blocks)]
    c = [np.array([(n >> shift) & 0xFFFFFFFF for n in counters], np.uint64)
         for shift in (0, 32, 64, 96)]
    k = [key & 0xFFFFFFFF, key >> 32 & 0xFFFFFFFF]
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        high_a, high_b = a >> np.uint64(32), b >> np.uint64(32)
        c = [high_b ^ c[1] ^ np.uint64(k[0]), b & MASK, high_a ^ c[3] ^ np.uint64(k[1]), a & MASK]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(c, 1).astype(np.uint32)


def stateless(seed) -> tuple[int, int]:
    """Key and counter that a stateless op's seed stands for."""
    low, high = (int(s) & (2**64 - 1) for s in seed)
    mix = [int(w) for w in philox(0x02461E293EC8F720, low | high << 64, 1)[0]]
    return mix[0] | mix[1] << 32, (mix[2] | mix[3] << 32) << 64


def _doubles(words):
    high, low = words[:, 0::2].astype(np.uint64), words[:, 1::2].astype(np.uint64)
    return ((high & np.uint64(0xFFFFF)) << np.uint64(32) | low) / 2.0**52


def uniform(key, counter, n, bits=23):
    """n uniforms with so many random bits (52: double)."""
    if bits == 52:
        return _doubles(philox(key, counter, (n + 1) // 2)).ravel()[:n]
    words = philox(key, counter, (n + 3) // 4).ravel()[:n]
    return (words & np.uint32(2**bits - 1)) / 2.0**bits


def _box_muller(u, v):
    radius = np.sqrt(-2 * np.log(np.maximum(u, 1e-7)))
    return np.stack([radius * np.sin(2 * np.pi * v), radius * np.cos(2 * np.pi * v)], -1)


def normal(key, counter, n, bits=23):
    """n standard normals."""
    u = uniform(key, counter, (n + 3) // 4 * 4, bits).reshape(-1, 2)
    return _box_muller(u[:, 0], u[:, 1]).ravel()[:n]


def truncated_normal(key, counter, n, bits=23):
    """n standard normals in (-2, 2): each block's worth of outputs has a stretch of its own."""
    group = 2 if bits == 52 else 4
    out = []
    for g in range((n + group - 1) // group):
        values = normal(key, counter + g * 64 * group, 64, bits)
        out.extend(values[np.abs(values) < 2][:group])
    return np.array(out[:n])


def integers(key, counter, n, low, high, width):
    """n integers in [low, high) of 32 or 64 bits."""
    if width == 32:
        words = [int(w) for w in philox(key, counter, (n + 3) // 4).ravel()]
    else:
        words = philox(key, counter, (n + 1) // 2).astype(np.uint64)
        words = [int(w) for w in (words[:, 0::2] | words[:, 1::2] << np.uint64(32)).ravel()]
    return np.array([low + w % (high - low) for w in words[:n]])


def categorical(key, counter, logits, samples):
    """Class numbers, row by row."""
    u = uniform(key, counter, len(logits) * samples, 52).reshape(len(logits), samples)
    sums = np.cumsum(np.exp(logits - logits.max(1, keepdims=True)), 1)
    return np.stack([np.searchsorted(s, row * s[-1], side="right")
                     for s, row in zip(sums, u, strict=True)])
