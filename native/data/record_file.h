// TensorFlow's record files: read record by record, with their checksums.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "data/dataset.h"

namespace zeal::data {

// Bytes that come one after the other: a file's, or what a compressed file holds.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads n bytes; fewer at the end alone.
  virtual size_t read(char* to, size_t n) = 0;
};
using SourcePtr = std::unique_ptr<ByteSource>;
// Opens the file of a path; throws NotFoundError and the like.
using Opener = std::function<SourcePtr(const std::string& path)>;
SourcePtr open_file(const std::string& path);

// A record: its length as 8 bytes, their masked checksum, the data, its masked checksum.
inline constexpr size_t kRecordHead = 12, kRecordTail = 4;
void write_record_frame(const char* data, size_t n, char* head, char* tail);

// Steps through a file. Not thread-safe.
class RecordReader {
 public:
  RecordReader(std::string path, SourcePtr source) : path_(std::move(path)), source_(std::move(source)) {}
  // The next record, or false at the end, which may be in the middle of a head, as in TensorFlow. Throws
  // DataLossError for a record that is cut or whose checksums are wrong; after it comes the end.
  // Memory grows with what the file really holds, whatever a head says.
  bool next(std::string& record);
  // Where in the file (in what it holds, if it is compressed) the record that was read last begins.
  int64_t start() const { return start_; }

 private:
  [[noreturn]] void refuse(const char* why, int64_t at) const;
  bool read_head(uint64_t& length);

  std::string path_;
  SourcePtr source_;
  int64_t start_ = 0, at_ = 0;
};

// The records of the files that `names`, a dataset of string scalars, gives.
DatasetPtr records(DatasetPtr names, Opener open);

}  // namespace zeal::data
