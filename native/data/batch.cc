// Batches: rows are copied once, from their tensor straight into the batch.
#include <algorithm>
#include <cstring>
#include <string>

#include "core/error.h"
#include "data/dataset.h"

namespace zeal::data {
namespace {

Tensor new_batch(DType dtype, int64_t n, ShapeView element) {
  Shape shape{n};
  if (element.rank >= kMaxRank) fail(Code::kInvalidArgument, "[BatchDataset] elements have ", element.rank, " dimensions already");
  for (int i = 0; i < element.rank; ++i) shape.push(element[i]);
  return make_tensor(dtype, shape);
}

// Rows of one tensor; neighbours are copied together.
Tensor gather_rows(const std::vector<Element>& elements, size_t component) {
  const Rows& rows = *elements[0].rows();
  const TensorImpl& from = *rows.components[component];
  int64_t n = int64_t(elements.size()), row_bytes = rows.row_bytes(component);
  Tensor out = new_batch(from.dtype, n, ShapeView{from.rank - 1, from.dims() + 1});
  for (int64_t i = 0; i < n;) {
    int64_t first = elements[i].row(), run = 1;
    while (i + run < n && elements[i + run].row() == first + run) ++run;
    if (from.dtype == DType::kString) {
      int64_t width = rows.count ? from.numel / rows.count : 0;
      std::copy_n(from.as<std::string>() + first * width, run * width, out->as<std::string>() + i * width);
    } else if (row_bytes) {
      std::memcpy(out->data + i * row_bytes, from.data + first * row_bytes, size_t(run * row_bytes));
    }
    i += run;
  }
  return out;
}

[[noreturn, gnu::cold]] void bad_shape(size_t component, const TensorImpl& first, size_t i, const TensorImpl& t) {
  fail(Code::kInvalidArgument, "[BatchDataset] Cannot batch tensors with different shapes in component ", component,
       ". First element had shape ", first.shape(), " and element ", i, " had shape ", t.shape(), "; padded_batch takes different shapes.");
}

[[noreturn, gnu::cold]] void bad_type(size_t component, const TensorImpl& first, size_t i, const TensorImpl& t) {
  fail(Code::kInvalidArgument, "[BatchDataset] Cannot batch tensors with different types in component ", component,
       ". First element had type ", dtype_name(first.dtype), " and element ", i, " had type ", dtype_name(t.dtype));
}

Tensor stack(const std::vector<std::vector<Tensor>>& elements, size_t component) {
  const TensorImpl& first = *elements[0][component];
  if (first.dtype == DType::kResource || first.dtype == DType::kVariant)
    fail(Code::kUnimplemented, "[BatchDataset] Batching of datasets and optionals inside elements is not supported; make elements of datasets with flat_map");
  Tensor out = new_batch(first.dtype, int64_t(elements.size()), first.shape());
  for (size_t i = 0; i < elements.size(); ++i) {
    const TensorImpl& t = *elements[i][component];
    if (t.dtype != first.dtype) bad_type(component, first, i, t);
    if (!(t.shape() == first.shape())) bad_shape(component, first, i, t);
    if (t.dtype == DType::kString) std::copy_n(t.as<std::string>(), t.numel, out->as<std::string>() + int64_t(i) * t.numel);
    else if (t.numel) std::memcpy(out->data + i * t.nbytes(), t.data, t.nbytes());
  }
  return out;
}

std::vector<Tensor> make_batch(std::vector<Element>& elements) {
  const Rows* rows = elements[0].rows();
  bool same = rows && std::all_of(elements.begin(), elements.end(), [&](const Element& e) { return e.rows() == rows; });
  size_t components = elements[0].size();
  std::vector<Tensor> out;
  if (same) {
    for (size_t c = 0; c < components; ++c) out.push_back(gather_rows(elements, c));
    return out;
  }
  std::vector<std::vector<Tensor>> values;
  for (Element& e : elements) values.push_back(e.take());
  for (auto& v : values)
    if (v.size() != components) fail(Code::kInvalidArgument, "[BatchDataset] elements have different numbers of components");
  for (size_t c = 0; c < components; ++c) out.push_back(stack(values, c));
  return out;
}

class Batch : public Dataset {
 public:
  Batch(DatasetPtr input, int64_t size, bool drop) : input_(std::move(input)), size_(size), drop_(drop) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(*this, input_->iterate(c)); }
  int64_t count() const override {
    const int64_t n = input_->count();
    return n < 0 ? n : n / size_ + (!drop_ && n % size_);
  }

 private:
  struct Iter : Iterator {
    Iter(const Batch& b, IteratorPtr in) : of(b), input(std::move(in)) {}
    bool next(Element& out) override {
      elements.clear();
      Element e;
      for (; int64_t(elements.size()) < of.size_ && input->next(e); patience.turn()) elements.push_back(std::move(e));
      if (elements.empty() || (of.drop_ && int64_t(elements.size()) < of.size_)) return false;
      out = Element(make_batch(elements));
      return true;
    }
    // Without making the batches.
    int64_t skip(int64_t count) override {
      if (count > INT64_MAX / of.size_) return Iterator::skip(count);
      int64_t rows = input->skip(count * of.size_);
      return (of.drop_ ? rows : rows + of.size_ - 1) / of.size_;
    }
    const Batch& of;
    IteratorPtr input;
    std::vector<Element> elements;
    Patience patience;
  };
  DatasetPtr input_;
  int64_t size_;
  bool drop_;
};

}  // namespace

DatasetPtr batch(DatasetPtr input, int64_t size, bool drop_remainder) {
  if (size <= 0) fail(Code::kInvalidArgument, "[BatchDataset] Batch size must be greater than zero, got ", size);
  return std::make_shared<Batch>(std::move(input), size, drop_remainder);
}

}  // namespace zeal::data
