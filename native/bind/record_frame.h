// Bytes of Python as records, framed as TensorFlow's record files have them.
#pragma once
#include "bind/bind.h"
#include "data/record_file.h"

namespace zeal::bind {

// What an object of Python lets others read.
struct Buffer : Py_buffer {
  explicit Buffer(PyObject* o) { check(PyObject_GetBuffer(o, this, PyBUF_SIMPLE)); }
  ~Buffer() { PyBuffer_Release(this); }
  Buffer(const Buffer&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(buf), size_t(len)}; }
};

// A record of data in two parts.
inline PyObject* framed(std::string_view head, std::string_view rest) {
  const size_t n = head.size() + rest.size();
  Ref record = checked(PyBytes_FromStringAndSize(nullptr, Py_ssize_t(n + data::kRecordHead + data::kRecordTail)));
  char *begin = PyBytes_AS_STRING(record.get()), *content = begin + data::kRecordHead;
  rest.copy(content + head.copy(content, head.size()), rest.size());
  data::write_record_frame(content, n, begin, content + n);
  return record.release();
}

}  // namespace zeal::bind
