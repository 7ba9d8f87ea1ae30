// The dtype table.
#include "core/dtype.h"

#include <cstring>
#include <string>

namespace zeal {
namespace {

struct Row {
  const char* name;
  size_t size;
};

constexpr Row kRows[kNumDTypes] = {
    {"invalid", 0},   {"float32", 4},   {"float64", 8}, {"int32", 4},  {"uint8", 1},
    {"int16", 2},     {"int8", 1},      {"string", sizeof(std::string)},
    {"complex64", 8}, {"int64", 8},     {"bool", 1},    {"qint8", 0},  {"quint8", 0},
    {"qint32", 0},    {"bfloat16", 2},  {"qint16", 0},  {"quint16", 0}, {"uint16", 2},
    {"complex128", 16}, {"float16", 2}, {"resource", 0}, {"variant", 0}, {"uint32", 4},
    {"uint64", 8},
};

}  // namespace

size_t dtype_size(DType t) { return kRows[static_cast<int>(t)].size; }

const char* dtype_name(DType t) {
  auto i = static_cast<int>(t);
  return i < kNumDTypes ? kRows[i].name : kRows[0].name;
}

DType dtype_from_name(const char* name) {
  if (!std::strcmp(name, "half")) return DType::kFloat16;
  if (!std::strcmp(name, "float")) return DType::kFloat32;
  if (!std::strcmp(name, "double")) return DType::kFloat64;
  for (int i = 1; i < kNumDTypes; ++i)
    if (!std::strcmp(name, kRows[i].name)) return static_cast<DType>(i);
  return DType::kInvalid;
}

}  // namespace zeal
