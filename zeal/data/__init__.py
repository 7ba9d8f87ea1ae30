"""tf.data: input pipelines."""

import importlib as _importlib

from zeal.data.dataset import Dataset
from zeal.data.iterator import (
    Iterator,
    get_output_classes,
    get_output_shapes,
    get_output_types,
    make_one_shot_iterator,
)
from zeal.data.records import FixedLengthRecordDataset
from zeal.data.text import TextLineDataset
from zeal.namespace import namespace as _namespace

__all__ = [
    "Dataset", "FixedLengthRecordDataset", "Iterator", "TextLineDataset", "get_output_classes",
    "get_output_shapes", "get_output_types", "make_one_shot_iterator",
]  # fmt: skip

_missing = _namespace(__name__)


def __getattr__(name):
    if name == "experimental":
        return _importlib.import_module("zeal.data.experimental")
    return _missing(name)
