"""tensorflow.python.data.experimental.kernel_tests.reader_dataset_ops_test_base.

Files of known records for tests of what reads them, and the batches that they make.
"""

import gzip
import os
import zlib

from zeal import dtypes
from zeal.data.example_dataset import make_batched_features_dataset
from zeal.interop.internals.test_base import DatasetTestBase
from zeal.messages.example import Example
from zeal.records.features import FixedLenFeature, VarLenFeature
from zeal.records.record_file import TFRecordWriter

__all__ = [
    "FixedLengthRecordDatasetTestBase", "MakeBatchedFeaturesDatasetTestBase",
    "TFRecordDatasetTestBase", "TextLineDatasetTestBase",
]  # fmt: skip

_LABEL = b"fake-label"
_PACKED = {None: bytes, "GZIP": gzip.compress, "ZLIB": zlib.compress}


class _Files(DatasetTestBase):
    """A test case with files of a temporary folder."""

    _num_files, _num_records = 2, 7

    def _path(self, pattern, i):
        return os.path.join(self.get_temp_dir(), pattern % i)

    def _write(self, pattern, contents):
        """The paths of new files, one of each content."""
        paths = [self._path(pattern, i) for i in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            with open(path, "wb") as file:
                file.write(content)
        return paths

    def _write_records(self, record):
        """The paths of new record files of `record(file, row)`."""
        paths = [self._path("tf_record.%d.txt", i) for i in range(self._num_files)]
        for i, path in enumerate(paths):
            with TFRecordWriter(path) as writer:
                for row in range(self._num_records):
                    writer.write(record(i, row))
        return paths

    def _rows(self, files, num_epochs, cycle_length):
        """Pairs (file, row) as they are read from some files at a time, one row in turn."""
        for _ in range(num_epochs):
            waiting = [iter([(f, r) for r in range(self._num_records)]) for f in files]
            read, waiting = waiting[:cycle_length], waiting[cycle_length:]
            while read:
                for place, rows in enumerate(read):
                    found = next(rows, None) if rows else None
                    if found is None:  # the next file takes the place at its next turn
                        read[place] = waiting.pop(0) if waiting else None
                    else:
                        yield found
                read = read if any(read) else []

    def _batches(self, files, batch_size, num_epochs, cycle_length, drop_final_batch=False):
        rows = list(self._rows(files, num_epochs, cycle_length))
        end = len(rows) - len(rows) % batch_size if drop_final_batch else len(rows)
        return [rows[i : min(i + batch_size, end)] for i in range(0, end, batch_size)]

    def _chosen(self, file_index):
        """The files that an index, a list of them or None for all stands for."""
        if file_index is None:
            return range(self._num_files)
        return file_index if isinstance(file_index, list) else [file_index]


class FixedLengthRecordDatasetTestBase(_Files):
    _header_bytes, _record_bytes, _footer_bytes = 5, 3, 2

    def _record(self, f, r):
        return str(f * 2 + r).encode() * self._record_bytes

    def _createFiles(self):
        header, footer = b"H" * self._header_bytes, b"F" * self._footer_bytes
        rows = [
            b"".join(self._record(f, r) for r in range(self._num_records))
            for f in range(self._num_files)
        ]
        return self._write("fixed_length_record.%d.txt", [header + row + footer for row in rows])


class TextLineDatasetTestBase(_Files):
    """A test case with files of lines; all but the first file end without a line break."""

    def _lineText(self, f, line):
        return f"{f}: {line}".encode()

    def _createFiles(self, num_files, num_lines, crlf=False, compression_type=None):
        end = b"\r\n" if crlf else b"\n"
        contents = [
            end.join(self._lineText(f, n) for n in range(num_lines)) + end * (f == 0)
            for f in range(num_files)
        ]
        return self._write("text_line.%d.txt", list(map(_PACKED[compression_type], contents)))


class TFRecordDatasetTestBase(_Files):
    """A test case with record files, whose paths are `test_filenames`."""

    def setUp(self):
        super().setUp()
        self.test_filenames = self._createFiles()

    def _record(self, f, r):
        return f"Record {r} of file {f}".encode()

    def _createFiles(self):
        return self._write_records(self._record)

    def _next_expected_batch(
        self, file_indices, batch_size, num_epochs, cycle_length, drop_final_batch, use_parser_fn
    ):
        for batch in self._batches(
            file_indices, batch_size, num_epochs, cycle_length, drop_final_batch
        ):
            yield [self._record(f, r)[use_parser_fn:] for f, r in batch]

    def _verify_records(
        self, outputs, batch_size, file_index, num_epochs, interleave_cycle_length,
        drop_final_batch, use_parser_fn,
    ):  # fmt: skip
        for expected in self._next_expected_batch(
            self._chosen(file_index), batch_size, num_epochs, interleave_cycle_length,
            drop_final_batch, bool(use_parser_fn),
        ):  # fmt: skip
            self.assertAllEqual(expected, self.evaluate(outputs()))


class MakeBatchedFeaturesDatasetTestBase(_Files):
    def setUp(self):
        super().setUp()
        self.test_filenames = self._createFiles()

    def make_batch_feature(
        self, filenames, num_epochs, batch_size, label_key=None, reader_num_threads=1,
        parser_num_threads=1, shuffle=False, shuffle_seed=None, drop_final_batch=False,
    ):  # fmt: skip
        self.filenames, self.num_epochs, self.batch_size = filenames, num_epochs, batch_size
        number = FixedLenFeature([], dtypes.int64)
        features = {
            "file": number, "record": number, "keywords": VarLenFeature(dtypes.string),
            "label": FixedLenFeature([], dtypes.string),
        }  # fmt: skip
        return make_batched_features_dataset(
            filenames, batch_size, features, label_key=label_key, num_epochs=num_epochs,
            shuffle=shuffle, shuffle_seed=shuffle_seed, reader_num_threads=reader_num_threads,
            parser_num_threads=parser_num_threads, drop_final_batch=drop_final_batch,
        )  # fmt: skip

    def _record(self, f, r, label):
        example = Example()
        feature = example.features.feature
        feature["file"].int64_list.value.append(f)
        feature["record"].int64_list.value.append(r)
        feature["keywords"].bytes_list.value.extend(self._get_keywords(f, r))
        feature["label"].bytes_list.value.append(label)
        return example.SerializeToString()

    def _get_keywords(self, f, r):
        return [b"keyword%d" % i for i in range(1 + (f + r) % 2)]

    def _sum_keywords(self, num_files):
        return sum(
            len(self._get_keywords(f, r))
            for f in range(num_files) for r in range(self._num_records)
        )  # fmt: skip

    def _createFiles(self):
        return self._write_records(lambda f, r: self._record(f, r, _LABEL))

    def _run_actual_batch(self, outputs, label_key_provided=False):
        found = self.evaluate(outputs())
        features, label = found if label_key_provided else (found, found["label"])
        return [features["file"], *features["keywords"], features["record"], label]

    def _next_actual_batch(self, label_key_provided=False):
        return self._run_actual_batch(self.outputs, label_key_provided)

    def _next_expected_batch(self, file_indices, batch_size, num_epochs, cycle_length=1):
        for batch in self._batches(file_indices, batch_size, num_epochs, cycle_length):
            words = [self._get_keywords(f, r) for f, r in batch]
            places = [[i, j] for i, row in enumerate(words) for j in range(len(row))]
            shape = [len(words), max(map(len, words))]
            files, rows = zip(*batch, strict=True)
            flat = [word for row in words for word in row]
            yield [files, places, flat, shape, rows, [_LABEL] * len(words)]

    def verify_records(
        self, batch_size, file_index=None, num_epochs=1, label_key_provided=False,
        interleave_cycle_length=1,
    ):  # fmt: skip
        for expected in self._next_expected_batch(
            self._chosen(file_index), batch_size, num_epochs, interleave_cycle_length
        ):
            found = self._next_actual_batch(label_key_provided)
            for want, got in zip(expected, found, strict=True):
                self.assertAllEqual(want, got)
