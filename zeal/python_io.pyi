# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.records.record_file import TFRecordWriter as TFRecordWriter
from zeal.records.record_options import TFRecordCompressionType as TFRecordCompressionType,TFRecordOptions as TFRecordOptions
def tf_record_iterator(path,options=...)->_A:...
