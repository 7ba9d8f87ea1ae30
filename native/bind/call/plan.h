// Plan: where the arguments of one form of call go.
#pragma once
#include "bind/call/signature.h"

namespace zeal::bind {

// Call sites repeat their form: so many positional arguments and these keywords.
struct Plan {
  struct Step {
    int8_t argument;   // position among the values of the call; -1: the parameter's default
    uint8_t param;
    Param::Kind kind;  // kInput or kAttr
    uint8_t target;
    bool alias;        // a deprecated name: None leaves its target alone
    bool required;
    bool is_part;      // an attribute of the argument
  };
  PyObject* kwnames = nullptr;
  size_t positional = 0;
  int8_t name = -1;       // position of the argument that names the op in graphs
  bool plain = true;  // false: only the Python code of the function serves such calls
  int count = 0;
  int users = 0;         // calls that follow it
  bool replaced = false;  // by the plan of another form, while calls followed it: the last of them deletes it
  Step steps[kMaxParams];
};

// A call that follows a plan. Reading arguments may run code, which calls the op in other forms.
class PlanInUse {
 public:
  explicit PlanInUse(Plan& plan) : plan_(plan) { ++plan_.users; }
  ~PlanInUse() {
    if (!--plan_.users && plan_.replaced) [[unlikely]] drop();
  }
  PlanInUse(const PlanInUse&) = delete;

 private:
  [[gnu::cold]] void drop();

  Plan& plan_;
};

// The plans of the two forms in which a callable was called last.
class Plans {
 public:
  // Valid until other code runs, or as long as it is in use. The names that a plan held whose place was taken go to
  // `dropped`: letting them go may run code. Throws TypeError where the arguments do not fit the signature of an op;
  // those of a function are then not plain.
  Plan& find(const Signature& s, size_t positional, PyObject* kwnames, Ref& dropped) {
    for (Plan* plan : plans_)
      if (plan && plan->kwnames == kwnames && plan->positional == positional) return *plan;
    return add(s, positional, kwnames, dropped);
  }

 private:
  Plan& add(const Signature& s, size_t positional, PyObject* kwnames, Ref& dropped);

  Plan* plans_[2] = {};
};

// TypeError: "name() what`name`; its signature is ...".
[[noreturn, gnu::cold, gnu::noinline]] void bad_call(const Signature& s, const char* what, PyObject* name = nullptr);

}  // namespace zeal::bind
