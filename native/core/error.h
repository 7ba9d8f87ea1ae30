// Errors: TensorFlow's status codes, thrown as one exception type. Cold code only.
#pragma once
#include <exception>
#include <sstream>
#include <string>
#include <utility>

namespace zeal {

// Numbers below 100 are TensorFlow's; the rest map to plain Python exceptions.
enum class Code : int {
  kCancelled = 1, kUnknown = 2, kInvalidArgument = 3, kDeadlineExceeded = 4, kNotFound = 5,
  kAlreadyExists = 6, kPermissionDenied = 7, kResourceExhausted = 8, kFailedPrecondition = 9,
  kAborted = 10, kOutOfRange = 11, kUnimplemented = 12, kInternal = 13, kUnavailable = 14,
  kDataLoss = 15, kUnauthenticated = 16,
  kTypeError = 100, kValueError = 101, kRuntimeError = 102, kLookupError = 103, kIndexError = 104,
  kUnsupportedType = 105,  // zeal.errors says what that is
};

class Error : public std::exception {
 public:
  Error(Code code, std::string message) : code_(code), message_(std::move(message)) {}
  Code code() const { return code_; }
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  Code code_;
  std::string message_;
};

// A Python exception is already set; carries it through C++ frames unchanged.
struct PythonError : std::exception {};

template <class... Parts>
std::string concat(const Parts&... parts) {
  std::ostringstream out;
  (void(out << parts), ...);
  return out.str();
}

template <class... Parts>
[[noreturn, gnu::noinline, gnu::cold]] void fail(Code code, const Parts&... parts) {
  throw Error(code, concat(parts...));
}

}  // namespace zeal
