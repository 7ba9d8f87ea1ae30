"""The checks of `tf.test.TestCase` that compare tensors, arrays and nests of them."""

from collections.abc import Mapping

from zeal import dtypes
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.conversion import is_tensor

__unittest = True  # failures end in the test's line
_AT_MOST = 10  # subscripts that a message lists


class TensorAssertions:
    """Checks whose operands may be tensors, variables, arrays, numbers or lists."""

    def _GetNdArray(self, a):
        import numpy as np

        if is_tensor(a):
            eager = hasattr(a, "numpy") and not getattr(a, "_symbolic", True)
            a = a.numpy() if eager else self.evaluate(a)
        elif isinstance(a, (list, tuple)) and any(map(is_tensor, a)):
            a = [self._GetNdArray(x) for x in a]
        return np.asarray(a)

    def assertAllClose(self, a, b, rtol=1e-6, atol=1e-6, msg=None):
        """Numbers are close, in structures that are alike; NaN equals NaN.

        Args:
          a: the expected value: a tensor, array, number, or a list, tuple or dict of such.
          b: the value.
          rtol: tolerance relative to b.
          atol: absolute tolerance; |a - b| <= atol + rtol * |b| passes.
          msg: added to the failure's text.

        Raises:
          AssertionError: they are not.
          ValueError: a dict is compared with something else, or lists of other lengths.
        """
        self._close(a, b, rtol, atol, msg, "")

    def _lists(self, a):
        """Ragged and dense tensors as nested lists."""
        if is_tensor(a) or isinstance(a, CompositeTensor):
            a = self.evaluate(a)
        if _has_rows(a):
            return a.to_list()
        a = a.tolist() if _is_array(a) else a
        return list(map(self._lists, a)) if isinstance(a, (list, tuple)) else a

    def _same_rows(self, a, b, msg):
        self.assertEqual(self._lists(a), self._lists(b), msg)
        if not isinstance(a, (list, tuple)) and not isinstance(b, (list, tuple)):
            self.assertEqual(getattr(a, "ragged_rank", 0), getattr(b, "ragged_rank", 0), msg)

    def _close(self, a, b, rtol, atol, msg, path):
        if _has_rows(a) or _has_rows(b):
            a, b = self._lists(a), self._lists(b)
        a, b = (x._asdict() if hasattr(x, "_asdict") else x for x in (a, b))
        if isinstance(a, Mapping) or isinstance(b, Mapping):
            self._close_mappings(a, b, rtol, atol, msg, path)
        elif isinstance(a, (list, tuple)) and not self._is_array_like(a, b):
            self._close_sequences(a, b, rtol, atol, msg, path)
        else:
            self._close_arrays(a, b, rtol, atol, msg, path)

    def _is_array_like(self, a, b):
        try:
            return all(self._GetNdArray(x).dtype != object for x in (a, b))
        except (ValueError, TypeError):
            return False  # of uneven lengths, or of more than numbers

    def _close_mappings(self, a, b, rtol, atol, msg, path):
        if not (isinstance(a, Mapping) and isinstance(b, Mapping)):
            raise ValueError(f"Can't compare dict to non-dict, a{path} vs b{path}.")
        what = f"mismatched keys: a{path} has keys {list(a)}, but b{path} has keys {list(b)}"
        self.assertCountEqual(list(a), list(b), what)
        for key in a:
            self._close(a[key], b[key], rtol, atol, msg, f"{path}[{key}]")

    def _close_sequences(self, a, b, rtol, atol, msg, path):
        if len(a) != len(b):
            raise ValueError(
                f"Mismatched length: a{path} has {len(a)} items, but b{path} has {len(b)} items. "
                f"{msg or ''}"
            )
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            self._close(x, y, rtol, atol, msg, f"{path}[{i}]")

    def _close_arrays(self, a, b, rtol, atol, msg, path):
        import numpy as np

        a, b = self._GetNdArray(a), self._GetNdArray(b)
        self._same_shape(a, b, msg)
        a, b = _widened(a), _widened(b)
        what = f"Mismatched value: a{path} is different from b{path}. {msg or ''}"
        if not np.allclose(a, b, rtol, atol, equal_nan=True):
            what += _far_apart(a, b, rtol, atol)
        np.testing.assert_allclose(a, b, rtol=rtol, atol=atol, err_msg=what, equal_nan=True)

    def _same_shape(self, a, b, msg):
        what = f"Shape mismatch: expected {a.shape}, got {b.shape}. "
        if b.ndim <= 3 or b.size < 500:
            what += f"Contents: {b}. \n"
        self.assertEqual(a.shape, b.shape, f"{what}{msg or ''}")

    def assertAllCloseAccordingToType(
        self, a, b, rtol=1e-6, atol=1e-6, float_rtol=1e-6, float_atol=1e-6, half_rtol=1e-3,
        half_atol=1e-3, bfloat16_rtol=1e-2, bfloat16_atol=1e-2, msg=None,
    ):  # fmt: skip
        """`assertAllClose` with the tolerances of the narrower of both dtypes.

        Args:
          a, b: the values.
          rtol, atol: for float64 and all others.
          float_rtol, float_atol: at least these for float32 and complex64.
          half_rtol, half_atol: at least these for float16.
          bfloat16_rtol, bfloat16_atol: at least these for bfloat16.
          msg: added to the failure's text.
        """
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        names = {a.dtype.name, b.dtype.name}
        for kinds, wider_rtol, wider_atol in (
            ({"float32", "complex64"}, float_rtol, float_atol),
            ({"float16"}, half_rtol, half_atol),
            ({"bfloat16"}, bfloat16_rtol, bfloat16_atol),
        ):
            if names & kinds:
                rtol, atol = max(rtol, wider_rtol), max(atol, wider_atol)
        self.assertAllClose(a, b, rtol, atol, msg)

    def assertNotAllClose(self, a, b, **kwargs):
        """`assertAllClose` of these arguments would fail."""
        try:
            self.assertAllClose(a, b, **kwargs)
        except AssertionError:
            return
        raise AssertionError("The two values are close at all elements")

    def assertAllEqual(self, a, b, msg=None):
        """Shapes and all elements are equal; NaN equals NaN. Ragged tensors have the same rows."""
        import numpy as np

        if _has_rows(a) or _has_rows(b):
            self._same_rows(a, b, msg)
            return
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        self._same_shape(a, b, msg)
        same = np.asarray(a == b)
        if all(x.dtype.kind in "fcV" for x in (a, b)):  # V: bfloat16
            same = np.logical_or(same, np.logical_and(a != a, b != b))
        if not np.all(same):
            what = f"{msg or ''}{_sides('not equal', a, b, ~same)}"
            np.testing.assert_array_equal(a, b, err_msg=what)
            raise AssertionError(f"Arrays are not equal\n{what}")

    def assertNotAllEqual(self, a, b, msg=None):
        """Some element differs, or the shapes do."""
        try:
            self.assertAllEqual(a, b)
        except AssertionError:
            return
        raise AssertionError(f"The two values are equal at all elements. {msg or ''}")

    def assertAllGreater(self, a, comparison_target):
        """All elements are greater than a number."""
        self.assertGreater(self._GetNdArray(a).min().item(), comparison_target)

    def assertAllLess(self, a, comparison_target):
        """All elements are less than a number."""
        self.assertLess(self._GetNdArray(a).max().item(), comparison_target)

    def assertAllGreaterEqual(self, a, comparison_target):
        """All elements are greater than a number, or equal."""
        self.assertGreaterEqual(self._GetNdArray(a).min().item(), comparison_target)

    def assertAllLessEqual(self, a, comparison_target):
        """All elements are less than a number, or equal."""
        self.assertLessEqual(self._GetNdArray(a).max().item(), comparison_target)

    def assertAllInRange(
        self, target, lower_bound, upper_bound, open_lower_bound=False, open_upper_bound=False
    ):
        """All elements lie in an interval; NaN does not.

        Args:
          target: a tensor of numbers.
          lower_bound, upper_bound: its ends.
          open_lower_bound, open_upper_bound: whether the ends do not belong to it.
        """
        array = self._GetNdArray(target)
        if array.dtype.kind not in "iuf" and array.dtype.name != "bfloat16":
            raise AssertionError(
                f"The value of {target} does not have an ordered numeric type, instead it has "
                f"type: {array.dtype}"
            )
        above = array > lower_bound if open_lower_bound else array >= lower_bound
        below = array < upper_bound if open_upper_bound else array <= upper_bound
        outside = ~(above & below)
        if outside.any():
            ends = "[("[open_lower_bound], "])"[open_upper_bound]
            raise AssertionError(
                f"{outside.sum()} of the {array.size} element(s) are outside the range "
                f"{ends[0]}{lower_bound}, {upper_bound}{ends[1]}. Subscript(s) and value(s) of the "
                f"offending elements:{_subscripts(outside, array)}"
            )

    def assertAllInSet(self, target, expected_set):
        """All elements are members of a set."""
        import numpy as np

        others = np.setdiff1d(self._GetNdArray(target).ravel(), list(expected_set))
        if others.size:
            raise AssertionError(
                f"{others.size} unique element(s) are not in the set {expected_set}: "
                f"{others.tolist()}"
            )

    def assertNear(self, f1, f2, err, msg=None):
        """Two numbers differ by no more than `err`."""
        import numpy as np

        f1, f2, err = (np.asarray(f).item() for f in (f1, f2, err))  # also arrays of one number
        what = f"{f1:f} != {f2:f} +/- {err:f}"
        what += f" ({msg})" if msg is not None else ""
        self.assertTrue(f1 == f2 or abs(f1 - f2) <= err, what)

    def assertArrayNear(self, farray1, farray2, err, msg=None):
        """Two lists of numbers differ by no more than `err`, number by number."""
        self.assertEqual(len(farray1), len(farray2), msg)
        for f1, f2 in zip(farray1, farray2, strict=True):
            self.assertNear(float(f1), float(f2), err, msg)

    def assertNDArrayNear(self, ndarray1, ndarray2, err, msg=None):
        """The Euclidean norm of the difference of two arrays is below `err`."""
        import numpy as np

        difference = np.linalg.norm(self._GetNdArray(ndarray1) - self._GetNdArray(ndarray2))
        self.assertTrue(difference < err, msg)

    def assertDTypeEqual(self, target, expected_dtype):
        """A tensor or array has a dtype."""
        found = self._GetNdArray(target).dtype
        self.assertEqual(dtypes.as_dtype(found), dtypes.as_dtype(expected_dtype))

    def assertShapeEqual(self, np_array, tf_tensor, msg=None):
        """An array and a tensor have the same shape."""
        self.assertAllEqual(np_array.shape, tf_tensor.get_shape().as_list(), msg)

    def assertDeviceEqual(self, device1, device2, msg=None):
        """Two names of devices mean the same one."""
        first, second = _device_name(device1), _device_name(device2)
        what = f"Devices {first} and {second} are not equal. {msg or ''}"
        self.assertEqual(first, second, what)

    def assertStartsWith(self, actual, expected_start, msg=None):
        """A text starts with another."""
        if not actual.startswith(expected_start):
            what = f"{actual!r} does not start with {expected_start!r}"
            self.fail(self._formatMessage(msg, what))


def _has_rows(value) -> bool:
    """Whether a value is a ragged tensor, or what a run gives for one."""
    return hasattr(value, "nested_row_splits")


def _is_array(value) -> bool:
    return hasattr(value, "dtype") and hasattr(value, "tolist")


def _widened(array):
    """An array whose numbers NumPy's comparisons take: bfloat16 as float32."""
    import numpy as np

    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array


def _sides(what, a, b, differs) -> str:
    """Where two arrays differ and what is there, in TensorFlow's words."""
    import numpy as np

    where = f"\n{what} where = {np.where(differs)}" if a.ndim else ""
    return f"{where}\n{what} lhs = {a[differs] if a.ndim else a}" + (
        f"\n{what} rhs = {b[differs] if a.ndim else b}"
    )


def _far_apart(a, b, rtol, atol) -> str:
    """The same for numbers that are not close, and how far from one another they are."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        away, most = np.abs(a - b), atol + rtol * np.abs(b)
        far = np.asarray(~(away <= most) & (a != b) & ~(np.isnan(a) & np.isnan(b)))
    away, most = (x[far] if a.ndim else x for x in (away, np.asarray(most)))
    return (
        f"{_sides('not close', a, b, far)}\nnot close dif = {away}\nnot close tol = {most}\n"
        f"dtype = {a.dtype}, shape = {a.shape}"
    )


def _subscripts(mask, array) -> str:
    """Places and values of the elements that a mask marks, one a line."""
    import numpy as np

    places = np.argwhere(np.atleast_1d(mask))
    values = np.atleast_1d(array)
    lines = [f"\n  {p.tolist()} : {values[tuple(p)]}" for p in places[:_AT_MOST]]
    return "".join(lines) + "\n  ..." * (len(places) > _AT_MOST)


def _device_name(device) -> str:
    """A device's name with its parts in full: "/cpu:0" is "/device:CPU:0"."""
    parts = [part for part in str(device or "").split("/") if part]
    return "".join("/" + _device_part(part) for part in parts)


def _device_part(part: str) -> str:
    kind = part.removeprefix("device:").partition(":")
    if kind[0].lower() in ("cpu", "gpu"):
        return f"device:{kind[0].upper()}:{kind[2] or '*'}"
    return part
