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

}  // namespace zeal::bind
