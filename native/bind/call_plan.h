// Plan: where the arguments of one form of call go.
#pragma once
#include "bind/signature.h"

namespace zeal::bind {

inline constexpr int kMaxParams = 24;

// Call sites repeat their form: so many positional arguments and these keywords.
struct Plan {
  struct Step {
    uint8_t argument;  // position among the values of the call
    Param::Kind kind;  // kInput or kAttr
    uint8_t target;
    bool alias;        // a deprecated name: None leaves its target alone
    bool required;
  };
  PyObject* kwnames = nullptr;
  size_t positional = 0;
  int count = 0;
  Step steps[kMaxParams];
};

// Finds the parameter of every argument; `place` maps parameters to arguments, -1 where none. Throws
// TypeError for too many arguments, an unknown keyword, or what is given twice.
void place_arguments(const Signature& s, size_t positional, PyObject* kwnames, int8_t* place);

// Throws TypeError where the arguments do not fit the signature. Borrows kwnames.
Plan make_plan(const Signature& s, size_t positional, PyObject* kwnames);

// TypeError: "name() what`name`; its signature is ...".
[[noreturn, gnu::cold, gnu::noinline]] void bad_call(const Signature& s, const char* what, PyObject* name = nullptr);

}  // namespace zeal::bind
