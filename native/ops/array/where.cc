// Where: positions of the elements that are not zero.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/strided.h"

namespace zeal {
namespace {

constexpr DTypeSet kTypes = kNumbers | bit(DType::kBool);

void infer_where(InferContext& c) {
  c.require_rank_at_least(0, 1, "WhereOp : Unhandled input dimensions: 0");
  c.out().push(kUnknownDim);
  c.out().push(c.rank(0) < 0 ? kUnknownDim : c.rank(0));
}

template <class T> bool is_set(const T& v) {
  if constexpr (num::is_complex<T>) return v.re != 0 || v.im != 0;
  else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) return v.to_float() != 0;
  else return v != T(0);
}

// What a run is fed may lie in memory that another thread writes to: the second look may find more or less than the first.
template <class T> void find(Kernel& k) {
  const TensorImpl& in = k.input(0);
  const T* x = in.as<T>();
  int64_t count = 0, strides[kMaxRank];
  for (int64_t i = 0; i < in.numel; ++i) count += is_set(x[i]);
  k.allocate(0, DType::kInt64, Shape{count, in.rank});
  row_major(in.shape(), strides);
  int64_t *out = k.output().as<int64_t>(), *const end = out + count * in.rank;
  for (int64_t i = 0; i < in.numel && out < end; ++i) {
    if (!is_set(x[i])) continue;
    if (in.rank == 1) *out++ = i;
    else
      for (int64_t a = 0, rest = i; a < in.rank; rest %= strides[a], ++a) *out++ = rest / strides[a];
  }
  std::fill(out, end, 0);
}

void where_kernel(Kernel& k) {
  if (k.input(0).dtype == DType::kBool) find<bool>(k);
  else with_number(k.input(0).dtype, [&]<class T>(T*) { find<T>(k); });
}

}  // namespace

ZEAL_OP(Where)
    .doc("The positions of true (or non-zero) elements, one row each, in row-major order.")
    .type("T", kTypes)
    .input("input", "T").output("index", "int64")
    .infer(infer_where).cpu(kTypes, where_kernel).not_differentiable();

}  // namespace zeal
