// Docstrings of op callables.
#pragma once
#include <string>

#include "bind/call/signature.h"

namespace zeal::bind {

// Summary, arguments with their dtypes, results, errors.
std::string op_doc(const OpDef& op, const Signature& sig);

}  // namespace zeal::bind
