// Bound: the arguments of a call as the inputs and attributes of an op.
#pragma once
#include <algorithm>

#include "bind/call/plain.h"
#include "bind/call/plan.h"

namespace zeal::bind {

struct Bound {
  PyObject* inputs[kInlineInputs];
  Attrs attrs;
  uint32_t inputs_set = 0, attrs_set = 0;
  bool of_last = false;  // an attribute was made of numbers of spatial axes, with channels last
  Ref part;  // keeps an input that is part of an argument

  // What a call starts from. A loop over the inputs that there are: clearing all of them would cost more than a small op.
  Bound(const OpDef& op, PyObject* const* values, const Attrs& defaults) : attrs(defaults) {
    const int n = int(op.inputs.size());
    inputs[0] = nullptr;
    for (int i = 0; i < n; ++i) inputs[i] = values ? values[i] : nullptr;
  }
};

// A parameter and its deprecated alias, which stands behind it, were both given.
[[noreturn, gnu::cold, gnu::noinline]] void both_given(const Signature& s, const Plan::Step& step);
// An attribute of an argument; null where there is none.
PyObject* part_of(PyObject* o, const Param& p, Bound& b);

// The name of the next node, while a graph is built.
[[gnu::cold]] void ask_for_name(PyObject* name);
// A name that a call gave, text or bytes, for as long as that lives.
const char* name_text(PyObject* name);

inline void bind_attr(const OpDef& op, const Signature& s, const Plan::Step& step, PyObject* v, Bound& b) {
  if (step.alias && v == Py_None) return;
  const AttrDef& def = op.attr_defs[step.target];
  if (v == Py_None && step.required) bad_call(s, concat("got None for the required argument ", def.name).c_str());
  if (v == Py_None) return;
  if (b.attrs_set >> step.target & 1) both_given(s, step);
  b.attrs_set |= 1u << step.target;
  set_attr(op, def, v, b.attrs);
}

inline void bind_input(const Signature& s, const Plan::Step& step, PyObject* v, Bound& b) {
  if (step.alias && v == Py_None) return;
  if ((b.inputs_set >> step.target & 1) && b.inputs[step.target] != Py_None) both_given(s, step);
  b.inputs_set |= 1u << step.target;
  b.inputs[step.target] = v;
}

// Reads the arguments as a plan says, which the caller keeps in use. False where a function's Python code must serve the call.
template <bool of_function>
inline bool bind_arguments(const OpDef& op, const Signature& s, const Plan& plan, PyObject* const* args, Bound& b) {
  for (int i = 0; i < plan.count; ++i) {
    const Plan::Step& step = plan.steps[i];
    PyObject* v = of_function && step.argument < 0 ? s.params[step.param].value : args[step.argument];
    if (step.kind == Param::kAttr) {
      if (const int entries = of_function && v != Py_None ? s.params[step.param].entries : 0) {
        const Axes given = set_axes_attr(op.attr_defs[step.target], v, entries, b.attrs);
        if (given == Axes::other) return false;
        b.of_last |= given == Axes::spatial;
        continue;
      }
      if (of_function && !is_plain_attr(op.attr_defs[step.target], s.params[step.param], v)) return false;
      bind_attr(op, s, step, v, b);
    } else {
      if (of_function && step.is_part && !(v = part_of(v, s.params[step.param], b))) return false;
      bind_input(s, step, v, b);
    }
  }
  return true;
}

}  // namespace zeal::bind
