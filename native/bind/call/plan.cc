// Making of plans.
#include "bind/call/plan.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace zeal::bind {
namespace {

int find_param(const Signature& s, PyObject* name) {
  for (size_t i = 0; i < s.params.size(); ++i)
    if (s.params[i].name == name) return int(i);
  for (size_t i = 0; i < s.params.size(); ++i)
    if (PyUnicode_Compare(s.params[i].name, name) == 0) return int(i);
  bad_call(s, "got an unexpected keyword argument ", name);
}

// The program called an argument by its deprecated name.
[[gnu::cold, gnu::noinline]] void warn_old_name(const Signature& s, const Param& old) {
  PyObject* name = s.params[old.target].name;
  checked(PyObject_CallFunction(hook(kHookOldName), "sOO", s.name.c_str(), name, old.name));
}

// Maps parameters to arguments, -1 where none.
void place_arguments(const Signature& s, size_t n, PyObject* kwnames, int8_t* place) {
  if (n > s.params.size()) bad_call(s, "takes fewer arguments");
  std::fill_n(place, s.params.size(), int8_t(-1));
  for (size_t i = 0; i < n; ++i) place[i] = int8_t(i);
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k) {
    int p = find_param(s, PyTuple_GET_ITEM(kwnames, k));
    if (place[p] >= 0) bad_call(s, "got two values for argument ", s.params[p].name);
    place[p] = int8_t(n + size_t(k));
  }
}

void add_step(Plan& plan, const Signature& s, size_t i, int8_t argument) {
  const bool alias = s.params[i].kind == Param::kAlias, given = argument >= 0;
  const Param& p = alias ? s.params[s.params[i].target] : s.params[i];
  if (alias && given) warn_old_name(s, s.params[i]);
  if (!given && p.required && !alias) bad_call(s, "missing required argument ", p.name);
  if (p.kind == Param::kIgnored && given && !PyUnicode_CompareWithASCIIString(p.name, "name")) plan.name = argument;
  if (p.unstated) plan.plain &= given;
  if (p.kind == Param::kOther) plan.plain &= !given;
  else if ((given || p.part) && p.kind != Param::kIgnored)
    plan.steps[plan.count++] = {argument, uint8_t(i), p.kind, p.target, alias, p.required, bool(p.part)};
}

// Steps come in the order of parameters: a deprecated alias after what it stands for.
void make_plan(Plan& plan, const Signature& s) {
  int8_t place[kMaxParams];
  place_arguments(s, plan.positional, plan.kwnames, place);
  for (size_t i = 0; i < s.params.size(); ++i) add_step(plan, s, i, place[i]);
}

}  // namespace

void bad_call(const Signature& s, const char* what, PyObject* name) {
  const char* shown = name ? PyUnicode_AsUTF8(name) : "";
  fail(Code::kTypeError, s.name, "() ", what, shown ? shown : "", "; its signature is ", s.name, s.text);
}

void PlanInUse::drop() {
  Ref names(plan_.kwnames);
  delete &plan_;
}

Plan& Plans::add(const Signature& s, size_t positional, PyObject* kwnames, Ref& dropped) {
  auto fresh = std::make_unique<Plan>(Plan{.kwnames = kwnames, .positional = positional});
  try {
    make_plan(*fresh, s);
  } catch (const Error&) {
    if (!s.of_function) throw;
    PyErr_Clear();  // the function will say it
    fresh->plain = false;
  }
  Py_XINCREF(kwnames);
  Plan* oldest = std::exchange(plans_[1], plans_[0]);
  plans_[0] = fresh.release();
  if (oldest && oldest->users) oldest->replaced = true;  // the last call that follows it deletes it
  else if (oldest) {
    dropped = Ref(oldest->kwnames);
    delete oldest;
  }
  return *plans_[0];
}

}  // namespace zeal::bind
