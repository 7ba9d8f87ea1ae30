// The dtype table.
#include "core/dtype.h"

#include <cstring>

namespace zeal {
namespace {

constexpr const char* kNames[kNumDTypes] = {
    "invalid", "float32", "float64", "int32",  "uint8",   "int16",  "int8",     "string",
    "complex64", "int64", "bool",    "qint8",  "quint8",  "qint32", "bfloat16", "qint16",
    "quint16", "uint16",  "complex128", "float16", "resource", "variant", "uint32", "uint64",
};
}  // namespace

const char* dtype_name(DType t) {
  auto i = static_cast<int>(t);
  return i < kNumDTypes ? kNames[i] : kNames[0];
}

const char* dtype_word(DType t) {
  switch (t) {
    case DType::kFloat32: return "float";
    case DType::kFloat64: return "double";
    case DType::kFloat16: return "half";
    default: return dtype_name(t);
  }
}

DType dtype_from_name(const char* name) {
  if (!std::strcmp(name, "half")) return DType::kFloat16;
  if (!std::strcmp(name, "float")) return DType::kFloat32;
  if (!std::strcmp(name, "double")) return DType::kFloat64;
  for (int i = 1; i < kNumDTypes; ++i)
    if (!std::strcmp(name, kNames[i])) return static_cast<DType>(i);
  return DType::kInvalid;
}

}  // namespace zeal
