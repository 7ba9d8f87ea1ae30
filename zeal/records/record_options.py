"""How record files are compressed: tf.io.TFRecordOptions."""

from typing import ClassVar

from zeal.public import public


@public("python_io.TFRecordCompressionType", "io.TFRecordCompressionType")
class TFRecordCompressionType:
    """How a record file is compressed: NONE, ZLIB or GZIP.

    Example:
      >>> tf.python_io.TFRecordCompressionType.GZIP
      2
    """

    NONE = 0
    ZLIB = 1
    GZIP = 2


@public("python_io.TFRecordOptions", "io.TFRecordOptions")
class TFRecordOptions:
    """How a record file is written, and how it is compressed.

    Args:
      compression_type: "GZIP", "ZLIB", "" or None, or a `TFRecordCompressionType`.
      flush_mode, input_buffer_size, output_buffer_size: accepted for compatibility.
      the others: as for `zlib.compressobj`; by default what zlib takes.

    Raises:
      ValueError: there is no such compression_type.

    Example:
      >>> tf.python_io.TFRecordOptions("GZIP").compression_type
      'GZIP'
    """

    compression_type_map: ClassVar[dict[int, str]] = {
        TFRecordCompressionType.ZLIB: "ZLIB",
        TFRecordCompressionType.GZIP: "GZIP",
        TFRecordCompressionType.NONE: "",
    }

    def __init__(
        self, compression_type=None, flush_mode=None, input_buffer_size=None,
        output_buffer_size=None, window_bits=None, compression_level=None,
        compression_method=None, mem_level=None, compression_strategy=None,
    ):  # fmt: skip
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options):
        """The compression that options, a name or a `TFRecordCompressionType` stand for.

        Returns:
          "", "GZIP" or "ZLIB".

        Raises:
          ValueError: there is no such compression.
        """
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if not options:
            return ""
        name = cls.compression_type_map.get(options, options)
        if name not in cls.compression_type_map.values():
            raise ValueError(f'Not a valid compression_type: "{options}"')
        return name
