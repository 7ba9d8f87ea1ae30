// Records of event files: summaries as Event messages.
#include "bind/record_frame.h"
#include "core/wire.h"

namespace zeal::bind {
namespace {

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
