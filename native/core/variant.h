// Tensors of dtype variant: scalars whose value is an object of C++.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "core/tensor.h"

namespace zeal {

// One tensor per place; a place without one stands for nothing, or for zeros of a shape that readers know. Those
// outside the window [first, first + window.size()) have none: the gradient of one place costs as much as one place.
// A list that says a dtype (neither invalid nor variant) or a shape of its tensors takes no others, and one that says
// `most` no more than so many.
struct TensorList {
  int64_t size = 0, first = 0;
  std::deque<Tensor> window;
  DType dtype = DType::kInvalid;
  Shape element = Shape::unknown();
  int64_t most = -1;

  Tensor at(int64_t i) const { return i >= first && i < first + int64_t(window.size()) ? window[size_t(i - first)] : Tensor(); }
  // The place itself, which the window is widened to.
  Tensor& place(int64_t i);
};

// What steps left for their gradients: `width` tensors for each; see graph/calls.h.
struct Records {
  // What lies in one place of all records: the rows of a tensor, maybe behind another one.
  struct Column {
    Tensor first, rows;

    char* row(size_t record, size_t bytes) const { return first && record == 0 ? first->data : rows->data + (record - bool(first)) * bytes; }
    Tensor at(size_t record) const;
  };
  size_t width = 0, count = 0;
  std::vector<Tensor> items;
  std::vector<Column> columns;  // one for each place, instead of items

  Tensor at(size_t record, size_t place) const {
    if (place >= width) return Tensor();
    return columns.empty() ? items[record * width + place] : columns[place].at(record);
  }
  // Makes items of columns.
  void expand();
};

Tensor make_list(TensorList list);
Tensor make_records(Records records);
// What a variant holds; throws kInvalidArgument where that is another thing.
TensorList& list_in(const TensorImpl& t);
Records& records_in(const TensorImpl& t);
bool is_records(const TensorImpl& t);

}  // namespace zeal
