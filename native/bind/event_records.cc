// Records of event files: bytes as TensorFlow's record files frame them, and summaries as Event messages.
#include "bind/bind.h"
#include "data/record_file.h"
#include "ops/summary/wire.h"

namespace zeal::bind {
namespace {

struct Buffer : Py_buffer {
  explicit Buffer(PyObject* o) { check(PyObject_GetBuffer(o, this, PyBUF_SIMPLE)); }
  ~Buffer() { PyBuffer_Release(this); }
  Buffer(const Buffer&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(buf), size_t(len)}; }
};

// A record of the data in two parts.
PyObject* framed(std::string_view head, std::string_view rest) {
  const size_t n = head.size() + rest.size();
  Ref record = checked(PyBytes_FromStringAndSize(nullptr, Py_ssize_t(n + data::kRecordHead + data::kRecordTail)));
  char *begin = PyBytes_AS_STRING(record.get()), *content = begin + data::kRecordHead;
  std::memcpy(content, head.data(), head.size());
  std::memcpy(content + head.size(), rest.data(), rest.size());
  data::write_record_frame(content, n, begin, content + n);
  return record.release();
}

// Fields of Event.
enum : uint32_t { kWallTime = 1, kStep = 2, kSummary = 5 };

// summary_record(wall_time, step, summary)
PyObject* py_summary_record(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 3) fail(Code::kTypeError, "summary_record(wall_time, step, summary) takes 3 arguments");
    const double time = PyFloat_AsDouble(args[0]);
    const long long step = PyLong_AsLongLong(args[1]);
    if (PyErr_Occurred()) throw PythonError();
    Buffer summary(args[2]);
    std::string head;
    wire::put_double(head, kWallTime, time);
    if (step) wire::put_key(head, kStep, wire::kVarint), wire::put_varint(head, uint64_t(step));
    wire::put_key(head, kSummary, wire::kBytes);
    wire::put_varint(head, uint64_t(summary.len));
    return framed(head, summary.bytes());
  });
}

PyMethodDef functions[] = {
    {"summary_record", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(py_summary_record)), METH_FASTCALL,
     "summary_record(wall_time, step, summary): the record of an Event with the bytes of a Summary."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_event_records(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
