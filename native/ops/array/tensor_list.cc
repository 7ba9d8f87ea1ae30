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

// Kernels call kernels: what they make is no value of the program, and no tape follows it.
Tensor run(const OpDef& op, const Tensor* in, int nin) {
  Outputs out;
  run_kernel(op, reinterpret_cast<TensorImpl* const*>(in), nin, op.defaults, out);
  return std::move(out[0]);
}

TensorList& list(Kernel& k) { return list_in(k.input(0)); }

// The list as one that may be changed: itself, or a copy.
Tensor own_list(Kernel& k) {
  if (k.in[0]->flags & kTakeOver) return Tensor::share(k.in[0]);
  return make_list(list(k));
}

// The second input, which must be one number. Shapes may be open until the run.
int64_t number(Kernel& k, const char* what) {
  if (k.input(1).rank != 0) k.invalid("TensorArray ", what, " must be scalar, but had shape: ", k.input(1).shape());
  return int_at(k.input(1), 0);
}

int64_t place(Kernel& k, const char* what, int64_t i) {
  const int64_t n = list(k).size;
  if (i < 0 || i >= n) k.invalid("Tried to ", what, " index ", i, " but array ", *what == 'w' ? "is not resizeable and " : "", "size is: ", n);
  return i;
}
int64_t index(Kernel& k, const char* what) { return place(k, what, number(k, "index")); }

void check_dtype(Kernel& k, const TensorImpl& item, DType want) {
  if (item.dtype == want) return;
  k.invalid("TensorArray dtype is ", dtype_word(want), " but Op is trying to write dtype ", dtype_word(item.dtype), ".");
}

// Zeros for a place without a tensor: of the declared shape, else of the shape that another place has.
Tensor nothing(Kernel& k, const TensorList& l, const TensorImpl& shape, DType dtype, int64_t i) {
  Shape known;
  for (int64_t d = 0; shape.rank == 1 && d < shape.numel; ++d) known.push(int_at(shape, d));
  if (shape.rank == 0 || !known.view().fully_known()) {
    const auto other = std::find_if(l.window.begin(), l.window.end(), [](const Tensor& t) { return bool(t); });
    if (other == l.window.end())
      k.invalid("Could not read from TensorArray index ", i, ".  Furthermore, the element shape is not fully defined: ",
                shape.rank == 0 ? "<unknown>" : known.str(), ". The place was never written to; give the TensorArray its element_shape.");
    known = (*other)->shape();
  }
  const Tensor in[] = {make_integers(known.dims, known.rank), make_scalar(dtype == DType::kString ? DType::kInt32 : dtype, 0)};
  if (dtype == DType::kString) return make_tensor(dtype, known);
  return run(OP(Fill), in, 2);
}

Tensor item_at(Kernel& k, const TensorList& l, int64_t i, const TensorImpl& shape, DType dtype) {
  Tensor t = l.at(i);
  if (!t) return nothing(k, l, shape, dtype, i);
  check_dtype(k, *t, dtype);
  return t;
}

// Places without a tensor share one, so that an array of which little was written costs what its result does.
class Items {
 public:
  Items(Kernel& k, const TensorList& l, const TensorImpl& shape, DType dtype, int64_t count) : k_(k), l_(l), shape_(shape), dtype_(dtype), count_(count) {}
  Tensor at(int64_t i) {
    if (l_.at(i)) return item_at(k_, l_, i, shape_, dtype_);
    if (!nothing_) {
      nothing_ = nothing(k_, l_, shape_, dtype_, i);
      Shape all(nothing_->shape());
      all.push(count_);
      make_tensor(dtype_, all);  // fails at once where there is no room for the result
    }
    return nothing_;
  }

 private:
  Kernel& k_;
  const TensorList& l_;
  const TensorImpl& shape_;
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
  k.out[0] = make_list({n, 0, {}});
}

void length_kernel(Kernel& k) { k.out[0] = make_scalar(int32_t(list(k).size)); }

void set_item_kernel(Kernel& k) {
  const int64_t i = index(k, "write to");
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
  k.out[0] = item_at(k, list(k), i, k.input(2), k.attr<ElementAttrs>().dtype);
}

void resize_kernel(Kernel& k) {
  const int64_t n = number(k, "size");
  if (n < 0) k.invalid("TensorListSlice expects size to be non-negative. Got: ", n);
  k.out[0] = own_list(k);
  TensorList& l = list_in(*k.out[0]);
  l.size = n;
  while (!l.window.empty() && l.first + int64_t(l.window.size()) > n) l.window.pop_back();
}

// A list that grows to hold place `i`, as dynamically sized arrays do.
void grow_kernel(Kernel& k) {
  const int64_t i = number(k, "index");
  if (i >= std::numeric_limits<int32_t>::max()) k.invalid("Tried to write to index ", i, " but an array has at most ", std::numeric_limits<int32_t>::max(), " places");
  k.out[0] = own_list(k);
  TensorList& l = list_in(*k.out[0]);
  l.size = std::max(l.size, i + 1);
}

void stack_items(Kernel& k, const std::vector<Tensor>& items, const TensorImpl& shape, DType dtype) {
  if (!items.empty()) {
    for (const Tensor& t : items)
      if (!(t->shape() == items[0]->shape()))
        k.invalid("TensorArray has inconsistent shapes.  Index 0 has shape: ", items[0]->shape(), " but another index has shape: ", t->shape());
    k.out[0] = run(OP(Pack), items.data(), int(items.size()));
    return;
  }
  Shape empty;
  empty.push(0);
  for (int64_t d = 0; shape.rank == 1 && d < shape.numel; ++d) empty.push(int_at(shape, d));
  if (shape.rank == 0 || !empty.view().fully_known())
    k.invalid("TensorArray has size zero, but element shape ", shape.rank == 0 ? "<unknown>" : "", " is not fully defined. Currently only static shapes are supported when packing zero-size TensorArrays.");
  k.out[0] = make_tensor(dtype, empty);
}

void stack_kernel(Kernel& k) {
  const TensorList& l = list(k);
  Items places(k, l, k.input(1), k.attr<ElementAttrs>().dtype, l.size);
  std::vector<Tensor> items;
  for (int64_t i = 0; i < l.size; ++i) items.push_back(places.at(i));
  stack_items(k, items, k.input(1), k.attr<ElementAttrs>().dtype);
}

void gather_kernel(Kernel& k) {
  const TensorList& l = list(k);
  Items places(k, l, k.input(2), k.attr<ElementAttrs>().dtype, k.input(1).numel);
  std::vector<Tensor> items;
  for (int64_t j = 0; j < k.input(1).numel; ++j) {
    const int64_t i = int_at(k.input(1), j);
    if (i < 0 || i >= l.size) k.invalid("Tried to read from index ", i, " but array size is: ", l.size);
    items.push_back(places.at(i));
  }
  stack_items(k, items, k.input(2), k.attr<ElementAttrs>().dtype);
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
  TensorList l{k.input(0).dim(0), 0, {}};
  for (Tensor& row : rows_of(*k.in[0])) l.window.push_back(std::move(row));
  k.out[0] = make_list(std::move(l));
}

Tensor sum_of(const Tensor& a, const Tensor& b) {
  if (!a || !b) return a ? a : b;
  const Tensor in[] = {a, b};
  const OpDef& op = a->dtype == DType::kVariant ? OP(AddVariants) : OP(AddV2);
  return run(op, in, 2);
}

template <bool kAdds> void scatter_kernel(Kernel& k) {
  const TensorImpl &tensor = k.input(1), &indices = k.input(2);
  if (tensor.rank < 1 || indices.rank != 1 || tensor.dim(0) != indices.numel)
    k.invalid("Expected len(indices) == tensor.shape[0], but saw: ", indices.numel, " vs. ", tensor.rank ? tensor.dim(0) : 0);
  k.out[0] = own_list(k);
  TensorList& l = list_in(*k.out[0]);
  const std::vector<Tensor> rows = rows_of(*k.in[1]);
  for (int64_t j = 0; j < indices.numel; ++j) {
    const int64_t i = int_at(indices, j);
    if (i < 0 || i >= l.size) k.invalid("Tried to write to index ", i, " but array is not resizeable and size is: ", l.size);
    l.place(i) = kAdds ? sum_of(l.at(i), rows[size_t(j)]) : rows[size_t(j)];
  }
}

void concat_kernel(Kernel& k) {
  const TensorList& l = list(k);
  std::vector<Tensor> items;
  const DType dtype = k.attr<ElementAttrs>().dtype;
  Tensor lengths = make_tensor(DType::kInt64, Shape({l.size}));
  Items places(k, l, k.input(1), dtype, l.size);
  for (int64_t i = 0; i < l.size; ++i) {
    items.push_back(places.at(i));
    if (items.back()->rank < 1) k.invalid("Concat saw a scalar shape at index ", i, " but requires at least vectors.  Did you mean to call stack instead?");
    lengths->as<int64_t>()[i] = items.back()->dim(0);
  }
  if (items.empty()) k.invalid("TensorArray has size zero, but concat needs at least one element");
  items.push_back(make_scalar<int32_t>(0));
  k.out[0] = run(OP(ConcatV2), items.data(), int(items.size()));
  k.out[1] = lengths;
}

void split_kernel(Kernel& k) {
  TensorImpl& t = *k.in[0];
  const TensorImpl& lengths = k.input(1);
  if (t.rank < 1) k.invalid("Expected value to be at least a vector, but received shape: ", t.shape());
  int64_t sum = 0;
  TensorList l{lengths.numel, 0, {}};
  const int64_t bytes = t.dim(0) ? int64_t(t.nbytes()) / t.dim(0) : 0;
  for (int64_t i = 0; i < lengths.numel; ++i) {
    Shape shape(t.shape());
    shape[0] = int_at(lengths, i);
    if (shape[0] < 0 || shape[0] > t.dim(0) - sum) k.invalid("Expected sum of lengths to be equal to values.shape[0], but sum of lengths is beyond ", t.dim(0));
    l.window.push_back(make_view(t, shape, sum * bytes));
    sum += shape[0];
  }
  if (sum != t.dim(0)) k.invalid("Expected sum of lengths to be equal to values.shape[0], but sum of lengths is ", sum, " and value's shape is: ", t.shape());
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
  k.out[0] = is_records(k.input(0)) ? make_records({}) : make_list({list(k).size, 0, {}});
}

// --- gradients ---
Tensor element(const Tensor& l, const Tensor& i, const Tensor& like) {
  return call(OP(TensorListGetItem), {l, i, shape_of(like)}, Attrs::of(ElementAttrs{like->dtype}));
}
Tensor empty_like(const Tensor& length) {
  return call(OP(TensorListReserve), {make_scalar<int32_t>(-1), length}, Attrs::of(ElementAttrs{DType::kFloat32}));
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
  g.set(0, reshape(call(OP(TensorListStack), {g.dy(), rows_shape(shape)}, of_input(g, 0)), shape));
}
void grad_gather(Grad& g) {
  const Tensor list = empty_like(call(OP(TensorListLength), {g.in(0)}));
  g.set(0, call(OP(TensorListScatterAdd), {list, g.dy(), g.in(1)}));  // an index may come twice
}
template <bool kAdds> void grad_scatter(Grad& g) {
  if (g.wants(1)) g.set(1, call(OP(TensorListGather), {g.dy(), g.in(2), rows_shape(g.in_shape(1))}, of_input(g, 1)));
  if (g.wants(0)) g.set(0, kAdds ? g.dy() : call(OP(TensorListClearItem), {g.dy(), g.in(2)}));
}
void grad_concat(Grad& g) { g.set(0, call(OP(TensorListSplit), {g.dy(0), g.out(1)})); }
// Nothing may have come back for some pieces, whose lengths the zeros know.
void grad_split(Grad& g) {
  const Tensor pieces = call(OP(TensorListSplit), {fill(g.in_shape(0), make_scalar(g.in_dtype(0), 0)), g.in(1)});
  const Tensor in[] = {call(OP(AddVariants), {g.dy(), pieces}), make_scalar<int32_t>(-1)};
  Outputs parts = call_list(OP(TensorListConcatV2), in, 2, of_input(g, 0));
  g.set(0, reshape(parts[0], g.in_shape(0)));
}

}  // namespace

ZEAL_OP(TensorListReserve)
    .doc("A list of num_elements places without tensors.")
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType | kVariants, true).type("shape_type", kIndex)
    .input("element_shape", "shape_type").input("num_elements", "int32").output("handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, reserve_kernel).not_differentiable();

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
    .attrs<ElementAttrs>().type_arg("element_dtype", &ElementAttrs::dtype, kAnyType)
    .input("input_handle", "variant").input("element_shape", "int32").output("tensor", "element_dtype")
    .infer([](InferContext& c) { set_element_shape(c, 1, kUnknownDim); }).stateful().made_by_kernel().cpu(kVariants, stack_kernel)
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
    .input("input_handle", "variant").input("element_shape", "int32").output("tensor", "element_dtype").output("lengths", "int64")
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
    .input("tensor", "element_dtype").input("lengths", "shape_type").output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, split_kernel)
    .saves({InShape(0), In(1)}).grad(grad_split);

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
