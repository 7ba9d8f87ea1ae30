"""Kernels of networks: convolution, pooling and normalisation at the sizes that people train.

Shapes are those of ResNet-50, MobileNet and MNIST, and small calls. Peers run in turns, case by
case, and the least time counts. torch has two columns: its images with channels last, as zeal's
are, and contiguous ones with channels first. Gradients are single kernels: for the input, for the
filter.
"""

import os
import time
from typing import NamedTuple

# Workers of a library that wait by spinning take the cores from the others.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from benchmarks import peers, timing

LIMITS = {"conv 3x3 on 8x8x3": 600e-9, "max pool on 8x8x3": 300e-9, "average pool on 8x8x3": 300e-9}
DIRECTIONS = ("forward", "input", "filter")


class Conv(NamedTuple):
    """A square convolution: `count` layers of the network have it. Without filters: depthwise."""

    count: int
    size: int
    channels: int
    filters: int
    window: int
    stride: int = 1

    def __str__(self):
        stride = f"/{self.stride}" if self.stride > 1 else ""
        if not self.filters:
            return f"{self.window}x{self.window}{stride} {self.channels} @{self.size}"
        return f"{self.window}x{self.window}{stride} {self.channels}->{self.filters} @{self.size}"

    @property
    def padding(self):
        return self.window // 2

    @property
    def out(self):
        return (self.size + 2 * self.padding - self.window) // self.stride + 1


NETWORKS = {
    "ResNet-50": [
        Conv(1, 224, 3, 64, 7, 2), Conv(1, 56, 64, 64, 1), Conv(3, 56, 64, 64, 3),
        Conv(4, 56, 64, 256, 1), Conv(2, 56, 256, 64, 1), Conv(1, 56, 256, 128, 1),
        Conv(1, 56, 128, 128, 3, 2), Conv(4, 28, 128, 512, 1), Conv(1, 56, 256, 512, 1, 2),
        Conv(3, 28, 512, 128, 1), Conv(3, 28, 128, 128, 3), Conv(1, 28, 512, 256, 1),
        Conv(1, 28, 256, 256, 3, 2), Conv(6, 14, 256, 1024, 1), Conv(1, 28, 512, 1024, 1, 2),
        Conv(5, 14, 1024, 256, 1), Conv(5, 14, 256, 256, 3), Conv(1, 14, 1024, 512, 1),
        Conv(1, 14, 512, 512, 3, 2), Conv(3, 7, 512, 2048, 1), Conv(1, 14, 1024, 2048, 1, 2),
        Conv(2, 7, 2048, 512, 1), Conv(2, 7, 512, 512, 3),
    ],
    "MobileNet": [
        Conv(1, 224, 3, 32, 3, 2), Conv(1, 112, 32, 64, 1), Conv(1, 56, 96, 24, 1),
        Conv(5, 14, 512, 512, 1),
    ],
    "MobileNet, depthwise": [
        Conv(1, 112, 32, 0, 3), Conv(1, 112, 96, 0, 3, 2), Conv(1, 56, 144, 0, 3),
        Conv(5, 14, 512, 0, 3), Conv(1, 7, 1024, 0, 3),
    ],
    "MNIST": [Conv(1, 28, 1, 32, 5), Conv(1, 14, 32, 64, 5)],
    "CIFAR": [Conv(1, 32, 3, 32, 3), Conv(1, 32, 32, 64, 3), Conv(1, 32, 16, 16, 3)],
}  # fmt: skip
BATCHES = {
    "ResNet-50": (1, 16),
    "MobileNet": (1, 16),
    "MobileNet, depthwise": (1, 16),
    "MNIST": (1, 64),
    "CIFAR": (32,),
}


def _random(*shape):
    import numpy as np

    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def _operands(c, batch):
    """Input, filter and what flows back, channels last."""
    return (
        _random(batch, c.size, c.size, c.channels),
        _random(c.window, c.window, c.channels, c.filters or 1),
        _random(batch, c.out, c.out, c.filters or c.channels),
    )


# ---- The peers' calls of one convolution, by direction ----


def _conv_tf(tf, c, x, w, dy):
    """In TensorFlow's own words: zeal's and TensorFlow's."""
    nn = tf.compat.v1.nn
    pad, step = [[0, 0], [c.padding] * 2, [c.padding] * 2, [0, 0]], [1, c.stride, c.stride, 1]
    shapes = x.shape, w.shape
    x, w, dy = map(tf.constant, (x, w, dy))
    if not c.filters:  # no given paddings: SAME has as many, on other sides where strides are 2
        return {
            "forward": lambda: nn.depthwise_conv2d_native(x, w, step, "SAME"),
            "input": lambda: nn.depthwise_conv2d_backprop_input(shapes[0], w, dy, step, "SAME"),
            "filter": lambda: nn.depthwise_conv2d_backprop_filter(x, shapes[1], dy, step, "SAME"),
        }
    return {
        "forward": lambda: nn.conv2d(x, w, step, pad),
        "input": lambda: nn.conv2d_backprop_input(shapes[0], w, dy, step, pad),
        "filter": lambda: nn.conv2d_backprop_filter(x, shapes[1], dy, step, pad),
    }


def _conv_torch(torch, c, x, w, dy, format):
    def image(a, order):
        return torch.from_numpy(a).permute(order).contiguous(memory_format=format)

    x, dy = image(x, (0, 3, 1, 2)), image(dy, (0, 3, 1, 2))
    w = image(w, (3, 2, 0, 1) if c.filters else (2, 3, 0, 1))
    groups = 1 if c.filters else c.channels
    step, pad = [c.stride] * 2, [c.padding] * 2

    def back(*mask):
        return torch.ops.aten.convolution_backward(
            dy, x, w, None, step, pad, [1, 1], False, [0, 0], groups, [*mask, False]
        )

    return {
        "forward": lambda: torch.conv2d(x, w, None, step, pad, 1, groups),
        "input": lambda: back(True, False),
        "filter": lambda: back(False, True),
    }


def _conv_jax(jax, c, x, w, dy):
    x, w, dy = map(jax.numpy.asarray, (x, w, dy))

    def conv(x, w):
        return jax.lax.conv_general_dilated(
            x, w, [c.stride] * 2, [[c.padding] * 2] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC")
        )

    forward = jax.jit(conv)
    into_x = jax.jit(lambda x, w, dy: jax.vjp(lambda x: conv(x, w), x)[1](dy)[0])
    into_w = jax.jit(lambda x, w, dy: jax.vjp(lambda w: conv(x, w), w)[1](dy)[0])
    return {
        "forward": lambda: forward(x, w).block_until_ready(),
        "input": lambda: into_x(x, w, dy).block_until_ready(),
        "filter": lambda: into_w(x, w, dy).block_until_ready(),
    }


def _conv_numpy(np, c, x, w, dy):
    """Windows times filter, and so the filter's gradient; the input's has no short way."""
    pad = [(0, 0), (c.padding,) * 2, (c.padding,) * 2, (0, 0)]

    def windows():
        views = np.lib.stride_tricks.sliding_window_view(np.pad(x, pad), (c.window,) * 2, (1, 2))
        return views[:, :: c.stride, :: c.stride]  # [batch, h, w, channels, rows, columns]

    turned = w.transpose(2, 0, 1, 3)
    return {
        "forward": lambda: np.tensordot(windows(), turned, 3),
        "filter": lambda: np.tensordot(windows(), dy, ([0, 1, 2],) * 2).transpose(1, 2, 0, 3),
    }


# ---- Pooling and normalisation over images of ResNet-50, by case ----

POOL, NORM = (112, 112, 64), (56, 56, 256)


def _others_tf(tf, raw, batch):
    x, big = tf.constant(_random(batch, *POOL)), tf.constant(_random(batch, *NORM))
    window = {"ksize": [1, 3, 3, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}
    y = raw.MaxPool(input=x, **window)
    sizes = tf.constant(list(x.shape), tf.int32)
    scale, none = tf.ones([NORM[-1]]), tf.zeros([0])
    saved = raw.FusedBatchNormV3(x=big, scale=scale, offset=scale, mean=none, variance=none)
    last = tf.constant(_random(batch, 7, 7, 2048))
    return {
        "max pool": lambda: raw.MaxPool(input=x, **window),
        "its gradient": lambda: raw.MaxPoolGrad(orig_input=x, orig_output=y, grad=y, **window),
        "average pool": lambda: raw.AvgPool(value=x, **window),
        "its gradient ": lambda: raw.AvgPoolGrad(orig_input_shape=sizes, grad=y, **window),
        "global average": lambda: tf.reduce_mean(last, [1, 2]),
        "batch norm": lambda: raw.FusedBatchNormV3(
            x=big, scale=scale, offset=scale, mean=none, variance=none, epsilon=0.001
        ),
        "batch norm's gradient": lambda: raw.FusedBatchNormGradV3(
            y_backprop=big, x=big, scale=scale, reserve_space_1=saved[3], reserve_space_2=saved[4],
            reserve_space_3=saved[5], epsilon=0.001,
        ),
        "batch norm, inference": lambda: raw.FusedBatchNormV3(
            x=big, scale=scale, offset=scale, mean=scale, variance=scale, is_training=False
        ),
    }  # fmt: skip


def _others_torch(torch, batch, format):
    def image(a):
        return torch.from_numpy(a).permute(0, 3, 1, 2).contiguous(memory_format=format)

    ops, functional = torch.ops.aten, torch.nn.functional
    x, big, last = (image(_random(batch, *size)) for size in (POOL, NORM, (7, 7, 2048)))
    window = [3, 3], [2, 2], [1, 1]
    y, where = ops.max_pool2d_with_indices(x, *window)
    scale = torch.ones(NORM[-1])
    _, mean, spread = ops.native_batch_norm(big, scale, scale, None, None, True, 0.1, 0.001)
    return {
        "max pool": lambda: ops.max_pool2d_with_indices(x, *window),
        "its gradient": lambda: ops.max_pool2d_with_indices_backward(
            y, x, *window, [1, 1], False, where
        ),
        "average pool": lambda: ops.avg_pool2d(x, *window),
        "its gradient ": lambda: ops.avg_pool2d_backward(y, x, *window, False, True, None),
        "global average": lambda: last.mean((2, 3)),
        "batch norm": lambda: ops.native_batch_norm(
            big, scale, scale, None, None, True, 0.1, 0.001
        ),
        "batch norm's gradient": lambda: ops.native_batch_norm_backward(
            big, big, scale, None, None, mean, spread, True, 0.001, [True] * 3
        ),
        "batch norm, inference": lambda: functional.batch_norm(big, scale, scale, scale, scale),
    }  # fmt: skip


# ---- Small calls ----


def _small_tf(tf):
    nn = tf.compat.v1.nn
    x, w = tf.constant(_random(1, 8, 8, 3)), tf.constant(_random(3, 3, 3, 8))
    layer = tf.keras.layers.Conv2D(8, 3, padding="same")
    layer(x)
    rectified = tf.keras.layers.Conv2D(8, 3, padding="same", activation="relu")
    rectified(x)
    return {
        "conv 3x3 on 8x8x3": lambda: nn.conv2d(x, w, [1, 1, 1, 1], "SAME"),
        "max pool on 8x8x3": lambda: nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
        "average pool on 8x8x3": lambda: nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
        "Conv2D(8, 3)": lambda: layer(x), "Conv2D(8, 3), ReLU": lambda: rectified(x),
    }  # fmt: skip


def _small_torch(torch, format):
    functional = torch.nn.functional
    x = torch.from_numpy(_random(1, 3, 8, 8)).contiguous(memory_format=format)
    w = torch.from_numpy(_random(8, 3, 3, 3)).contiguous(memory_format=format)
    layer = torch.nn.Conv2d(3, 8, 3, padding=1).to(memory_format=format)
    return {
        "conv 3x3 on 8x8x3": lambda: torch.conv2d(x, w, None, [1, 1], [1, 1]),
        "max pool on 8x8x3": lambda: functional.max_pool2d(x, 2),
        "average pool on 8x8x3": lambda: functional.avg_pool2d(x, 2),
        "Conv2D(8, 3)": lambda: layer(x),
        "Conv2D(8, 3), ReLU": lambda: torch.relu(layer(x)),
    }


# ---- Runs ----


class _Peers:
    """Calls of every library, by the name of its column."""

    def __init__(self, names):
        self.tf, self.found = peers.zeal(), peers.load(names)
        self.formats = {}
        if torch := self.found.get("torch"):
            self.formats = {"torch": torch.channels_last, "torch NCHW": torch.contiguous_format}

    def convolutions(self, c, batch):
        operands = _operands(c, batch)
        calls = {"zeal": _conv_tf(self.tf, c, *operands)}
        for name, format in self.formats.items():
            calls[name] = _conv_torch(self.found["torch"], c, *operands, format)
        for name, make in (("tf", _conv_tf), ("jax", _conv_jax), ("numpy", _conv_numpy)):
            if name in self.found and (c.filters or name == "tf"):
                calls[name] = make(self.found[name], c, *operands)
        return calls

    def others(self, batch):
        from zeal._native import raw

        calls = {"zeal": _others_tf(self.tf, raw, batch)}
        for name, format in self.formats.items():
            calls[name] = _others_torch(self.found["torch"], batch, format)
        if tf := self.found.get("tf"):
            calls["tf"] = _others_tf(tf, tf.raw_ops, batch)
        return calls

    def small(self):
        calls = {"zeal": _small_tf(self.tf)}
        for name, format in self.formats.items():
            calls[name] = _small_torch(self.found["torch"], format)
        if "tf" in self.found:
            calls["tf"] = _small_tf(self.found["tf"])
        return calls


def _once(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _in_turns(calls, case, seconds):
    """Seconds of the fastest call by peer; in turns, so that slow spells hit all of them."""
    turns = {peer: by_case[case] for peer, by_case in calls.items() if case in by_case}
    for call in turns.values():
        call()
    least = {peer: _once(call) for peer, call in turns.items()}
    for _ in range(min(50, max(2, int(seconds / sum(least.values()))))):
        least = {peer: min(least[peer], _once(call)) for peer, call in turns.items()}
    return least


def _ratio(times, peer="torch"):
    """How many times longer a peer takes, as text."""
    return f"{times[peer] / times['zeal']:.2f}" if peer in times else "-"


def _network(all_peers, name, batch, seconds):
    """Prints a network's convolutions, and their sums over its layers."""
    rows, sums = [], {direction: {} for direction in DIRECTIONS}
    for c in NETWORKS[name]:
        calls = all_peers.convolutions(c, batch)
        for direction in DIRECTIONS:
            if direction == "input" and c.channels <= 3:
                continue  # images need no gradient
            times = _in_turns(calls, direction, seconds)
            rows.append((f"{c} {direction}", times))
            for peer, spent in times.items():
                sums[direction][peer] = sums[direction].get(peer, 0) + c.count * spent
    peers_of_all = set.intersection(*(set(s) for s in sums.values()))
    total = {peer: sum(s[peer] for s in sums.values()) for peer in peers_of_all}
    rows += [(f"sum, {direction}", times) for direction, times in sums.items()] + [("sum", total)]
    _table(f"{name}, batch {batch}", rows)


def _table(title, rows):
    columns = list(dict.fromkeys(peer for _, times in rows for peer in times))
    ratios = {"torch/zeal": {name: _ratio(times) for name, times in rows}}
    timing.table(title, columns, rows, extra=ratios)


def run(names):
    """Prints the tables; a quick run takes each network's smaller batch alone."""
    all_peers, seconds = _Peers(names), 0.2 if timing.quick else 1.0
    calls = all_peers.small()
    least = timing.least(calls)
    rows = [(case, {peer: t[case] for peer, t in least.items()}) for case in calls["zeal"]]
    timing.table("small calls", list(calls), rows, LIMITS)
    for batch in (1,) if timing.quick else (1, 16):
        calls = all_peers.others(batch)
        _table(
            f"pooling of {[batch, *POOL]}, batch norm of {[batch, *NORM]}",
            [(case, _in_turns(calls, case, seconds)) for case in calls["zeal"]],
        )
    for name, batches in BATCHES.items():
        for batch in batches[:1] if timing.quick else batches:
            _network(all_peers, name, batch, seconds)
