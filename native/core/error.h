// Errors: TensorFlow's status codes, thrown as one exception type. Cold code only.
#pragma once
#include <exception>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace zeal {

// Numbers below 100 are TensorFlow's; the rest map to plain Python exceptions.
enum class Code : int {
  kCancelled = 1, kUnknown = 2, kInvalidArgument = 3, kDeadlineExceeded = 4, kNotFound = 5,
  kAlreadyExists = 6, kPermissionDenied = 7, kResourceExhausted = 8, kFailedPrecondition = 9,
  kAborted = 10, kOutOfRange = 11, kUnimplemented = 12, kInternal = 13, kUnavailable = 14,
  kDataLoss = 15, kUnauthenticated = 16,
  kTypeError = 100, kValueError = 101, kRuntimeError = 102, kLookupError = 103, kIndexError = 104,
  kUnsupportedType = 105, kNotAllowedInGraph = 106,  // zeal.errors says what these are
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

// A part of a text and how it is written: all texts are put together by one function, since one for each list of types
// was a tenth of the module.
struct TextPart {
  void (*put)(std::ostream&, const void*);
  const void* what;
};
void put_chars(std::ostream& out, const void* chars);
template <class T>
void put_value(std::ostream& out, const void* value) {
  out << *static_cast<const T*>(value);
}
template <class T>
TextPart text_part(const T& part) {
  using Plain = std::decay_t<T>;
  if constexpr (std::is_same_v<Plain, const char*> || std::is_same_v<Plain, char*>) return {put_chars, part};
  else return {put_value<T>, &part};
}

std::string concat_parts(const TextPart* parts, int n);
[[noreturn, gnu::cold]] void fail_with(Code code, const TextPart* parts, int n);

template <class... Parts>
std::string concat(const Parts&... parts) {
  const TextPart all[] = {text_part(""), text_part(parts)...};
  return concat_parts(all, 1 + sizeof...(parts));
}

template <class... Parts>
[[noreturn, gnu::noinline, gnu::cold]] void fail(Code code, const Parts&... parts) {
  const TextPart all[] = {text_part(parts)...};
  fail_with(code, all, sizeof...(parts));
}

}  // namespace zeal
