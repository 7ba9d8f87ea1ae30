// Lists of tensors as values: what tf.TensorArray is made of in graphs. A list changes in place where nobody sees the
// one before, so that a loop that writes one place per step costs one write per step.
#include "ops/array/tensor_list.h"

#include <limits>

namespace zeal {
using namespace lists;
namespace {

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

void grad_set_item(Grad& g) {
  if (g.wants(2)) g.set(2, element(g.dy(), g.in(1), g.in(2)));
  if (g.wants(0)) g.set(0, call(OP(TensorListClearItem), {g.dy(), g.in(1)}));
}

void grad_get_item(Grad& g) {
  const Tensor dy = g.dy(), list = empty_like(call(OP(TensorListLength), {g.in(0)}));
  g.set(0, call(OP(TensorListSetItem), {list, g.in(1), dy}));
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
