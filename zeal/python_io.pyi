# By tools/publish.py
from .io import tf_record_iterator as tf_record_iterator
from .records.record_file import TFRecordWriter as TFRecordWriter
from .records.record_options import TFRecordCompressionType as TFRecordCompressionType,TFRecordOptions as TFRecordOptions
