// Sources of input pipelines: rows of tensors, whole tensors, ranges.
#include <algorithm>
#include <cstring>
#include <string>

#include "core/error.h"
#include "data/dataset.h"

namespace zeal::data {
namespace {

Tensor copy_row(const Rows& rows, size_t i, int64_t row) {
  const Tensor& from = rows.components[i];
  Tensor out = make_tensor(from->dtype, ShapeView{from->rank - 1, from->dims() + 1});
  if (from->dtype == DType::kString) std::copy_n(from->as<std::string>() + row * out->numel, out->numel, out->as<std::string>());
  else if (out->numel) std::memcpy(out->data, from->data + row * rows.row_bytes(i), out->nbytes());
  return out;
}

class Slices : public Dataset {
 public:
  explicit Slices(Rows rows) : rows_(std::move(rows)) {}
  IteratorPtr iterate(Context&) const override { return std::make_unique<Iter>(rows_); }
  int64_t count() const override { return rows_.count; }

 private:
  struct Iter : Iterator {
    explicit Iter(const Rows& r) : rows(r) {}
    bool next(Element& out) override {
      if (at == rows.count) return false;
      out = Element(&rows, at++);
      return true;
    }
    const Rows& rows;
    int64_t at = 0;
  };
  Rows rows_;
};

class Whole : public Dataset {
 public:
  explicit Whole(std::vector<Tensor> values) : values_(std::move(values)) {}
  IteratorPtr iterate(Context&) const override { return std::make_unique<Iter>(values_); }
  int64_t count() const override { return 1; }

 private:
  struct Iter : Iterator {
    explicit Iter(const std::vector<Tensor>& v) : values(v) {}
    bool next(Element& out) override {
      if (done) return false;
      done = true;
      out = Element(values);
      return true;
    }
    const std::vector<Tensor>& values;
    bool done = false;
  };
  std::vector<Tensor> values_;
};

class Range : public Dataset {
 public:
  Range(int64_t start, int64_t stop, int64_t step) : start_(start), stop_(stop), step_(step) {}
  IteratorPtr iterate(Context&) const override { return std::make_unique<Iter>(start_, stop_, step_); }
  int64_t count() const override {
    if (step_ > 0 ? start_ >= stop_ : start_ <= stop_) return 0;
    const uint64_t span = step_ > 0 ? uint64_t(stop_) - uint64_t(start_) : uint64_t(start_) - uint64_t(stop_);
    const uint64_t by = step_ > 0 ? uint64_t(step_) : 0 - uint64_t(step_);
    return int64_t(std::min<uint64_t>((span - 1) / by + 1, INT64_MAX));
  }

 private:
  struct Iter : Iterator {
    Iter(int64_t at, int64_t stop, int64_t step) : at(at), stop(stop), step(step) {}
    bool next(Element& out) override {
      if (done || (step > 0 ? at >= stop : at <= stop)) return false;
      out = Element(std::vector<Tensor>{make_scalar<int64_t>(at)});
      done = __builtin_add_overflow(at, step, &at);
      return true;
    }
    int64_t at, stop, step;
    bool done = false;
  };
  int64_t start_, stop_, step_;
};

}  // namespace

std::vector<Tensor> Element::take() {
  if (!rows_) return std::move(*values_);
  std::vector<Tensor> out;
  for (size_t i = 0; i < rows_->components.size(); ++i) out.push_back(copy_row(*rows_, i, row_));
  return out;
}

DatasetPtr from_tensor_slices(std::vector<Tensor> components) {
  Rows rows{std::move(components)};
  if (rows.components.empty()) fail(Code::kInvalidArgument, "from_tensor_slices needs at least one tensor");
  for (const Tensor& t : rows.components)
    if (t->rank == 0) fail(Code::kValueError, "from_tensor_slices: a component is ", describe(*t), ", which has insufficient rank for batching: a scalar has no rows");
  rows.count = rows.components[0]->dim(0);
  for (const Tensor& t : rows.components)
    if (t->dim(0) != rows.count) fail(Code::kValueError, "Dimensions ", rows.count, " and ", t->dim(0), " are not compatible: the components of from_tensor_slices must have equally many rows");
  return std::make_shared<Slices>(std::move(rows));
}

DatasetPtr from_tensors(std::vector<Tensor> components) { return std::make_shared<Whole>(std::move(components)); }

DatasetPtr range(int64_t start, int64_t stop, int64_t step) {
  if (step == 0) fail(Code::kInvalidArgument, "[RangeDataset] step must be a non-zero integer.");
  return std::make_shared<Range>(start, stop, step);
}

}  // namespace zeal::data
