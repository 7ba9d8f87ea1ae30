// Reading of TensorFlow's record files, and datasets of their records.
#include "data/record_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "core/crc32c.h"
#include "core/error.h"
#include "core/thread_state.h"

namespace zeal::data {
namespace {

constexpr size_t kBuffer = 256 << 10;
// What is asked for at once: a length that lies gets no further than the end of the file.
constexpr size_t kPiece = 1 << 20;

static_assert(std::endian::native == std::endian::little);
template <class T> T number_at(const char* p) {
  T value;
  std::memcpy(&value, p, sizeof(value));
  return value;
}

// Checksums of data that holds checksums would be weak.
uint32_t masked(uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8u; }

Code code_of(int error) {
  switch (error) {
    case ENOENT: return Code::kNotFound;
    case EACCES:
    case EPERM: return Code::kPermissionDenied;
    case EMFILE:
    case ENFILE:
    case ENOMEM: return Code::kResourceExhausted;
    default: return Code::kFailedPrecondition;
  }
}

// What waits for a disk, or for whoever writes into a pipe: other threads run meanwhile, and signals are answered.
template <class Wait> auto patiently(const std::string& path, Wait&& wait) {
  for (;;) {
    int error = 0;
    decltype(wait()) result;
    {
      WithoutHostLock others_run;
      result = wait();
      error = errno;
    }
    if (result >= 0) return result;
    if (error != EINTR) fail(code_of(error), path, "; ", std::strerror(error));
    if (g_interrupt) g_interrupt();
  }
}

class File : public ByteSource {
 public:
  explicit File(const std::string& path)
      : path_(path), buffer_(new char[kBuffer]), file_(patiently(path, [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); })) {}
  ~File() override { ::close(file_); }
  File(const File&) = delete;

  size_t read(char* to, size_t n) override {
    size_t got = 0;
    while (got < n) {
      if (at_ == end_ && !fill()) break;
      const size_t piece = std::min(n - got, end_ - at_);
      std::memcpy(to + got, buffer_.get() + at_, piece);
      got += piece, at_ += piece;
    }
    return got;
  }

 private:
  // What comes next, as far as it is there. False at the end.
  bool fill() {
    at_ = end_ = 0;
    end_ = size_t(patiently(path_, [&] { return ::read(file_, buffer_.get(), kBuffer); }));
    return end_;
  }

  std::string path_;
  std::unique_ptr<char[]> buffer_;
  int file_;
  size_t at_ = 0, end_ = 0;
};

class Records : public Dataset {
 public:
  Records(DatasetPtr names, Opener open) : names_(std::move(names)), open_(std::move(open)) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(*this, names_->iterate(c)); }

 private:
  struct Iter : Iterator {
    Iter(const Records& r, IteratorPtr n) : of(r), names(std::move(n)) {}
    bool next(Element& out) override {
      Tensor record = make_tensor(DType::kString, ShapeView{0, nullptr});
      while (!reader || !reader->next(*record->as<std::string>())) {
        reader = nullptr;
        if (!open_next()) return false;
        patience.turn();
      }
      out = Element(std::vector<Tensor>{std::move(record)});
      return true;
    }
    bool open_next() {
      Element e;
      if (!names->next(e)) return false;
      const std::vector<Tensor> parts = e.take();
      if (parts.size() != 1 || parts[0]->dtype != DType::kString || parts[0]->rank)
        fail(Code::kTypeError, "`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements, got ",
             parts.size() == 1 ? describe(*parts[0]) : concat(parts.size(), " tensors"));
      const std::string& path = *parts[0]->as<std::string>();
      reader = std::make_unique<RecordReader>(path, of.open_(path));
      return true;
    }
    const Records& of;
    IteratorPtr names;
    std::unique_ptr<RecordReader> reader;
    Patience patience;
  };
  DatasetPtr names_;
  Opener open_;
};

}  // namespace

SourcePtr open_file(const std::string& path) {
  if (path.find('\0') != path.npos) fail(Code::kInvalidArgument, "a file's name holds a zero byte");
  return std::make_unique<File>(path);
}

void write_record_frame(const char* data, size_t n, char* head, char* tail) {
  const uint64_t length = n;
  std::memcpy(head, &length, 8);
  const uint32_t of_length = masked(crc32c(head, 8)), of_data = masked(crc32c(data, n));
  std::memcpy(head + 8, &of_length, 4);
  std::memcpy(tail, &of_data, 4);
}

void RecordReader::refuse(const char* why, int64_t at) const { fail(Code::kDataLoss, why, " record at ", at, " of ", path_); }

bool RecordReader::read_head(uint64_t& length) {
  char head[kRecordHead];
  start_ = at_;
  const size_t got = source_->read(head, kRecordHead);
  if (got < kRecordHead) return false;
  at_ += int64_t(kRecordHead);
  length = number_at<uint64_t>(head);
  if (number_at<uint32_t>(head + 8) == masked(crc32c(head, 8))) return true;
  source_ = nullptr;
  refuse("corrupted", start_);
}

bool RecordReader::next(std::string& record) {
  uint64_t length;
  record.clear();
  if (!source_ || !read_head(length)) return false;
  SourcePtr source = std::move(source_);  // closed if anything below throws
  while (record.size() < length) {
    const size_t before = record.size(), piece = size_t(std::min<uint64_t>(kPiece, length - before));
    record.resize(before + piece);
    if (source->read(record.data() + before, piece) < piece) refuse("truncated", start_);
  }
  char tail[kRecordTail];
  if (source->read(tail, kRecordTail) < kRecordTail) refuse("truncated", start_);
  if (number_at<uint32_t>(tail) != masked(crc32c(record.data(), record.size()))) refuse("corrupted", at_);
  at_ += int64_t(length + kRecordTail);
  source_ = std::move(source);
  return true;
}

DatasetPtr records(DatasetPtr names, Opener open) { return std::make_shared<Records>(std::move(names), std::move(open)); }

}  // namespace zeal::data
