// zeal._native.start_trace and end_trace: what runs of a session did, as Python's values.
#include <algorithm>

#include "bind/graph/program.h"

namespace zeal::bind {
namespace {

template <class List, class Fn> PyObject* list_of(const List& list, Fn&& object_of) {
  Ref out = checked(PyList_New(Py_ssize_t(list.size())));
  for (size_t i = 0; i < list.size(); ++i) PyList_SET_ITEM(out.get(), Py_ssize_t(i), checked(object_of(list[i])).release());
  return out.release();
}

PyObject* text(const std::string& s) { return PyUnicode_FromStringAndSize(s.data(), Py_ssize_t(s.size())); }

PyObject* output_object(const Trace::Output& o) {
  Ref dims = checked(PyList_New(o.shape.rank));
  for (int i = 0; i < o.shape.rank; ++i) PyList_SET_ITEM(dims.get(), i, checked(PyLong_FromLongLong(o.shape[i])).release());
  return Py_BuildValue("(ONLK)", dtype_object(o.dtype), dims.release(), static_cast<long long>(o.bytes),
                       static_cast<unsigned long long>(reinterpret_cast<uintptr_t>(o.data)));
}

PyObject* entry_object(const Trace::Entry& e) {
  Ref inputs = checked(list_of(e.inputs, text));
  Ref fused = checked(list_of(e.fused, text));
  Ref outputs = checked(list_of(e.outputs, output_object));
  return Py_BuildValue("(NNNNLLN)", text(e.name), text(e.op), inputs.release(), fused.release(), static_cast<long long>(e.begin),
                       static_cast<long long>(e.end), outputs.release());
}

PyObject* start_trace(PyObject*, PyObject* state) {
  return guarded([&] {
    state_in(state).traces.push_back(std::make_unique<Trace>());
    return Py_NewRef(Py_None);
  });
}

PyObject* end_trace(PyObject*, PyObject* state) {
  return guarded([&]() -> PyObject* {
    auto& traces = state_in(state).traces;
    const auto at = std::find_if(traces.begin(), traces.end(), [last = state_in(state).trace()](const auto& t) { return t.get() == last; });
    if (at == traces.end()) return PyList_New(0);
    const std::unique_ptr<Trace> trace = std::move(*at);
    traces.erase(at);
    return list_of(trace->entries, entry_object);
  });
}

PyMethodDef functions[] = {
    {"start_trace", start_trace, METH_O, "start_trace(state): notes what this thread's runs of a session do from here on, until the end_trace that belongs to it."},
    {"end_trace", end_trace, METH_O,
     "end_trace(state): (name, op, inputs, fused ops, begin, end, outputs) of each instruction; times in nanoseconds\n"
     "since the epoch; of each output (dtype, shape, bytes, address)."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_traces(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
