"""tf.contrib.slim.tfexample_decoder: items, such as images, out of `tf.train.Example` messages."""

from abc import ABC as _ABC
from abc import abstractmethod as _abstractmethod

from zeal import dtypes as _dtypes
from zeal._native import api as _api
from zeal.contrib.slim import data_decoder as _data_decoder
from zeal.graph.cases import case as _case
from zeal.graph.conditions import cond as _cond
from zeal.graph.functional import map_fn as _map_fn
from zeal.images import decoding as _decoding
from zeal.ops.array.join import stack as _stack
from zeal.public import publish_module as _publish_module
from zeal.records import features as _features
from zeal.records import parsing as _parsing
from zeal.records import raw as _raw
from zeal.sparse import dense_forms as _dense_forms
from zeal.sparse import shapes as _shapes
from zeal.sparse import sparse_tensor as _sparse_tensor

_publish_module(__name__)


def _dense(value, default=None):
    return (
        _dense_forms.sparse_tensor_to_dense(value, default)
        if _sparse_tensor.is_sparse(value)
        else value
    )


class ItemHandler(_ABC):
    """What makes an item of an example's features; to be derived from.

    Args:
      keys: the name or names of the features.
    """

    def __init__(self, keys):
        self._keys = keys if isinstance(keys, (tuple, list)) else [keys]

    @property
    def keys(self):
        """The features' names."""
        return self._keys

    @_abstractmethod
    def tensors_to_item(self, keys_to_tensors):
        """The item.

        Args:
          keys_to_tensors: a dict from features' names to tensors.
        """


class ItemHandlerCallback(ItemHandler):
    """An item that a function makes.

    Args:
      keys: the names of the features.
      func: a function of a dict from them to tensors.
    """

    def __init__(self, keys, func):
        super().__init__(keys)
        self._func = func

    def tensors_to_item(self, keys_to_tensors):
        """What the function gives."""
        return self._func(keys_to_tensors)


class BoundingBox(ItemHandler):
    """Boxes of shape `[n, 4]`, of four features with a side each.

    Args:
      keys: the features' names; "ymin", "xmin", "ymax" and "xmax" if it is None.
      prefix: what each name begins with besides.

    Raises:
      ValueError: there are not four.
    """

    def __init__(self, keys=None, prefix=""):
        keys = ["ymin", "xmin", "ymax", "xmax"] if keys is None else keys
        if len(keys) != 4:
            raise ValueError(f"BoundingBox expects 4 keys but got {len(keys)}")
        super().__init__([prefix + key for key in keys])

    def tensors_to_item(self, keys_to_tensors):
        """The boxes, a row each."""
        sides = [keys_to_tensors[key] for key in self._keys]
        sides = [side.values if _sparse_tensor.is_sparse(side) else side for side in sides]
        return _api.transpose(_api.concat([_api.expand_dims(side, 0) for side in sides], 0))


class Tensor(ItemHandler):
    """A feature as a dense tensor.

    Args:
      tensor_key: the feature's name.
      shape_keys: the name or names of features with the shape or its sizes.
      shape: the shape, where it is the same for all examples.
      default_value: what stands where a sparse feature has no value.

    Raises:
      ValueError: both are given.
    """

    def __init__(self, tensor_key, shape_keys=None, shape=None, default_value=0):
        if shape_keys and shape is not None:
            raise ValueError("Cannot specify both shape_keys and shape parameters.")
        if shape_keys and not isinstance(shape_keys, list):
            shape_keys = [shape_keys]
        super().__init__([tensor_key, *(shape_keys or [])])
        self._shape, self._default_value = shape, default_value

    def tensors_to_item(self, keys_to_tensors):
        """The tensor."""
        value, *sizes = [keys_to_tensors[key] for key in self._keys]
        shape = self._shape
        if sizes:
            shape = _api.reshape(_stack([_dense(size) for size in sizes]), [-1])
        if shape is not None:
            sparse = _sparse_tensor.is_sparse(value)
            value = (_shapes.sparse_reshape if sparse else _api.reshape)(value, shape)
        return _dense(value, self._default_value)


class LookupTensor(Tensor):
    """What a table says of a feature's values.

    Args:
      the others: as for `Tensor`.
      table: a table of `tf.lookup`.

    Raises:
      ValueError: `shape_keys` and `shape` are both given.
    """

    def __init__(self, tensor_key, table, shape_keys=None, shape=None, default_value=""):
        super().__init__(tensor_key, shape_keys, shape, default_value)
        self._table = table

    def tensors_to_item(self, keys_to_tensors):
        """The table's values."""
        return self._table.lookup(super().tensors_to_item(keys_to_tensors))


class BackupHandler(ItemHandler):
    """An item, or another one where that is empty.

    Args:
      handler: the ItemHandler of the item.
      backup: that of the other one.

    Raises:
      ValueError: one of them is none.
    """

    def __init__(self, handler, backup):
        for role, given in (("Primary", handler), ("Backup", backup)):
            if not isinstance(given, ItemHandler):
                raise ValueError(f"{role} handler is of type {type(given)} instead of ItemHandler")
        super().__init__([*handler.keys, *backup.keys])
        self._handler, self._backup = handler, backup

    def tensors_to_item(self, keys_to_tensors):
        """The item, if it has elements, or the other one."""
        item = self._handler.tensors_to_item(keys_to_tensors)
        empty = _api.equal(_api.size(item), 0)
        return _cond(empty, lambda: self._backup.tensors_to_item(keys_to_tensors), lambda: item)


class SparseTensor(ItemHandler):
    """A sparse tensor whose last indices and whose values are two features.

    Args:
      indices_key: the name of the indices' feature; "indices" if it is None.
      values_key: that of the values' feature; "values" if it is None.
      shape_key: that of the shape's.
      shape: the shape, where no feature has it.
      densify: whether the item is made dense.
      default_value: what then stands where there are no values.
    """

    def __init__(
        self, indices_key=None, values_key=None, shape_key=None, shape=None, densify=False,
        default_value=0,
    ):  # fmt: skip
        keys = [indices_key or "indices", values_key or "values"]
        super().__init__(keys + [shape_key] * bool(shape_key))
        self._shape, self._densify, self._default_value = shape, densify, default_value

    def tensors_to_item(self, keys_to_tensors):
        """The tensor."""
        ids, values, *shape = [keys_to_tensors[key] for key in self._keys]
        shape = _dense(shape[0]) if shape else self._shape or ids.dense_shape
        last = _api.reshape(_api.cast(ids.values, _dtypes.int64), [-1, 1])
        indices = _api.concat([ids.indices[:, :-1], last], 1)
        item = _sparse_tensor.SparseTensor(indices, values.values, shape)
        return _dense(item, self._default_value) if self._densify else item


class Image(ItemHandler):
    """An image out of its file's bytes.

    Args:
      image_key: the name of the feature with the bytes; "image/encoded" if it is None.
      format_key: that of the feature with the format; "image/format" if it is None. What is "raw"
        or "RAW" are the bytes of numbers; all others are found out from the file.
      shape: the shape, if all images have the same.
      channels: how many channels the image shall have.
      dtype: the dtype.
      repeated: whether the feature is a vector of images, of one shape.
      dct_method: as for `tf.image.decode_jpeg`.
    """

    def __init__(
        self, image_key=None, format_key=None, shape=None, channels=3, dtype=_dtypes.uint8,
        repeated=False, dct_method="",
    ):  # fmt: skip
        super().__init__([image_key or "image/encoded", format_key or "image/format"])
        self._shape, self._channels, self._dtype = shape, channels, dtype
        self._repeated, self._dct_method = repeated, dct_method

    def tensors_to_item(self, keys_to_tensors):
        """The image, or the images."""
        data, kind = (keys_to_tensors[key] for key in self._keys)
        if self._repeated:
            return _map_fn(lambda x: self._decode(x, kind), data, dtype=self._dtype)
        return self._decode(data, kind)

    def _decode(self, data, kind):
        raw = _api.logical_or(_api.equal(kind, "raw"), _api.equal(kind, "RAW"))
        image = _case(
            [(raw, lambda: _raw.decode_raw(data, self._dtype))],
            default=lambda: self._decode_file(data),
            exclusive=True,
        )
        if self._shape is not None:
            return _api.reshape(image, self._shape)
        image.set_shape([None, None, self._channels])
        return image

    def _decode_file(self, data):
        def jpeg():
            image = _decoding.decode_jpeg(data, self._channels, dct_method=self._dct_method)
            return _api.cast(image, self._dtype)

        def other():
            return _api.cast(_decoding.decode_image(data, self._channels), self._dtype)

        return _cond(_decoding.is_jpeg(data), jpeg, other, name="cond_jpeg")


class TFExampleDecoder(_data_decoder.DataDecoder):
    """Parses serialized `tf.train.Example` messages and makes items of their features.

    Args:
      keys_to_features: a dict from features' names to `tf.FixedLenFeature` or `tf.VarLenFeature`.
      items_to_handlers: a dict from items' names to ItemHandlers.

    Example:
      >>> feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[7]))
      >>> example = tf.train.Example(features=tf.train.Features(feature={"y": feature}))
      >>> decoder = tf.contrib.slim.tfexample_decoder.TFExampleDecoder(
      ...     {"y": tf.FixedLenFeature([], tf.int64)},
      ...     {"label": tf.contrib.slim.tfexample_decoder.Tensor("y")},
      ... )
      >>> [label] = decoder.decode(tf.constant(example.SerializeToString()))
      >>> print(label)
      tf.Tensor(7, shape=(), dtype=int64)
    """

    def __init__(self, keys_to_features, items_to_handlers):
        self._keys_to_features, self._items_to_handlers = keys_to_features, items_to_handlers

    def list_items(self):
        """The names of the items."""
        return list(self._items_to_handlers)

    def decode(self, serialized_example, items=None):
        """The items of one example.

        Args:
          serialized_example: the message, a string scalar.
          items: the items' names; all, if it is None.

        Returns:
          A list.
        """
        example = _parsing.parse_single_example(serialized_example, self._keys_to_features)
        for key, feature in sorted(self._keys_to_features.items()):
            if isinstance(feature, _features.FixedLenFeature):
                example[key] = _api.reshape(example[key], feature.shape)
        handlers = [self._items_to_handlers[item] for item in items or self._items_to_handlers]
        return [h.tensors_to_item({key: example[key] for key in h.keys}) for h in handlers]
