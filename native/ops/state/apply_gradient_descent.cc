// ResourceApplyGradientDescent, and gradient descent by rows.
#include "ops/state/apply_gradient_descent.h"

#include "core/error.h"
#include "core/parallel.h"
#include "op/functions.h"
#include "ops/state/assign.h"
#include "ops/state/on_handle.h"
#include "ops/state/update_kernel.h"

namespace zeal {
namespace {

constexpr const char *kOp = "ResourceApplyGradientDescent", *kRowsOp = "ResourceScatterAdd";
constexpr int64_t kGrain = 32768;
constexpr DTypeSet kFused = bit(DType::kFloat32) | bit(DType::kFloat64);

const UpdateKernels& kernels() {
  static const UpdateKernels& k = ZEAL_PICK_ISA(update_kernels);
  return k;
}
template <class T> DescentFn<T> descent();
template <> DescentFn<float> descent<float>() { return kernels().descent_float32; }
template <> DescentFn<double> descent<double>() { return kernels().descent_float64; }

template <class T> void dense_step(VariableImpl& v, T lr, const TensorImpl& g) {
  Tensor out = v.writable() ? v.value : make_tensor(v.dtype, v.value->shape());
  const T* from = v.value->as<T>();
  T* to = out->as<T>();
  parallel_for(g.numel, kGrain, [&](int64_t begin, int64_t end) {
    descent<T>()(to + begin, from + begin, g.as<T>() + begin, lr, end - begin);
  });
  v.value = std::move(out);
}

Tensor run(const OpDef& op, const Tensor& a, const Tensor& b) {
  TensorImpl* in[] = {a.get(), b.get()};
  Outputs out;
  run_kernel(op, in, 2, op.defaults, out);
  return std::move(out[0]);
}

template <class T> void sparse_step(VariableImpl& v, T lr, const GradValue& g) {
  v.own_payload();
  int64_t rows = g.slices->indices->numel, width = rows ? g.slices->values->numel / rows : 0;
  for (int64_t i = 0; i < rows; ++i) {
    T* row = v.value->as<T>() + int_at(*g.slices->indices, i) * width;
    descent<T>()(row, row, g.slices->values->as<T>() + i * width, lr, width);
  }
}

[[noreturn, gnu::cold]] void bad_dtype(const VariableImpl& v, const TensorImpl& g) {
  if (g.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[", kOp, "] the variable is ", describe(*v.value), ", its gradient is ", describe(g),
         "; the dtypes must be equal");
  fail(Code::kNotFound, "[", kOp, "] has no kernel for ", dtype_name(v.dtype),
       " on CPU:0; it has float16, bfloat16, float32, float64, complex64, complex128");
}

void check_rows(const VariableImpl& v, const GradValue& g) {
  const TensorImpl &value = *v.value, &rows = *g.slices->values, &indices = *g.slices->indices;
  bool fits = value.rank >= 1 && rows.rank == value.rank && indices.rank == 1 && indices.numel == rows.dim(0);
  for (int i = 1; fits && i < value.rank; ++i) fits = rows.dim(i) == value.dim(i);
  if (!fits)
    fail(Code::kInvalidArgument, "[", kRowsOp, "] the sparse gradient does not fit: the variable is ", describe(value), ", values are ",
         describe(rows), ", indices are ", describe(indices));
  for (int64_t i = 0; i < indices.numel; ++i)
    if (int64_t at = int_at(indices, i); at < 0 || at >= value.dim(0))
      fail(Code::kInvalidArgument, "[", kRowsOp, "] indices[", i, "] = ", at, " is not in [0, ", value.dim(0), ")");
}

struct DescentAttrs {
  bool use_locking = false;
};

void infer_descent(InferContext& c) { c.require_rank(1, 0, "alpha is not a scalar: ", c.shape(1)); }

// Where no loop does both.
void step_apart(VariableImpl& v, const Tensor& delta, const Tensor& alpha) { assign_sub(v, run(OP(Mul), delta, alpha)); }

void descent_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  const Tensor alpha = Tensor::share(k.in[1]), delta = Tensor::share(k.in[2]);
  check_gradient(v, GradValue(delta));
  if (v.dtype == DType::kFloat32) dense_step<float>(v, *alpha->as<float>(), *delta);
  else if (v.dtype == DType::kFloat64) dense_step<double>(v, *alpha->as<double>(), *delta);
  else step_apart(v, delta, alpha);
}

}  // namespace

void check_gradient(const VariableImpl& v, const GradValue& g) {
  if (!v.value) fail(Code::kFailedPrecondition, "[", kOp, "] the variable has no value: it was not initialised");
  const TensorImpl& values = g.sparse() ? *g.slices->values : *g.dense;
  if (values.dtype != v.dtype || !contains(kTrainable, v.dtype)) bad_dtype(v, values);
  if (g.sparse()) return check_rows(v, g);
  if (!(values.shape() == v.value->shape()))
    fail(Code::kInvalidArgument, "[", kOp, "] var and delta do not have the same shape", v.value->shape(), " ", values.shape(),
         "; the variable is ", describe(*v.value),
         ", its gradient is ", describe(values));
}

void apply_gradient_descent(VariableImpl& v, float lr, const GradValue& g) {
  check_gradient(v, g);
  if (!contains(kFused, v.dtype)) {
    Tensor dense = g.sparse() ? GradValue(Slices{g.slices->values, g.slices->indices, shape_of(v.value)}).densify() : g.dense;
    return step_apart(v, dense, scalar_like(dense, lr));
  }
  bool single = v.dtype == DType::kFloat32;
  if (g.sparse()) return single ? sparse_step<float>(v, lr, g) : sparse_step<double>(v, lr, g);
  single ? dense_step<float>(v, lr, *g.dense) : dense_step<double>(v, lr, *g.dense);
}

ZEAL_OP(ResourceApplyGradientDescent)
    .doc("Subtracts alpha * delta from a variable: one step of gradient descent.")
    .type("T", kTrainable).attrs<DescentAttrs>().attr("use_locking", &DescentAttrs::use_locking)
    .input("var", "resource").input("alpha", "T").input("delta", "T")
    .infer(infer_descent).stateful().dispatch_on(2).cpu(kTrainable, descent_kernel).not_differentiable();

}  // namespace zeal
