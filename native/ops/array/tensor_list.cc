// Lists of tensors as values: what tf.TensorArray is made of in graphs. A list changes in place where nobody sees the
// one before, so that a loop that writes one place per step costs one write per step.
#include "core/variant.h"

#include <algorithm>
#include <limits>

#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kVariants = bit(DType::kVariant);

struct ElementAttrs {
  DType dtype = DType::kInvalid;
};
struct StackAttrs {
  DType dtype = DType::kInvalid;
  int64_t count = -1;
};
struct ShapeAttrs {
  DType dtype = DType::kInt32;
};

// Kernels call kernels: what they make is no value of the program, and no tape follows it.
Tensor run(const OpDef& op, const Tensor* in, int nin) {
  Outputs out;
  run_kernel(op, reinterpret_cast<TensorImpl* const*>(in), nin, op.defaults, out);
  return std::move(out[0]);
}

TensorList& list(Kernel& k) { return list_in(k.input(0)); }

// The list as one that may be changed: itself, or a copy. A view of a list shares it.
Tensor own_list(Kernel& k) {
  if ((k.in[0]->flags & kTakeOver) && (k.in[0]->flags & kExternal)) return Tensor::share(k.in[0]);
  return make_list(list(k));
}

// The second input, which must be one number. Shapes may be open until the run.
int64_t number(Kernel& k, const char* what) {
  if (k.input(1).rank != 0) k.invalid("TensorArray ", what, " must be scalar, but had shape: ", k.input(1).shape());
  return int_at(k.input(1), 0);
}

int64_t place(Kernel& k, const char* what, int64_t i) {
  const int64_t n = list(k).size;
  if (i < 0 || i >= n)
    k.invalid("Tried to ", what, " index ", i, " but array ", *what == 'w' ? "is not resizeable and " : "", "size is: ", n,
              *what == 'w' ? concat(". Trying to modify element ", i, " in a list with ", n, " elements.") : "");
  return i;
}
int64_t index(Kernel& k, const char* what) { return place(k, what, number(k, "index")); }

void check_dtype(Kernel& k, const TensorImpl& item, DType want) {
  if (item.dtype == want) return;
  k.invalid("TensorArray dtype is ", dtype_word(want), " but Op is trying to write dtype ", dtype_word(item.dtype), ".");
}

// The shape that an input says: a vector of sizes, -1 for open ones, or the scalar -1.
Shape element_shape(Kernel& k, int input) {
  const TensorImpl& sizes = k.input(input);
  if (sizes.rank == 0) {
    if (int_at(sizes, 0) != -1) k.invalid("The only valid scalar shape tensor is the fully unknown shape specified as -1.");
    return Shape::unknown();
  }
  Shape shape;
  for (int64_t d = 0; d < sizes.numel; ++d) shape.push(int_at(sizes, d));
  return shape;
}

bool fits(ShapeView a, ShapeView b) {
  if (a.rank < 0 || b.rank < 0) return true;
  bool fit = a.rank == b.rank;
  for (int d = 0; fit && d < a.rank; ++d) fit = a[d] < 0 || b[d] < 0 || a[d] == b[d];
  return fit;
}

std::string differing(ShapeView a, ShapeView b) {
  if (a.rank != b.rank) return concat("Incompatible ranks during merge: ", a.rank, " vs. ", b.rank);
  return concat("Incompatible shapes during merge: ", a, " vs. ", b);
}

Shape merged(Kernel& k, ShapeView a, ShapeView b) {
  if (!fits(a, b)) k.invalid(differing(a, b));
  Shape both(a.rank < 0 ? b : a);
  for (int d = 0; b.rank >= 0 && d < both.rank; ++d) both[d] = both[d] < 0 ? b[d] : both[d];
  return both;
}

// What a list says of its tensors must be true of one that comes in.
void check_item(Kernel& k, const TensorList& l, const TensorImpl& item, const char* verb, const char* where) {
  if (l.dtype != DType::kInvalid && l.dtype != DType::kVariant && item.dtype != l.dtype)
    k.invalid("Invalid data type; op elements ", dtype_word(item.dtype), " but list elements ", dtype_word(l.dtype));
  if (!fits(l.element.view(), item.shape()))
    k.invalid("Tried to ", verb, " a tensor with incompatible shape to a list", where, ". Op element shape: ", item.shape(),
              " list shape: ", l.element.view());
}

// What an op says of places that have neither a tensor nor a known shape.
const char* want_of_shape(Kernel& k) {
  if (&k.op == &OP(TensorListStack)) return "Tried to stack list which only contains uninitialized tensors and has a non-fully-defined element_shape: ";
  if (&k.op == &OP(TensorListGather)) return "Tried to gather uninitialized tensors from a list with non-fully-defined element_shape: ";
  if (&k.op == &OP(TensorListConcatV2)) return "Trying to concat list with only uninitialized tensors but element_shape_except_first_dim_ is not fully defined: ";
  return "Trying to read an uninitialized tensor but element_shape is not fully defined: ";
}

// The shape of a place without a tensor: the declared one, else that which another place has.
Shape shape_of_nothing(Kernel& k, const TensorList& l, const Shape& said, int64_t i) {
  Shape known = merged(k, said.view(), l.element.view());
  if (known.rank >= 0 && known.view().fully_known()) return known;
  const auto other = std::find_if(l.window.begin(), l.window.end(), [](const Tensor& t) { return bool(t); });
  if (other == l.window.end())
    k.invalid(want_of_shape(k), known.view(), ". Could not read from TensorArray index ", i,
              ".  Furthermore, the element shape is not fully defined: ", known.view(),
              ". The place was never written to; give the TensorArray its element_shape.");
  return Shape((*other)->shape());
}

Tensor zeros_of(DType dtype, const Shape& known) {
  const Tensor in[] = {make_integers(known.dims, known.rank), make_scalar(dtype == DType::kString ? DType::kInt32 : dtype, 0)};
  if (dtype == DType::kString) return make_tensor(dtype, known);
  return run(OP(Fill), in, 2);
}

Tensor item_at(Kernel& k, const TensorList& l, int64_t i, const Shape& shape, DType dtype) {
  Tensor t = l.at(i);
  if (!t) return zeros_of(dtype, shape_of_nothing(k, l, shape, i));
  check_dtype(k, *t, dtype);
  return t;
}

// Places without a tensor share one, so that an array of which little was written costs what its result does.
class Items {
 public:
  Items(Kernel& k, const TensorList& l, const Shape& shape, DType dtype, int64_t count) : k_(k), l_(l), shape_(shape), dtype_(dtype), count_(count) {}
  Tensor at(int64_t i) {
    if (l_.at(i)) return item_at(k_, l_, i, shape_, dtype_);
    if (!nothing_) {
      nothing_ = zeros_of(dtype_, shape_of_nothing(k_, l_, shape_, i));
      Shape all(nothing_->shape());
      all.push(count_);
      make_tensor(dtype_, all);  // fails at once where there is no room for the result
    }
    return nothing_;
  }

 private:
  Kernel& k_;
  const TensorList& l_;
  const Shape& shape_;
  const DType dtype_;
  const int64_t count_;
  Tensor nothing_;
};

// --- inference ---
void set_element_shape(InferContext& c, int input, int64_t count) {
  const TensorImpl* value = c.value(input);
  c.out() = Shape::unknown();
  if (!value && c.input(input).rank != 1) return;
  if (value && value->rank == 0) return;
  Shape shape = c.shape_value(input, true);
  if (shape.rank < 0) return;
  c.out() = Shape();
  if (count != -2) c.out().push(count);
  for (int i = 0; i < shape.rank; ++i) c.out().push(shape[i]);
}

// --- kernels ---
void reserve_kernel(Kernel& k) {
  const int64_t n = number(k, "size");
  if (n < 0) k.invalid("The num_elements to reserve must be a non negative number, but got ", n);
  k.out[0] = make_list({n, 0, {}, k.attr<ElementAttrs>().dtype, element_shape(k, 0)});
}

void empty_kernel(Kernel& k) {
  if (k.input(1).numel != 1) k.invalid("max_num_elements must be a scalar, but had shape: ", k.input(1).shape());
  k.out[0] = make_list({0, 0, {}, k.attr<ElementAttrs>().dtype, element_shape(k, 0), int_at(k.input(1), 0)});
}

void push_kernel(Kernel& k) {
  const TensorList& l = list(k);
  check_item(k, l, k.input(1), "append", "");
  if (l.most >= 0 && l.size >= l.most) k.invalid("Tried to push item into a full list list size: ", l.size, " max_num_elements: ", l.most);
  k.out[0] = own_list(k);
  TensorList& own = list_in(*k.out[0]);
  own.place(own.size) = Tensor::share(k.in[1]);
  ++own.size;
}

void drop_beyond(TensorList& l, int64_t n) {
  l.size = n;
  while (!l.window.empty() && l.first + int64_t(l.window.size()) > n) l.window.pop_back();
}

void pop_kernel(Kernel& k) {
  const int64_t n = list(k).size;
  if (!n) k.invalid("Trying to pop from an empty list.");
  k.out[1] = item_at(k, list(k), n - 1, element_shape(k, 1), k.attr<ElementAttrs>().dtype);
  k.out[0] = own_list(k);
  drop_beyond(list_in(*k.out[0]), n - 1);
}

void element_shape_kernel(Kernel& k) {
  const ShapeView shape = list(k).element.view();
  const DType dtype = k.attr<ShapeAttrs>().dtype;
  if (shape.rank < 0) {
    k.out[0] = make_scalar(dtype, -1);
    return;
  }
  k.out[0] = make_tensor(dtype, Shape({shape.rank}));
  for (int d = 0; d < shape.rank; ++d)
    if (dtype == DType::kInt64) k.out[0]->as<int64_t>()[d] = shape[d];
    else k.out[0]->as<int32_t>()[d] = int32_t(shape[d]);
}

void concat_lists_kernel(Kernel& k) {
  const TensorList &a = list(k), &b = list_in(k.input(1));
  const DType dtype = k.attr<ElementAttrs>().dtype;
  for (const TensorList* l : {&a, &b})
    if (l->dtype != DType::kInvalid && l->dtype != dtype)
      k.invalid(l == &a ? "input_a[0]" : "input_b[0]", ".dtype != element_dtype.  Saw: ", dtype_word(l->dtype), " vs. ", dtype_word(dtype));
  if (!(a.element.view() == b.element.view()))
    k.invalid("input_a and input_b TensorList element shapes are not identical at index 0.  Saw ", a.element.view(), " vs. ",
              b.element.view());
  const int64_t first = a.size;
  const std::deque<Tensor> more = b.window;
  const int64_t from = b.first, size = a.size + b.size;
  k.out[0] = own_list(k);
  TensorList& l = list_in(*k.out[0]);
  for (size_t j = 0; j < more.size(); ++j)
    if (more[j]) l.place(first + from + int64_t(j)) = more[j];
  l.size = size;
}

void length_kernel(Kernel& k) { k.out[0] = make_scalar(int32_t(list(k).size)); }

void set_item_kernel(Kernel& k) {
  const int64_t i = index(k, "write to");
  check_item(k, list(k), k.input(2), "set", " index");
  k.out[0] = own_list(k);
  list_in(*k.out[0]).place(i) = Tensor::share(k.in[2]);
}

void clear_item_kernel(Kernel& k) {
  k.out[0] = own_list(k);
  for (int64_t j = 0; j < k.input(1).numel; ++j) {
    const int64_t i = place(k, "clear", int_at(k.input(1), j));
    if (list_in(*k.out[0]).at(i)) list_in(*k.out[0]).place(i) = Tensor();
  }
}

void get_item_kernel(Kernel& k) {
  const int64_t i = index(k, "read from");
  k.out[0] = item_at(k, list(k), i, element_shape(k, 2), k.attr<ElementAttrs>().dtype);
}

void resize_kernel(Kernel& k) {
  const int64_t n = number(k, "size");
  if (n < 0) k.invalid("TensorListSlice expects size to be non-negative. Got: ", n);
  k.out[0] = own_list(k);
  drop_beyond(list_in(*k.out[0]), n);
}

// A list that grows to hold place `i`, as dynamically sized arrays do.
void grow_kernel(Kernel& k) {
  const int64_t i = number(k, "index");
  if (i >= std::numeric_limits<int32_t>::max()) k.invalid("Tried to write to index ", i, " but an array has at most ", std::numeric_limits<int32_t>::max(), " places");
  k.out[0] = own_list(k);
  TensorList& l = list_in(*k.out[0]);
  l.size = std::max(l.size, i + 1);
}

void stack_items(Kernel& k, const std::vector<Tensor>& items, Shape shape, DType dtype, const char* empty) {
  if (!items.empty()) {
    for (const Tensor& t : items)
      if (!(t->shape() == items[0]->shape()))
        k.invalid("TensorArray has inconsistent shapes.  Index 0 has shape: ", items[0]->shape(), " but another index has shape: ", t->shape(), ". ",
                  differing(items[0]->shape(), t->shape()));
    merged(k, shape.view(), items[0]->shape());
    k.out[0] = run(OP(Pack), items.data(), int(items.size()));
    return;
  }
  if (shape.rank < 0 || !shape.view().fully_known())
    k.invalid(empty, shape.view(), ". TensorArray has size zero, but element shape ", shape.view(),
              " is not fully defined. Currently only static shapes are supported when packing zero-size TensorArrays.");
  Shape none({0});
  for (int d = 0; d < shape.rank; ++d) none.push(shape[d]);
  k.out[0] = make_tensor(dtype, none);
}

void stack_kernel(Kernel& k) {
  const TensorList& l = list(k);
  const StackAttrs& attrs = k.attr<StackAttrs>();
  if (attrs.count != -1 && attrs.count != l.size) k.invalid("Operation expected a list with ", attrs.count, " elements but got a list with ", l.size, " elements.");
  const Shape shape = merged(k, element_shape(k, 1).view(), l.element.view());
  Items places(k, l, shape, attrs.dtype, l.size);
  std::vector<Tensor> items;
  for (int64_t i = 0; i < l.size; ++i) items.push_back(places.at(i));
  stack_items(k, items, shape, attrs.dtype, "Tried to stack elements of an empty list with non-fully-defined element_shape: ");
}

void gather_kernel(Kernel& k) {
  const TensorList& l = list(k);
  const Shape shape = merged(k, element_shape(k, 2).view(), l.element.view());
  Items places(k, l, shape, k.attr<ElementAttrs>().dtype, k.input(1).numel);
  std::vector<Tensor> items;
  for (int64_t j = 0; j < k.input(1).numel; ++j) {
    const int64_t i = int_at(k.input(1), j);
    if (i < 0 || i >= l.size) k.invalid("Tried to read from index ", i, " but array size is: ", l.size);
    items.push_back(places.at(i));
  }
  stack_items(k, items, shape, k.attr<ElementAttrs>().dtype, "Tried to gather from an empty list with non-fully-defined element_shape: ");
}

// Views of the rows of a tensor.
std::vector<Tensor> rows_of(TensorImpl& t) {
  constexpr int64_t kMostEmpty = 1 << 24;
  if (!t.numel && t.dim(0) > kMostEmpty) fail(Code::kResourceExhausted, "a list of the ", t.dim(0), " rows of a tensor of shape ", t.shape(), " is too large");
  std::vector<Tensor> rows;
  const ShapeView shape{t.rank - 1, t.dims() + 1};
  const int64_t n = t.dim(0), bytes = n ? int64_t(t.nbytes()) / n : 0;
  for (int64_t i = 0; i < n; ++i) rows.push_back(make_view(t, shape, i * bytes));
  return rows;
}

void from_tensor_kernel(Kernel& k) {
  if (k.input(0).rank < 1) k.invalid("Tensor must be at least a vector, but saw shape: ", k.input(0).shape());
  TensorList l{k.input(0).dim(0), 0, {}, k.input(0).dtype, element_shape(k, 1)};
  const ShapeView rest{k.input(0).rank - 1, k.input(0).dims() + 1};
  if (!fits(rest, l.element.view())) k.invalid("Specified a list with shape ", l.element.view(), " from a tensor with shape ", rest);
  for (Tensor& row : rows_of(*k.in[0])) l.window.push_back(std::move(row));
  k.out[0] = make_list(std::move(l));
}

Tensor sum_of(const Tensor& a, const Tensor& b) {
  if (!a || !b) return a ? a : b;
  const Tensor in[] = {a, b};
  const OpDef& op = a->dtype == DType::kVariant ? OP(AddVariants) : OP(AddV2);
  return run(op, in, 2);
}

// Puts the rows of a tensor into a list: what is input 1, and indices input 2, of an op on a list.
template <bool kAdds> void put_rows(Kernel& k, TensorList& l, TensorImpl& tensor, const TensorImpl& indices) {
  const std::vector<Tensor> rows = rows_of(tensor);
  for (int64_t j = 0; j < indices.numel; ++j) {
    const int64_t i = int_at(indices, j);
    if (i < 0 || i >= l.size) k.invalid("Tried to write to index ", i, " but array is not resizeable and size is: ", l.size);
    const Tensor& row = rows[size_t(j)];
    check_item(k, l, *row, "scatter", " index");
    l.place(i) = kAdds ? sum_of(l.at(i), row) : row;
  }
}

template <bool kAdds> void scatter_kernel(Kernel& k) {
  const TensorImpl &tensor = k.input(1), &indices = k.input(2);
  if (tensor.rank < 1 || indices.rank != 1 || tensor.dim(0) != indices.numel)
    k.invalid("Expected len(indices) == tensor.shape[0], but saw: ", indices.numel, " vs. ", tensor.rank ? tensor.dim(0) : 0);
  k.out[0] = own_list(k);
  put_rows<kAdds>(k, list_in(*k.out[0]), *k.in[1], indices);
}

void scatter_new_kernel(Kernel& k) {
  const TensorImpl &tensor = k.input(0), &indices = k.input(1);
  if (tensor.rank < 1) k.invalid("Tensor must be at least a vector, but saw shape: ", tensor.shape());
  if (indices.rank != 1 || tensor.dim(0) != indices.numel)
    k.invalid("Invalid number of rows in input tensor. Expected: ", indices.numel, " Actual: ", tensor.dim(0));
  if (k.input(3).numel != 1) k.invalid("num_elements must be a scalar, but had shape: ", k.input(3).shape());
  const int64_t n = int_at(k.input(3), 0);
  if (n < -1) k.invalid("TensorListScatter expects num_elements >= -1, found: ", n);
  int64_t end = 0;
  for (int64_t j = 0; j < indices.numel; ++j) {
    const int64_t i = int_at(indices, j);
    if (i < 0) k.invalid("Indices in TensorListScatter must all be non-negative.");
    if (n >= 0 && i >= n) k.invalid("TensorListScatter: Trying to scatter at index ", i, " in list with size ", n);
    end = std::max(end, i + 1);
  }
  TensorList l{n < 0 ? end : n, 0, {}, tensor.dtype, element_shape(k, 2)};
  put_rows<false>(k, l, *k.in[0], indices);
  k.out[0] = make_list(std::move(l));
}

// The shape of a piece that is missing from a concatenation; its length may be told apart.
Shape missing_piece(Kernel& k, const TensorList& l, const Shape& said, int64_t i) {
  const TensorImpl& lengths = k.input(2);
  Shape shape = said;
  if (shape.rank > 0 && shape[0] < 0) {
    if (i < lengths.numel) shape[0] = int_at(lengths, i);
    else if (l.window.empty()) k.invalid("List contains uninitialized tensor at index ", i, " but leading_dims has only ", lengths.numel, " elements.");
  }
  return shape_of_nothing(k, l, shape, i);
}

void concat_kernel(Kernel& k) {
  const TensorList& l = list(k);
  std::vector<Tensor> items;
  const DType dtype = k.attr<ElementAttrs>().dtype;
  Shape shape = merged(k, element_shape(k, 1).view(), l.element.view());
  if (!shape.rank)
    k.invalid("Concat requires elements to be at least vectors, found scalars instead. Concat saw a scalar shape at index 0 but requires at least vectors.");
  if (shape.rank > 0 && l.size && !l.window.empty()) shape[0] = kUnknownDim;  // pieces may differ there
  Tensor lengths = make_tensor(DType::kInt64, Shape({l.size}));
  for (int64_t i = 0; i < l.size; ++i) {
    const Shape piece = l.at(i) ? shape : missing_piece(k, l, shape, i);
    items.push_back(item_at(k, l, i, piece, dtype));
    const ShapeView own = items.back()->shape();
    if (own.rank < 1) k.invalid("Concat saw a scalar shape at index ", i, " but requires at least vectors.  Did you mean to call stack instead?");
    lengths->as<int64_t>()[i] = own[0];
    const ShapeView rest{own.rank - 1, own.dims + 1}, first{items[0]->rank - 1, items[0]->dims() + 1};
    if (!(rest == first)) k.invalid("TensorArray has inconsistent shapes.  Index 0 has shape: ", items[0]->shape(), " but index ", i, " has shape: ", own, ". ", differing(first, rest));
  }
  k.out[1] = lengths;
  if (items.empty()) {
    if (shape.rank > 0) shape[0] = 0;
    if (shape.rank < 0 || !shape.view().fully_known())
      k.invalid("All except the first dimension must be fully defined when concating an empty tensor list. element_shape: ", shape.view(),
                ". TensorArray has size zero, and concat needs an element, or its shape.");
    k.out[0] = make_tensor(dtype, shape);
    return;
  }
  items.push_back(make_scalar<int32_t>(0));
  k.out[0] = run(OP(ConcatV2), items.data(), int(items.size()));
}

void split_kernel(Kernel& k) {
  TensorImpl& t = *k.in[0];
  const TensorImpl& lengths = k.input(2);
  if (t.rank < 1) k.invalid("Tensor must be at least a vector, but saw shape: ", t.shape(), ". Expected value to be at least a vector, but received shape: ", t.shape());
  if (lengths.rank != 1) k.invalid("Expected lengths to be a vector, received shape: ", lengths.shape());
  TensorList l{lengths.numel, 0, {}, t.dtype, element_shape(k, 1)};
  if (!l.element.rank) k.invalid("TensorListSplit requires element_shape to be at least of rank 1, but saw: []");
  Shape open(t.shape());
  open[0] = kUnknownDim;
  if (!fits(open.view(), l.element.view())) k.invalid("tensor shape ", t.shape(), " is not compatible with element_shape ", l.element.view());
  int64_t sum = 0;
  const int64_t bytes = t.dim(0) ? int64_t(t.nbytes()) / t.dim(0) : 0;
  for (int64_t i = 0; i < lengths.numel; ++i) {
    Shape shape(t.shape());
    shape[0] = int_at(lengths, i);
    if (shape[0] < 0) k.invalid("Invalid value in lengths: ", shape[0]);
    if (shape[0] > t.dim(0) - sum)
      k.invalid("Attempting to slice [", sum, ", ", shape[0], "] from tensor with length ", t.dim(0),
                ". Expected sum of lengths to be equal to values.shape[0], but sum of lengths is beyond ", t.dim(0));
    l.window.push_back(make_view(t, shape, sum * bytes));
    sum += shape[0];
  }
  if (sum != t.dim(0))
    k.invalid("Unused values in tensor. Length of tensor: ", t.dim(0), " Values used: ", sum,
              ". Expected sum of lengths to be equal to values.shape[0], but sum of lengths is ", sum, " and value's shape is: ", t.shape());
  k.out[0] = make_list(std::move(l));
}

// --- sums ---
Tensor sum_of_records(const Records& a, const Records& b) {
  Records sum{std::max(a.width, b.width), std::max(a.count, b.count), {}, {}};
  for (size_t i = 0; i < sum.count; ++i)
    for (size_t j = 0; j < sum.width; ++j)
      sum.items.push_back(sum_of(i < a.count ? a.at(i, j) : Tensor(), i < b.count ? b.at(i, j) : Tensor()));
  return make_records(std::move(sum));
}

void add_variants_kernel(Kernel& k) {
  if (is_records(k.input(0)) || is_records(k.input(1))) {
    k.out[0] = sum_of_records(records_in(k.input(0)), records_in(k.input(1)));
    return;
  }
  k.out[0] = own_list(k);
  TensorList& into = list_in(*k.out[0]);
  const TensorList& from = list_in(k.input(1));
  into.size = std::max(into.size, from.size);
  for (int64_t i = from.first; i < from.first + int64_t(from.window.size()); ++i) {
    const Tensor old = into.at(i), more = from.at(i);
    if (old && more && !(old->shape() == more->shape()))
      k.invalid("Could not aggregate to TensorArray index ", i, " because the existing shape is ", old->shape(), " but the new input shape is ", more->shape());
    if (more) into.place(i) = sum_of(old, more);
  }
}

void zeros_kernel(Kernel& k) {
  if (is_records(k.input(0))) {
    k.out[0] = make_records({});
    return;
  }
  const TensorList& l = list(k);
  TensorList zeros{l.size, l.first, {}, l.dtype, l.element, l.most};
  if (l.dtype == DType::kVariant)
    for (const Tensor& t : l.window) zeros.window.push_back(t && t->dtype == DType::kVariant ? run(OP(ZerosLikeVariant), &t, 1) : Tensor());
  k.out[0] = make_list(std::move(zeros));
}

// --- gradients ---
Tensor element(const Tensor& l, const Tensor& i, const Tensor& like) {
  return call(OP(TensorListGetItem), {l, i, shape_of(like)}, Attrs::of(ElementAttrs{like->dtype}));
}
// A list that says nothing of its tensors.
Tensor empty_like(const Tensor& length) {
  return call(OP(TensorListReserve), {make_scalar<int32_t>(-1), length}, Attrs::of(ElementAttrs{DType::kVariant}));
}
// The shape of the rows.
Tensor rows_shape(const Tensor& shape) {
  return call(OP(Slice), {shape, make_int32s(std::array<int64_t, 1>{1}.data(), 1), make_int32s(std::array<int64_t, 1>{-1}.data(), 1)});
}

Attrs of_input(Grad& g, int i) { return Attrs::of(ElementAttrs{g.in_dtype(i)}); }

void grad_set_item(Grad& g) {
  if (g.wants(2)) g.set(2, element(g.dy(), g.in(1), g.in(2)));
  if (g.wants(0)) g.set(0, call(OP(TensorListClearItem), {g.dy(), g.in(1)}));
}
void grad_get_item(Grad& g) {
  const Tensor dy = g.dy(), list = empty_like(call(OP(TensorListLength), {g.in(0)}));
  g.set(0, call(OP(TensorListSetItem), {list, g.in(1), dy}));
}
void grad_stack(Grad& g) { g.set(0, call(OP(TensorListFromTensor), {g.dy(), make_scalar<int32_t>(-1)})); }
void grad_from_tensor(Grad& g) {
  const Tensor shape = g.in_shape(0);
  g.set(0, reshape(call(OP(TensorListStack), {g.dy(), rows_shape(shape)}, Attrs::of(StackAttrs{g.in_dtype(0)})), shape));
}
void grad_gather(Grad& g) {
  const Tensor list = empty_like(call(OP(TensorListLength), {g.in(0)}));
  g.set(0, call(OP(TensorListScatterAdd), {list, g.dy(), g.in(1)}));  // an index may come twice
}
template <bool kAdds> void grad_scatter(Grad& g) {
  if (g.wants(1)) g.set(1, call(OP(TensorListGather), {g.dy(), g.in(2), rows_shape(g.in_shape(1))}, of_input(g, 1)));
  if (g.wants(0)) g.set(0, kAdds ? g.dy() : call(OP(TensorListClearItem), {g.dy(), g.in(2)}));
}
Tensor split(const Tensor& x, const Tensor& lengths) { return call(OP(TensorListSplit), {x, make_scalar<int32_t>(-1), lengths}); }
void grad_scatter_new(Grad& g) {
  g.set(0, call(OP(TensorListGather), {g.dy(), g.in(1), rows_shape(g.in_shape(0))}, of_input(g, 0)));
}
void grad_push(Grad& g) {
  const Tensor dy = g.dy();
  if (!g.wants(1)) {
    g.set(0, call(OP(TensorListResize), {dy, call(OP(TensorListLength), {dy}) - make_scalar<int32_t>(1)}));
    return;
  }
  const Tensor in[] = {dy, g.in_shape(1)};
  Outputs parts = call_list(OP(TensorListPopBack), in, 2, of_input(g, 1));
  if (g.wants(0)) g.set(0, parts[0]);
  g.set(1, parts[1]);
}
void grad_pop(Grad& g) {
  const Tensor rest = g.has_dy(0) ? g.dy(0) : empty_like(call(OP(TensorListLength), {g.out(0)}));
  g.set(0, g.has_dy(1) ? call(OP(TensorListPushBack), {rest, g.dy(1)}) : call(OP(TensorListGrow), {rest, call(OP(TensorListLength), {g.out(0)})}));
}
void grad_concat(Grad& g) { g.set(0, split(g.dy(0), g.out(1))); }
// Nothing may have come back for some pieces, whose lengths the zeros know.
void grad_split(Grad& g) {
  const Tensor pieces = split(fill(g.in_shape(0), make_scalar(g.in_dtype(0), 0)), g.in(2));
  const Tensor in[] = {call(OP(AddVariants), {g.dy(), pieces}), make_scalar<int32_t>(-1), make_tensor(DType::kInt64, Shape({0}))};
  Outputs parts = call_list(OP(TensorListConcatV2), in, 3, of_input(g, 0));
  g.set(0, reshape(parts[0], g.in_shape(0)));
}

}  // namespace

ZEAL_OP(TensorListReserve)
    .doc("A list of num_elements places without tensors.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants, true).type("shape_type", kIndex)
    .input("element_shape", "shape_type").input("num_elements", "int32").output("handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, reserve_kernel).not_differentiable();

ZEAL_OP(EmptyTensorList)
    .doc("A list of no tensors, which takes up to max_num_elements; -1 for any number.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants, true).type("shape_type", kIndex)
    .input("element_shape", "shape_type").input("max_num_elements", "int32").output("handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, empty_kernel).not_differentiable();

ZEAL_OP(TensorListPushBack)
    .doc("The list with a tensor more at its end.")
    .type("element_dtype", kAnyType | kVariants)
    .input("input_handle", "variant").input("tensor", "element_dtype").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, push_kernel).may_take_over(0)
    .saves({InShape(1)}).grad(grad_push);

ZEAL_OP(TensorListPopBack)
    .doc("The list without its last tensor, and that tensor.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants)
    .input("input_handle", "variant").input("element_shape", "int32").output("output_handle", "variant").output("tensor", "element_dtype")
    .infer([](InferContext& c) {
      set_element_shape(c, 1, -2);
      c.out(1) = c.out();
      c.out() = Shape();
    })
    .stateful().made_by_kernel().cpu(kVariants, pop_kernel).may_take_over(0)
    .saves({Out(0)}).grad(grad_pop);

ZEAL_OP(TensorListElementShape)
    .doc("The shape that a list says of its tensors: a vector, or -1 where even their rank is open.")
    .attrs<ShapeAttrs>().type_arg("shape_type", &ShapeAttrs::dtype, kIndex)
    .input("input_handle", "variant").output("element_shape", "shape_type")
    .infer([](InferContext& c) { c.out() = Shape::unknown(); })
    .stateful().made_by_kernel().cpu(kVariants, element_shape_kernel).not_differentiable();

ZEAL_OP(TensorListConcatLists)
    .doc("The tensors of one list and then those of another.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants)
    .input("input_a", "variant").input("input_b", "variant").output("output", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, concat_lists_kernel).may_take_over(0).not_differentiable();

ZEAL_OP(TensorListScatterV2)
    .doc("A list with the rows of `tensor` at `indices`: of num_elements places, or as many as it takes for -1.")
    .type("element_dtype", kAnyType).type("shape_type", kIndex)
    .input("tensor", "element_dtype").input("indices", "int32").input("element_shape", "shape_type").input("num_elements", "int32")
    .output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, scatter_new_kernel)
    .saves({InShape(0), In(1)}).grad(grad_scatter_new);

ZEAL_OP(TensorListLength)
    .doc("How many places a list has.")
    .input("input_handle", "variant").output("length", "int32")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, length_kernel).not_differentiable();

ZEAL_OP(TensorListSetItem)
    .doc("The list with another tensor at `index`.")
    .type("element_dtype", kAnyType | kVariants)
    .input("input_handle", "variant").input("index", "int32").input("item", "element_dtype").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, set_item_kernel).may_take_over(0)
    .saves({In(1), In(2).grad_of(2)}).grad(grad_set_item);

ZEAL_OP(TensorListClearItem)
    .doc("The list with nothing at `index`, or at the places of a vector of them.")
    .input("input_handle", "variant").input("index", "int32").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, clear_item_kernel).may_take_over(0)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(TensorListClearItem), {g.dy(), g.in(1)})); });

ZEAL_OP(TensorListGetItem)
    .doc("The tensor at `index`; zeros of element_shape where there is none.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants)
    .input("input_handle", "variant").input("index", "int32").input("element_shape", "int32").output("item", "element_dtype")
    .infer([](InferContext& c) { set_element_shape(c, 2, -2); }).stateful().made_by_kernel().cpu(kVariants, get_item_kernel)
    .saves({In(0), In(1)}).grad(grad_get_item);

ZEAL_OP(TensorListResize)
    .doc("The list with `size` places: new ones are empty.")
    .input("input_handle", "variant").input("size", "int32").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, resize_kernel).may_take_over(0)
    .saves({In(0)}).grad([](Grad& g) { g.set(0, call(OP(TensorListResize), {g.dy(), call(OP(TensorListLength), {g.in(0)})})); });

ZEAL_OP(TensorListGrow)
    .doc("The list with so many places more that it has one at `index`.")
    .input("input_handle", "variant").input("index", "int32").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, grow_kernel).may_take_over(0)
    .saves({In(0)}).grad([](Grad& g) { g.set(0, call(OP(TensorListResize), {g.dy(), call(OP(TensorListLength), {g.in(0)})})); });

ZEAL_OP(TensorListStack)
    .doc("The tensors of a list along a new first axis.")
    .attrs<StackAttrs>().type_arg("element_dtype", &StackAttrs::dtype, kAnyType).attr("num_elements", &StackAttrs::count)
    .input("input_handle", "variant").input("element_shape", "int32").output("tensor", "element_dtype")
    .infer([](InferContext& c) { set_element_shape(c, 1, c.attr<StackAttrs>().count); }).stateful().made_by_kernel().cpu(kVariants, stack_kernel)
    .grad(grad_stack);

ZEAL_OP(TensorListGather)
    .doc("The tensors at `indices` of a list along a new first axis.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType)
    .input("input_handle", "variant").input("indices", "int32").input("element_shape", "int32").output("values", "element_dtype")
    .infer([](InferContext& c) { set_element_shape(c, 2, c.rank(1) == 1 ? c.dim(1, 0) : kUnknownDim); })
    .stateful().made_by_kernel().cpu(kVariants, gather_kernel)
    .saves({In(0), In(1)}).grad(grad_gather);

ZEAL_OP(TensorListFromTensor)
    .doc("The rows of a tensor as a list.")
    .type("element_dtype", kAnyType).type("shape_type", kIndex)
    .input("tensor", "element_dtype").input("element_shape", "shape_type").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, from_tensor_kernel)
    .saves({InShape(0)}).grad(grad_from_tensor);

ZEAL_OP(TensorListScatterIntoExistingList)
    .doc("The list with the rows of `tensor` at `indices`.")
    .type("element_dtype", kAnyType)
    .input("input_handle", "variant").input("tensor", "element_dtype").input("indices", "int32").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, scatter_kernel<false>).may_take_over(0)
    .saves({InShape(1).grad_of(1), In(2)}).grad(grad_scatter<false>);

ZEAL_OP(TensorListScatterAdd)
    .doc("The list with the rows of `tensor` added to what is at `indices`.")
    .type("element_dtype", kAnyType)
    .input("input_handle", "variant").input("tensor", "element_dtype").input("indices", "int32").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, scatter_kernel<true>).may_take_over(0)
    .saves({InShape(1).grad_of(1), In(2)}).grad(grad_scatter<true>);

ZEAL_OP(TensorListConcatV2)
    .doc("The tensors of a list after one another along their first axis, and the length of each there.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType)
    .type("shape_type", kIndex).input("input_handle", "variant").input("element_shape", "shape_type").input("leading_dims", "int64")
    .output("tensor", "element_dtype").output("lengths", "int64")
    .infer([](InferContext& c) {
      set_element_shape(c, 1, -2);
      if (c.out().rank > 0) c.out()[0] = kUnknownDim;
      c.out(1) = Shape({kUnknownDim});
    })
    .stateful().made_by_kernel().cpu(kVariants, concat_kernel)
    .saves({Out(1)}).grad(grad_concat);

ZEAL_OP(TensorListSplit)
    .doc("A list of pieces of a tensor along its first axis, of these lengths.")
    .type("element_dtype", kAnyType).type("shape_type", kIndex)
    .input("tensor", "element_dtype").input("element_shape", "shape_type").input("lengths", "int64").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, split_kernel)
    .saves({InShape(0), In(2)}).grad(grad_split);

ZEAL_OP(AddVariants)
    .doc("The sum of two lists place by place; a place without a tensor is zero.")
    .input("x", "variant").input("y", "variant").output("z", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, add_variants_kernel).may_take_over(0)
    .grad([](Grad& g) {
      for (int i = 0; i < 2; ++i)
        if (g.wants(i)) g.set(i, g.dy());
    });

ZEAL_OP(ZerosLikeVariant)
    .doc("A list as long as x without tensors, which counts as zeros.")
    .input("x", "variant").output("y", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().cpu(kVariants, zeros_kernel).not_differentiable();

}  // namespace zeal
