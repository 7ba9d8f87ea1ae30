// Reductions of tensors over any axes and dtypes, brought down to the loops.
#include <algorithm>
#include <complex>
#include <limits>

#include "core/error.h"
#include "core/half.h"
#include "ops/math/reduce.h"

namespace zeal {
namespace {

// The array with neighbouring axes of one kind joined and axes of size 1 dropped: sizes, and
// whether each is reduced; the kinds alternate.
struct Groups {
  int n = 0;
  int64_t size[kMaxRank];
  bool reduced[kMaxRank];

  void add(int64_t dim, bool is_reduced) {
    if (n > 0 && reduced[n - 1] == is_reduced) {
      [[maybe_unused]] bool overflow = __builtin_mul_overflow(size[n - 1], dim, &size[n - 1]);  // then another is 0
    } else {
      size[n] = dim;
      reduced[n++] = is_reduced;
    }
  }
};

// How many results there are where there is nothing to reduce; -1 where there is.
int64_t results_of_nothing(const Groups& g) {
  int64_t kept = 1;
  bool nothing = false;
  for (int i = 0; i < g.n; ++i)
    if (!g.reduced[i]) kept *= g.size[i];
    else nothing |= !g.size[i];
  return nothing ? kept : -1;
}

Groups group_axes(ShapeView shape, uint32_t axes) {
  Groups g;
  for (int i = 0; i < shape.rank; ++i)
    if (shape[i] != 1) g.add(shape[i], axes >> i & 1);
  return g;
}

ReduceType native_type(DType t) {
  switch (t) {
    case DType::kFloat32: return ReduceType::f32;
    case DType::kFloat64: return ReduceType::f64;
    case DType::kInt32: return ReduceType::i32;
    case DType::kInt64: return ReduceType::i64;
    case DType::kUInt8:
    case DType::kBool: return ReduceType::u8;
    default: fail(Code::kInternal, "no reduction loops for ", dtype_name(t));
  }
}

// The usual axes: the last one, or the first.
bool reduce_one_axis(Reduction what, const TensorImpl& x, uint32_t axes, TensorImpl& out) {
  const int last = x.rank - 1;
  ReduceShape s{1, 1, 1};
  if (last < 0) return false;
  if (axes == 1u << last) s.n = x.dim(last);
  else if (axes == 1) s.n = x.dim(0);
  else return false;
  (axes == 1u << last ? s.outer : s.inner) = out.numel;
  return reduce(what, native_type(x.dtype), s, x.data, out.data), true;
}

void reduce_groups(Reduction what, Groups g, DType dtype, const void* x, void* out) {
  const ReduceType type = native_type(dtype);
  if (const int64_t n = results_of_nothing(g); n >= 0) return reduce(what, type, {n, 0, 1}, x, out);
  if (g.n == 0) g.add(1, true);
  if (g.n == 1 && !g.reduced[0]) return reduce(what, type, {g.size[0], 1, 1}, x, out);
  // From the last reduced group on; what is left of several is reduced again.
  const int last = g.reduced[g.n - 1] ? g.n - 1 : g.n - 2;
  ReduceShape s{1, g.size[last], last + 1 < g.n ? g.size[last + 1] : 1};
  for (int i = 0; i < last; ++i) s.outer *= g.size[i];
  if (last <= 1) return reduce(what, type, s, x, out);
  Groups rest;
  for (int i = 0; i < g.n; ++i)
    if (i != last) rest.add(g.size[i], g.reduced[i]);
  const int64_t dims[] = {s.outer * s.inner};
  const Tensor part = make_tensor(dtype, {1, dims});
  reduce(what, type, s, x, part->data);
  reduce_groups(what == Reduction::sum_squares ? Reduction::sum : what, rest, dtype, part->data, out);
}

template <class From, class To>
Tensor widened(const TensorImpl& x, DType via) {
  Tensor t = make_tensor(via, x.shape());
  const From* from = x.as<From>();
  To* to = t->as<To>();
  for (int64_t i = 0; i < x.numel; ++i) {
    if constexpr (requires { from[i].to_float(); }) to[i] = from[i].to_float();
    else to[i] = static_cast<To>(from[i]);
  }
  return t;
}

// Through a wider dtype and back; integers wrap as they would in their own.
template <class T, class Wide>
void reduce_via(Reduction what, const TensorImpl& x, uint32_t axes, TensorImpl& out) {
  const DType via = DTypeOf<Wide>::value;
  const Tensor in = widened<T, Wide>(x, via), result = make_tensor(via, out.shape());
  reduce_groups(what, group_axes(x.shape(), axes), via, in->data, result->data);
  for (int64_t i = 0; i < out.numel; ++i) {
    Wide v = result->as<Wide>()[i];
    if constexpr (requires { T::from(0.f); }) {
      out.as<T>()[i] = T::from(v);
      continue;
    } else {
      // The extremum of nothing is the wide type's limit: make it T's.
      using L = std::numeric_limits<T>;
      if (what == Reduction::max || what == Reduction::min) v = std::clamp<Wide>(v, L::lowest(), L::max());
      out.as<T>()[i] = static_cast<T>(v);
    }
  }
}

// Sums and products of uint64 are those of int64; for its order, the top bit is flipped.
void reduce_uint64(Reduction what, const TensorImpl& x, uint32_t axes, TensorImpl& out) {
  const Groups g = group_axes(x.shape(), axes);
  if (what != Reduction::max && what != Reduction::min)
    return reduce_groups(what, g, DType::kInt64, x.data, out.data);
  constexpr uint64_t top = uint64_t{1} << 63;
  const Tensor flipped = make_tensor(DType::kInt64, x.shape());
  for (int64_t i = 0; i < x.numel; ++i) flipped->as<uint64_t>()[i] = x.as<uint64_t>()[i] ^ top;
  reduce_groups(what, g, DType::kInt64, flipped->data, out.data);
  for (int64_t i = 0; i < out.numel; ++i) out.as<uint64_t>()[i] ^= top;
}

}  // namespace

uint32_t reduced_axes(const char* op, ShapeView shape, const TensorImpl& axes) {
  uint32_t set = 0;
  for (int64_t i = 0; i < axes.numel; ++i) {
    const int64_t axis = int_at(axes, i);
    if (axis < -shape.rank || axis >= shape.rank)
      fail(Code::kInvalidArgument, "[", op, "] Invalid reduction dimension (", axis, " for input with ", shape.rank,
           " dimension(s): the axes of shape ", shape, " are in [", -shape.rank, ", ", shape.rank, ")");
    set |= 1u << (axis < 0 ? axis + shape.rank : axis);
  }
  return set;
}

void reduce_axes(Reduction what, const TensorImpl& x, uint32_t axes, TensorImpl& out) {
  switch (x.dtype) {
    case DType::kFloat16: return reduce_via<Half, float>(what, x, axes, out);
    case DType::kBFloat16: return reduce_via<BFloat16, float>(what, x, axes, out);
    case DType::kInt8: return reduce_via<int8_t, int32_t>(what, x, axes, out);
    case DType::kInt16: return reduce_via<int16_t, int32_t>(what, x, axes, out);
    case DType::kUInt16: return reduce_via<uint16_t, int32_t>(what, x, axes, out);
    case DType::kUInt32: return reduce_via<uint32_t, int64_t>(what, x, axes, out);
    case DType::kUInt64: return reduce_uint64(what, x, axes, out);
    default: break;
  }
  if (axes == kEveryAxis) return reduce(what, native_type(x.dtype), {1, x.numel, 1}, x.data, out.data);
  if (!reduce_one_axis(what, x, axes, out)) reduce_groups(what, group_axes(x.shape(), axes), x.dtype, x.data, out.data);
}

bool row_reduction(Reduction what, DType in, RowReduction& out) {
  switch (in) {
    case DType::kFloat16:
    case DType::kBFloat16: out.via = DType::kFloat32; break;
    case DType::kInt8:
    case DType::kInt16:
    case DType::kUInt16: out.via = DType::kInt32; break;
    case DType::kFloat32:
    case DType::kFloat64:
    case DType::kInt32:
    case DType::kInt64:
    case DType::kUInt8:
    case DType::kBool: out.via = in; break;
    default: return false;
  }
  const ReduceLoops& loops = reduce_loops(what, native_type(out.via));
  out.rows = loops.rows;
  out.combine = loops.combine;
  out.finish = nullptr;
  return loops.rows;
}

}  // namespace zeal
