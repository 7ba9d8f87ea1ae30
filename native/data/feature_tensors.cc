// Features as tensors: dense rows, defaults, and sparse triples.
#include "data/feature_tensors.h"

#include <algorithm>

namespace zeal::data {
namespace {

template <class T> void copy_as(const Feature& f, TensorImpl& out, int64_t at) { copy_values(f, out.as<T>() + at); }

template <class T> void fill_as(const TensorImpl& value, TensorImpl& out, int64_t at, int64_t n) {
  T* to = out.as<T>() + at;
  if (value.numel == n) std::copy_n(value.as<T>(), n, to);
  else std::fill_n(to, n, *value.as<T>());
}

}  // namespace

const char* kind_word(Kind kind) {
  switch (kind) {
    case Kind::kBytes: return "string";
    case Kind::kFloat: return "float";
    case Kind::kInt64: return "int64";
    default: return "invalid";
  }
}

Kind kind_of(DType dtype) {
  if (dtype == DType::kString) return Kind::kBytes;
  return dtype == DType::kFloat32 ? Kind::kFloat : Kind::kInt64;
}

Plan::Plan(std::vector<Wanted> wanted) : wanted_(std::move(wanted)) {
  for (Wanted& w : wanted_)
    for (int64_t d : w.shape)
      if (d < 0 || __builtin_mul_overflow(w.elements, d, &w.elements)) fail(Code::kInvalidArgument, "the feature ", w.key, " has no usable shape");
  for (size_t i = 0; i < wanted_.size(); ++i)
    if (!places_.emplace(wanted_[i].key, int(i)).second) fail(Code::kInvalidArgument, "the feature ", wanted_[i].key, " is asked for twice");
}

int Plan::find(std::string_view key) const {
  const auto found = places_.find(key);
  return found == places_.end() ? -1 : found->second;
}

Tensor make_rows(const Wanted& w, std::initializer_list<int64_t> before) {
  Shape shape(before);
  for (int64_t d : w.shape) shape.push(d);
  return make_tensor(w.dtype, shape);
}

void copy_to(const Feature& f, TensorImpl& out, int64_t at) {
  switch (f.kind) {
    case Kind::kBytes: return copy_as<std::string>(f, out, at);
    case Kind::kFloat: return copy_as<float>(f, out, at);
    case Kind::kInt64: return copy_as<int64_t>(f, out, at);
    default: return;
  }
}

void copy_default(const TensorImpl& value, TensorImpl& out, int64_t at, int64_t n) {
  switch (out.dtype) {
    case DType::kString: return fill_as<std::string>(value, out, at, n);
    case DType::kFloat32: return fill_as<float>(value, out, at, n);
    default: return fill_as<int64_t>(value, out, at, n);
  }
}

void SparseRows::add(const Feature& f, int64_t first, int64_t second) {
  if (!f.count) return;
  rows_.push_back({f, {first, second}});
  total_ += f.count;
  longest_ = std::max(longest_, f.count);
}

void SparseRows::finish(DType dtype, std::initializer_list<int64_t> sizes, std::vector<Tensor>& out) const {
  const Tensor indices = make_tensor(DType::kInt64, Shape{total_, prefix_ + 1}), values = make_tensor(dtype, Shape{total_});
  const Tensor shape = make_tensor(DType::kInt64, Shape{prefix_ + 1});
  auto* index = indices->as<int64_t>();
  int64_t at = 0;
  for (const Row& row : rows_) {
    copy_to(row.feature, *values, at);
    at += row.feature.count;
    for (int64_t i = 0; i < row.feature.count; ++i) {
      index = std::copy_n(row.at, prefix_, index);
      *index++ = i;
    }
  }
  *std::copy(sizes.begin(), sizes.end(), shape->as<int64_t>()) = longest_;
  out.insert(out.end(), {indices, values, shape});
}

bool read_features(const Plan& plan, std::string_view message, Feature* row, int& malformed) {
  return each_entry(message, 1, [&](std::string_view key, std::string_view value) {
    const int place = plan.find(key);
    if (place < 0 || read_feature(value, row[place])) return true;
    malformed = place;
    return false;
  });
}

}  // namespace zeal::data
