"""map_fn, the folds and scan in graphs: loops over the rows of their arguments."""

from zeal import _native, nest
from zeal.graph.graph import get_default_graph
from zeal.graph.loops import while_loop
from zeal.graph.one_graph import within
from zeal.graph.tensor_array import TensorArray
from zeal.ops.op_counts import count_parts
from zeal.tensor_shape import Dimension, TensorShape

api = _native.api


class _Rows:
    """The rows of a structure of tensors, as arrays."""

    def __init__(self, elems, tensors):
        self.elems = elems
        self.sizes = [t.shape._at(0) for t in tensors if t.shape.ndims]
        self.known = next((n for n in self.sizes if n is not None), None)
        self.count = (
            api.shape(tensors[0])[0] if self.known is None else _native.convert(self.known, "int32")
        )
        self.arrays = [TensorArray(t.dtype, size=self.count).unstack(t) for t in tensors]

    def at(self, i):
        """The structure of the rows at an index."""
        leaves = [array.read(i) for array in self.arrays]
        return (
            nest.pack_sequence_as(self.elems, leaves) if nest.is_nested(self.elems) else leaves[0]
        )

    def stacked(self, arrays, structure):
        """What a loop wrote for each row, in a structure; as many as each tensor has."""
        for size in self.sizes:
            Dimension(self.known).assert_is_compatible_with(size)
        leaves = [array.stack() for array in arrays]
        for leaf in leaves:
            if leaf.shape.ndims is not None:
                leaf.set_shape(TensorShape([self.known]).concatenate(leaf.shape[1:]))
        return nest.pack_sequence_as(structure, leaves) if nest.is_nested(structure) else leaves[0]


def _write_all(arrays, i, values):
    return [array.write(i, value) for array, value in zip(arrays, values, strict=True)]


def mapped(fn, elems, tensors, dtype, dtypes, collect, back_prop, name):
    """`tf.map_fn`; `collect` gives the leaves of a result of fn."""
    with within(tensors), get_default_graph().name_scope(name):
        rows = _Rows(elems, tensors)
        arrays = [TensorArray(t, size=rows.count) for t in dtypes]

        def step(i, arrays):
            return i + 1, _write_all(arrays, i, collect(fn(rows.at(i))))

        _, arrays = while_loop(
            lambda i, _: i < rows.count,
            step,
            (_native.convert(0, "int32"), arrays),
            back_prop=back_prop,
        )
        count_parts("map_fn", len(dtypes), 0 if rows.known else 3)
        return rows.stacked(arrays, dtype)


def folded(fn, elems, tensors, initializer, reverse, back_prop, name):
    """`tf.foldl` and `tf.foldr`."""
    with within(tensors), get_default_graph().name_scope(name):
        rows = _Rows(elems, tensors)
        value, places = _start(rows, initializer, reverse)

        def step(i, value):
            result = fn(value, rows.at(places.row(i)))
            nest.assert_same_structure(value, result)
            return i + 1, result

        _, value = while_loop(places.more, step, (places.first, value), back_prop=back_prop)
        count_parts("foldl", 1, 0 if rows.known else 2)
        return value


def scanned(fn, elems, tensors, initializer, reverse, collect, back_prop, name):
    """`tf.scan`; `collect` gives the leaves of a result of fn."""
    with within(tensors), get_default_graph().name_scope(name):
        rows = _Rows(elems, tensors)
        value, places = _start(rows, initializer, reverse)
        structure, leaves = value, nest.flatten(value)
        dtypes = [t.dtype for t in leaves]
        arrays = [TensorArray(t, size=rows.count) for t in dtypes]
        if initializer is None:
            arrays = _write_all(arrays, places.row(_native.convert(0, "int32")), leaves)

        def step(i, value, arrays):
            at = places.row(i)
            leaves = collect(fn(value, rows.at(at)), structure, dtypes)
            value = (
                nest.pack_sequence_as(structure, leaves) if nest.is_nested(structure) else leaves[0]
            )
            return i + 1, value, _write_all(arrays, at, leaves)

        _, _, arrays = while_loop(
            places.more, step, (places.first, value, arrays), back_prop=back_prop
        )
        count_parts("scan", len(dtypes), 0 if rows.known else 3)
        return rows.stacked(arrays, structure)


class _Places:
    """Which row each step takes."""

    def __init__(self, count, first, reverse):
        self.count, self.first, self.reverse = count, _native.convert(first, "int32"), reverse

    def more(self, i, *_):
        """Whether step i is one."""
        return i < self.count

    def row(self, i):
        """The row of step i."""
        return self.count - 1 - i if self.reverse else i


def _start(rows, initializer, reverse):
    """The value to start from, and the places of the rows that remain."""
    if initializer is not None:
        return nest.map_structure(_native.convert, initializer), _Places(rows.count, 0, reverse)
    places = _Places(rows.count, 1, reverse)
    return rows.at(places.row(_native.convert(0, "int32"))), places
