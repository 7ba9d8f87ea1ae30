// What the ops on lists of tensors share: the checks of what a list says, and what stands in places without a tensor.
#pragma once
#include <algorithm>

#include "core/variant.h"
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal::lists {

inline constexpr DTypeSet kVariants = bit(DType::kVariant);

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
inline Tensor run(const OpDef& op, const Tensor* in, int nin) {
  Outputs out;
  run_kernel(op, reinterpret_cast<TensorImpl* const*>(in), nin, op.defaults, out);
  return std::move(out[0]);
}

inline TensorList& list(Kernel& k) { return list_in(k.input(0)); }

// The list as one that may be changed: itself, or a copy. A view of a list shares it.
inline Tensor own_list(Kernel& k) {
  if ((k.in[0]->flags & kTakeOver) && (k.in[0]->flags & kExternal)) return Tensor::share(k.in[0]);
  return make_list(list(k));
}

// The second input, which must be one number. Shapes may be open until the run.
inline int64_t number(Kernel& k, const char* what) {
  if (k.input(1).rank != 0) k.invalid("TensorArray ", what, " must be scalar, but had shape: ", k.input(1).shape());
  return int_at(k.input(1), 0);
}

inline int64_t place(Kernel& k, const char* what, int64_t i) {
  const int64_t n = list(k).size;
  if (i < 0 || i >= n)
    k.invalid("Tried to ", what, " index ", i, " but array ", *what == 'w' ? "is not resizeable and " : "", "size is: ", n,
              *what == 'w' ? concat(". Trying to modify element ", i, " in a list with ", n, " elements.") : "");
  return i;
}
inline int64_t index(Kernel& k, const char* what) { return place(k, what, number(k, "index")); }

inline void check_dtype(Kernel& k, const TensorImpl& item, DType want) {
  if (item.dtype == want) return;
  k.invalid("TensorArray dtype is ", dtype_word(want), " but Op is trying to write dtype ", dtype_word(item.dtype), ".");
}

// The shape that an input says: a vector of sizes, -1 for open ones, or the scalar -1.
inline Shape element_shape(Kernel& k, int input) {
  const TensorImpl& sizes = k.input(input);
  if (sizes.rank == 0) {
    if (int_at(sizes, 0) != -1) k.invalid("The only valid scalar shape tensor is the fully unknown shape specified as -1.");
    return Shape::unknown();
  }
  Shape shape;
  for (int64_t d = 0; d < sizes.numel; ++d) shape.push(int_at(sizes, d));
  return shape;
}

inline std::string differing(ShapeView a, ShapeView b) {
  if (a.rank != b.rank) return concat("Incompatible ranks during merge: ", a.rank, " vs. ", b.rank);
  return concat("Incompatible shapes during merge: ", a, " vs. ", b);
}

inline Shape merged(Kernel& k, ShapeView a, ShapeView b) {
  Shape both(a);
  if (!narrow(both, b)) k.invalid(differing(a, b));
  return both;
}

// What a list says of its tensors must be true of one that comes in.
inline void check_item(Kernel& k, const TensorList& l, const TensorImpl& item, const char* verb, const char* where) {
  if (l.dtype != DType::kInvalid && l.dtype != DType::kVariant && item.dtype != l.dtype)
    k.invalid("Invalid data type; op elements ", dtype_word(item.dtype), " but list elements ", dtype_word(l.dtype));
  if (!are_compatible(l.element.view(), item.shape()))
    k.invalid("Tried to ", verb, " a tensor with incompatible shape to a list", where, ". Op element shape: ", item.shape(),
              " list shape: ", l.element.view());
}

// What an op says of places that have neither a tensor nor a known shape.
inline const char* want_of_shape(Kernel& k) {
  if (&k.op == &OP(TensorListStack)) return "Tried to stack list which only contains uninitialized tensors and has a non-fully-defined element_shape: ";
  if (&k.op == &OP(TensorListGather)) return "Tried to gather uninitialized tensors from a list with non-fully-defined element_shape: ";
  if (&k.op == &OP(TensorListConcatV2)) return "Trying to concat list with only uninitialized tensors but element_shape_except_first_dim_ is not fully defined: ";
  return "Trying to read an uninitialized tensor but element_shape is not fully defined: ";
}

// The shape of a place without a tensor: the declared one, else that which another place has.
inline Shape shape_of_nothing(Kernel& k, const TensorList& l, const Shape& said, int64_t i) {
  Shape known = merged(k, said.view(), l.element.view());
  if (known.rank >= 0 && known.view().fully_known()) return known;
  const auto other = std::find_if(l.window.begin(), l.window.end(), [](const Tensor& t) { return bool(t); });
  if (other == l.window.end())
    k.invalid(want_of_shape(k), known.view(), ". Could not read from TensorArray index ", i,
              ".  Furthermore, the element shape is not fully defined: ", known.view(),
              ". The place was never written to; give the TensorArray its element_shape.");
  return Shape((*other)->shape());
}

inline Tensor zeros_of(DType dtype, const Shape& known) {
  const Tensor in[] = {make_integers(known.dims, known.rank), make_scalar(dtype == DType::kString ? DType::kInt32 : dtype, 0)};
  if (dtype == DType::kString) return make_tensor(dtype, known);
  return run(OP(Fill), in, 2);
}

inline Tensor item_at(Kernel& k, const TensorList& l, int64_t i, const Shape& shape, DType dtype) {
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
inline void set_element_shape(InferContext& c, int input, int64_t count) {
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

inline Tensor sum_of(const Tensor& a, const Tensor& b) {
  if (!a || !b) return a ? a : b;
  const Tensor in[] = {a, b};
  const OpDef& op = a->dtype == DType::kVariant ? OP(AddVariants) : OP(AddV2);
  return run(op, in, 2);
}

// A list that says nothing of its tensors.
inline Tensor empty_like(const Tensor& length) {
  return call(OP(TensorListReserve), {make_scalar<int32_t>(-1), length}, Attrs::of(ElementAttrs{DType::kVariant}));
}

// The shape of the rows.
inline Tensor rows_shape(const Tensor& shape) {
  return call(OP(Slice), {shape, make_int32s(std::array<int64_t, 1>{1}.data(), 1), make_int32s(std::array<int64_t, 1>{-1}.data(), 1)});
}

inline Attrs of_input(Grad& g, int i) { return Attrs::of(ElementAttrs{g.in_dtype(i)}); }

}  // namespace zeal::lists
