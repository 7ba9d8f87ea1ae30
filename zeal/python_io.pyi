# By tools/publish.py
from typing import Any as _A
from .records.record_file import TFRecordWriter as TFRecordWriter
from .records.record_options import TFRecordCompressionType as TFRecordCompressionType,TFRecordOptions as TFRecordOptions
def tf_record_iterator(path,options=...)->_A:...
