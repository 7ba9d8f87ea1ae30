// The rarer ways of reading arguments.
#include "bind/call/bound.h"

namespace zeal::bind {

void both_given(const Signature& s, const Plan::Step& step) {
  const Param *main = nullptr, *alias = nullptr;
  for (const Param& p : s.params) {
    const Param& meant = p.kind == Param::kAlias ? s.params[p.target] : p;
    if (meant.kind != step.kind || meant.target != step.target) continue;
    if (!main) main = &p;
    alias = &p;
  }
  fail(Code::kValueError, s.name, "(): Cannot specify both '", PyUnicode_AsUTF8(alias->name), "' and '",
       PyUnicode_AsUTF8(main->name), "'");
}

PyObject* part_of(PyObject* o, const Param& p, Bound& b) {
  b.part = Ref(PyObject_GetAttr(o, p.part));
  if (b.part) return b.part.get();
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw PythonError();
  PyErr_Clear();
  return nullptr;
}

void ask_for_name(PyObject* name) {
  ThreadState& ts = thread_state();
  if (!(ts.mode & kGraphMode) || name == Py_None) return;
  ts.op_name = name_text(name);  // as long as the caller holds it, which is longer than the call
}

const char* name_text(PyObject* name) {
  if (!PyUnicode_Check(name) && !PyBytes_Check(name)) fail(Code::kTypeError, "the name of an op must be a string, got a ", Py_TYPE(name)->tp_name);
  const char* text = PyBytes_Check(name) ? PyBytes_AsString(name) : PyUnicode_AsUTF8(name);
  if (!text) throw PythonError();  // half a surrogate pair
  return text;
}

}  // namespace zeal::bind
