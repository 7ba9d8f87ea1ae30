"""Sample rows of resized images."""

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

OPTIONS = {"align_corners": False, "half_pixel_centers": False}


def scale_of(n, size, align_corners):
    return (n - 1) / (size - 1) if align_corners and size > 1 else n / size


def places(n, size, align_corners, half_pixel_centers):
    scale = scale_of(n, size, align_corners)
    at = np.arange(size)
    return (at + 0.5) * scale - 0.5 if half_pixel_centers else at * scale


def linear(n, size, align_corners, half_pixel_centers):
    """The matrix [size, n] that makes new rows of old ones."""
    out, every = np.zeros((size, n)), np.arange(size)
    at = places(n, size, align_corners, half_pixel_centers)
    low, weight = np.floor(at), at - np.floor(at)
    np.add.at(out, (every, np.clip(low.astype(int), 0, n - 1)), 1 - weight)
    np.add.at(out, (every, np.clip(np.ceil(at).astype(int), 0, n - 1)), weight)
    return out


def cubic(n, size, align_corners, half_pixel_centers):
    a = -0.5 if half_pixel_centers else -0.75
    out = np.zeros((size, n))
    for row, at in zip(out, places(n, size, align_corners, half_pixel_centers), strict=True):
        low = int(np.floor(at))
        t = np.rint((at - low) * 1024) / 1024  # TensorFlow's table
        weights = [cubic_at(a, 1 + t), cubic_at(a, t), cubic_at(a, 1 - t), cubic_at(a, 2 - t)]
        for i, weight in enumerate(weights, low - 1):
            if not half_pixel_centers or 0 <= i < n:
                row[np.clip(i, 0, n - 1)] += weight
        if half_pixel_centers:
            row /= row.sum()
    return out


def cubic_at(a, x):
    return (a + 2) * x**3 - (a + 3) * x**2 + 1 if x <= 1 else a * (x**3 - 5 * x**2 + 8 * x - 4)


def area(n, size, align_corners=False):
    out, scale = np.zeros((size, n)), scale_of(n, size, align_corners)
    for i, row in enumerate(out):
        for k in range(int(np.floor(i * scale)), int(np.ceil((i + 1) * scale))):
            row[min(k, n - 1)] += (min(k + 1, (i + 1) * scale) - max(k, i * scale)) / scale
    return out


def nearest(n, size, align_corners, half_pixel_centers):
    scale = scale_of(n, size, align_corners)
    at = (np.arange(size) + 0.5 * half_pixel_centers) * scale
    at = np.floor(at + 0.5) if align_corners else np.floor(at)
    return np.eye(n)[np.clip(at.astype(int), 0, n - 1)]


def resized(matrix, to_float=True):
    def ref(images, size, **attrs):
        down, across = (matrix(n, int(m), **attrs) for n, m in zip(images.shape[1:3], size, strict=True))
        out = np.einsum("yh,xw,bhwc->byxc", down, across, images.astype(np.float64))
        return out.astype(np.float32) if to_float else out.astype(images.dtype)

    return ref


def spread(matrix):
    def ref(grads, image, **attrs):
        down, across = (matrix(n, m, **attrs) for n, m in zip(image.shape[1:3], grads.shape[1:3], strict=True))
        return np.einsum("yh,xw,byxc->bhwc", down, across, grads.astype(np.float64)).astype(image.dtype)

    return ref


def spread_nearest(grads, size, **attrs):
    down, across = (nearest(int(n), m, **attrs) for n, m in zip(size, grads.shape[1:3], strict=True))
    return np.einsum("yh,xw,byxc->bhwc", down, across, grads.astype(np.float64)).astype(grads.dtype)


X = A((2, 4, 5, 3))
KINDS = [("larger", [7, 9], {}), ("smaller", [3, 2], {}), ("corners", [6, 3], {"align_corners": True}),
         ("centers", [5, 8], {"half_pixel_centers": True}), ("one", [1, 1], {"align_corners": True})]

ERRORS = [
    E([A((4, 5, 3)), V([2, 2])], {}, Invalid, "input must be 4-dimensional"),
    E([X, V([2, 2, 2])], {}, Invalid, "shape_t must have two elements"),
    E([X, V(2)], {}, Invalid, "shape_t must be 1-dimensional"),
    E([X, V([0, 2])], {}, Invalid, "output dimensions must be positive"),
    E([X, V([2, -1])], {}, Invalid, "output dimensions must be positive"),
    E([A((1, 0, 2, 1)), V([2, 2])], {}, Invalid, "input image must be of non-zero size"),
]
BOTH = E([X, V([2, 2])], {"align_corners": True, "half_pixel_centers": True}, Invalid,
         "If half_pixel_centers is True, align_corners must be False.")


def rows(op, matrix):
    for name, size, attrs in KINDS:
        attrs = {**OPTIONS, **attrs}
        yield Sample(op, [X, V(size)], resized(matrix), attrs, name=name, grad=(),
                     tol=1 if op != "ResizeBicubic" else 5, errors=[*ERRORS, BOTH] if name == "larger" else ())
        yield Sample(op, [X, V(size)], resized(matrix), attrs, name=f"{name}-slopes", tol=5, dtypes=("float32",))
        grads = A((2, *size, 3), dtype="float32")
        sample = Sample(f"{op}Grad", [grads, X], spread(matrix), attrs, name=name, grad=(0,), tol=5)
        yield sample.but(dtypes=("float32", "float16", "bfloat16"))
        yield sample.but(dtypes=("float64",), name=f"{name}-wide", tol=1e6, grad=())  # sums are in float32
    yield Sample(op, [A((2, 40, 30, 3)), V([50, 70])], resized(matrix), OPTIONS, name="big",
                 big=[A((4, 200, 150, 3)), V([250, 170])], grad=(), tol=50)
    yield Sample(op, [A((0, 4, 5, 3)), V([2, 2])], resized(matrix), OPTIONS, name="nothing", grad=())


ROWS = [*rows("ResizeBilinear", linear), *rows("ResizeBicubic", cubic)]
ROWS.append(Sample("ResizeNearestNeighborGrad", [V(np.full((1, 2, 1, 1), 2**31 - 1)), V([1, 1])],
                   lambda grads, size, **attrs: np.full((1, 1, 1, 1), -2, np.int32), OPTIONS, name="wraps", grad=()))  # fmt: skip
for name, size, attrs in KINDS:
    attrs = {**OPTIONS, **attrs}
    ROWS += [
        Sample("ResizeNearestNeighbor", [X, V(size)], resized(nearest, False), attrs, name=name,
               errors=[*ERRORS, BOTH] if name == "larger" else ()),
        Sample("ResizeNearestNeighborGrad", [A((2, *size, 3)), V([4, 5])], spread_nearest, attrs, name=name, tol=4),
    ]
    if not attrs["half_pixel_centers"]:
        corners = {"align_corners": attrs["align_corners"]}
        ROWS.append(Sample("ResizeArea", [X, V(size)], resized(area), corners, name=name, grad=(), tol=4,
                           errors=ERRORS if name == "larger" else ()))
