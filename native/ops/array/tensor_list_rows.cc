// Lists of tensors and whole tensors: rows, pieces, and what gathers them.
#include "ops/array/tensor_list.h"

namespace zeal {
using namespace lists;
namespace {

// --- kernels ---
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
  if (!are_compatible(rest, l.element.view())) k.invalid("Specified a list with shape ", l.element.view(), " from a tensor with shape ", rest);
  for (Tensor& row : rows_of(*k.in[0])) l.window.push_back(std::move(row));
  k.out[0] = make_list(std::move(l));
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

// How many places a new list needs for these indices, of the number that input 3 says unless that is -1.
int64_t places_for(Kernel& k, const TensorImpl& indices) {
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
  return n < 0 ? end : n;
}

void scatter_new_kernel(Kernel& k) {
  const TensorImpl &tensor = k.input(0), &indices = k.input(1);
  if (tensor.rank < 1) k.invalid("Tensor must be at least a vector, but saw shape: ", tensor.shape());
  if (indices.rank != 1 || tensor.dim(0) != indices.numel)
    k.invalid("Invalid number of rows in input tensor. Expected: ", indices.numel, " Actual: ", tensor.dim(0));
  TensorList l{places_for(k, indices), 0, {}, tensor.dtype, element_shape(k, 2)};
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

// The pieces that a list concatenates, which differ along their first axis at the most.
std::vector<Tensor> pieces(Kernel& k, const TensorList& l, const Shape& shape, int64_t* lengths) {
  std::vector<Tensor> items;
  for (int64_t i = 0; i < l.size; ++i) {
    const Shape piece = l.at(i) ? shape : missing_piece(k, l, shape, i);
    items.push_back(item_at(k, l, i, piece, k.attr<ElementAttrs>().dtype));
    const ShapeView own = items.back()->shape();
    if (own.rank < 1) k.invalid("Concat saw a scalar shape at index ", i, " but requires at least vectors.  Did you mean to call stack instead?");
    lengths[i] = own[0];
    const ShapeView rest{own.rank - 1, own.dims + 1}, first{items[0]->rank - 1, items[0]->dims() + 1};
    if (!(rest == first)) k.invalid("TensorArray has inconsistent shapes.  Index 0 has shape: ", items[0]->shape(), " but index ", i, " has shape: ", own, ". ", differing(first, rest));
  }
  return items;
}

Tensor concatenation_of_none(Kernel& k, Shape shape) {
  if (shape.rank > 0) shape[0] = 0;
  if (shape.rank < 0 || !shape.view().fully_known())
    k.invalid("All except the first dimension must be fully defined when concating an empty tensor list. element_shape: ", shape.view(),
              ". TensorArray has size zero, and concat needs an element, or its shape.");
  return make_tensor(k.attr<ElementAttrs>().dtype, shape);
}

void concat_kernel(Kernel& k) {
  const TensorList& l = list(k);
  Shape shape = merged(k, element_shape(k, 1).view(), l.element.view());
  if (!shape.rank)
    k.invalid("Concat requires elements to be at least vectors, found scalars instead. Concat saw a scalar shape at index 0 but requires at least vectors.");
  if (shape.rank > 0 && l.size && !l.window.empty()) shape[0] = kUnknownDim;  // pieces may differ there
  k.out[1] = make_tensor(DType::kInt64, Shape({l.size}));
  std::vector<Tensor> items = pieces(k, l, shape, k.out[1]->as<int64_t>());
  if (items.empty()) {
    k.out[0] = concatenation_of_none(k, shape);
    return;
  }
  items.push_back(make_scalar<int32_t>(0));
  k.out[0] = run(OP(ConcatV2), items.data(), int(items.size()));
}

// The list that a tensor is cut into, without its pieces.
TensorList list_of_pieces(Kernel& k) {
  const TensorImpl &t = k.input(0), &lengths = k.input(2);
  if (t.rank < 1) k.invalid("Tensor must be at least a vector, but saw shape: ", t.shape(), ". Expected value to be at least a vector, but received shape: ", t.shape());
  if (lengths.rank != 1) k.invalid("Expected lengths to be a vector, received shape: ", lengths.shape());
  TensorList l{lengths.numel, 0, {}, t.dtype, element_shape(k, 1)};
  if (!l.element.rank) k.invalid("TensorListSplit requires element_shape to be at least of rank 1, but saw: []");
  Shape open(t.shape());
  open[0] = kUnknownDim;
  if (!are_compatible(open.view(), l.element.view())) k.invalid("tensor shape ", t.shape(), " is not compatible with element_shape ", l.element.view());
  return l;
}

void split_kernel(Kernel& k) {
  TensorList l = list_of_pieces(k);
  TensorImpl& t = *k.in[0];
  const TensorImpl& lengths = k.input(2);
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

// --- gradients ---
void grad_stack(Grad& g) { g.set(0, call(OP(TensorListFromTensor), {g.dy(), make_scalar<int32_t>(-1)})); }

void grad_from_tensor(Grad& g) {
  if (!g.wants(0)) return;
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

void grad_scatter_new(Grad& g) {
  if (!g.wants(0)) return;
  g.set(0, call(OP(TensorListGather), {g.dy(), g.in(1), rows_shape(g.in_shape(0))}, of_input(g, 0)));
}

Tensor split(const Tensor& x, const Tensor& lengths) { return call(OP(TensorListSplit), {x, make_scalar<int32_t>(-1), lengths}); }

void grad_concat(Grad& g) { g.set(0, split(g.dy(0), g.out(1))); }

// Nothing may have come back for some pieces, whose lengths the zeros know.
void grad_split(Grad& g) {
  if (!g.wants(0)) return;
  const Tensor pieces = split(fill(g.in_shape(0), make_scalar(g.in_dtype(0), 0)), g.in(2));
  const Tensor in[] = {call(OP(AddVariants), {g.dy(), pieces}), make_scalar<int32_t>(-1), make_tensor(DType::kInt64, Shape({0}))};
  Outputs parts = call_list(OP(TensorListConcatV2), in, 3, of_input(g, 0));
  g.set(0, reshape(parts[0], g.in_shape(0)));
}

}  // namespace

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

ZEAL_OP(TensorListScatterV2)
    .doc("A list with the rows of `tensor` at `indices`: of num_elements places, or as many as it takes for -1.")
    .type("element_dtype", kAnyType).type("shape_type", kIndex)
    .input("tensor", "element_dtype").input("indices", "int32").input("element_shape", "shape_type").input("num_elements", "int32")
    .output("output_handle", "variant")
    .infer(infer_scalar).stateful().made_by_kernel().dispatch_on_output().cpu(kVariants, scatter_new_kernel)
    .saves({InShape(0), In(1)}).grad(grad_scatter_new);

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

}  // namespace zeal
