// Functions made of several ops that programs call often, each as one call from Python. Their
// signatures, documentation and rarer ways are in zeal/ops.
#include <algorithm>

#include "bind/bind.h"
#include "core/small_list.h"
#include "op/ops.h"
#include "ops/array/gather.h"
#include "ops/array/strided.h"
#include "ops/math/reduce.h"
#include "ops/random/streams.h"

namespace zeal::bind {
namespace {

// ---- The arithmetic ---------------------------------------------------------------------------

// Over all axes where `axes` is null.
Tensor reduced(const OpDef& op, const Tensor& x, const Tensor& axes, bool keep) {
  return call(op, {x, axes}, Attrs::of(ReduceAttrs{keep}));
}
Tensor constant(const Tensor& x) { return call(OP(StopGradient), {x}); }

Tensor log_sum_exp(const Tensor& x, const Tensor& axes, bool keep) {
  const bool wide = keep || axes;  // a scalar broadcasts as it is
  Tensor largest = reduced(OP(Max), x, axes, wide);
  // Infinite maxima would give inf - inf.
  largest = constant(select(call(OP(IsFinite), {largest}), largest, zeros_like(largest)));
  const Tensor sum = reduced(OP(Sum), call(OP(Exp), {x - largest}), axes, wide);
  const Tensor total = call(OP(Log), {sum}) + largest;
  return wide && !keep ? reduced(OP(Sum), total, axes, false) : total;
}

Outputs moments(const Tensor& x, const Tensor& axes, bool keep) {
  const bool half = x->dtype == DType::kFloat16 || x->dtype == DType::kBFloat16;
  const Tensor y = half ? cast(x, DType::kFloat32) : x;
  Outputs out;
  out.resize(2);
  out[0] = reduced(OP(Mean), y, axes, true);
  out[1] = reduced(OP(Mean), call(OP(SquaredDifference), {y, constant(out[0])}), axes, keep);
  if (!keep) out[0] = reshape(out[0], shape_of(out[1]));
  for (int i = 0; i < 2 && half; ++i) out[i] = cast(out[i], x->dtype);
  return out;
}

// Not softplus(x) - x z, which loses what is left when the two are large. At x = 0 the gradient of relu is
// 0 and that of the minimum 1 (its first operand's), so that of all is sigmoid(0) - z.
Tensor sigmoid_cross_entropy(const Tensor& x, const Tensor& z) {
  const Tensor minus_abs = call(OP(Minimum), {x, -x});
  return call(OP(Relu), {x}) - x * z + call(OP(Softplus), {minus_abs});
}

Tensor euclidean_norm(const Tensor& x, const Tensor& axes) {
  const Tensor squares = reduced(OP(Sum), x * x, axes, true);
  // A second select keeps sqrt's infinite slope at 0 out of the gradient.
  const Tensor positive = call(OP(Greater), {squares, scalar_like(squares, 0)});
  const Tensor root = call(OP(Sqrt), {select(positive, squares, scalar_like(squares, 1))});
  return select(positive, root, squares);
}

Tensor dropout(const Tensor& x, const Tensor& noise_shape, RandomAttrs seeds, const Tensor& rate, const Tensor& scale) {
  seeds.dtype = x->dtype;
  const Tensor noise = call(OP(RandomUniform), {noise_shape}, Attrs::of(seeds));
  const Tensor scaled = x * scale, kept = call(OP(GreaterEqual), {noise, rate});
  return scaled * cast(kept, x->dtype);
}

Tensor reshaped(const Tensor& x, ShapeView shape) {
  const int64_t rank = shape.rank;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});  // several axes' product may be beyond int32
  std::copy_n(shape.dims, rank, sizes->as<int64_t>());
  return reshape(x, sizes);
}

Tensor boolean_mask(const Tensor& x, const Tensor& mask, int axis) {
  Shape merged;
  for (int i = 0; i < axis; ++i) merged.push(x->dim(i));
  merged.push(mask->numel);
  for (int i = axis + mask->rank; i < x->rank; ++i) merged.push(x->dim(i));
  const Tensor found = call(OP(Where), {reshaped(mask, {1, &mask->numel})});
  // For one axis too: the gradient of a reshape is dense, that of the gather alone IndexedSlices.
  return gather(reshaped(x, merged.view()), reshaped(found, {1, found->dims()}), axis);
}

// Axes before `cut` and from it on, each merged into one. Scalars are left for the op to refuse.
Tensor as_matrix(const Tensor& x, int cut) {
  if (x->rank == 0 || (x->rank == 2 && cut == 1)) return x;
  const int64_t sizes[] = {product(x->shape(), 0, cut), product(x->shape(), cut, x->rank)};
  return reshaped(x, {2, sizes});
}

Tensor rows_of(const Tensor& x) { return as_matrix(x, x->rank - 1); }

Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  const Tensor loss = call(OP(SoftmaxCrossEntropyWithLogits), {rows_of(logits), rows_of(labels)});
  return logits->rank == 2 ? loss : reshaped(loss, {logits->rank - 1, logits->dims()});
}

Tensor sparse_softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  if (labels->rank != logits->rank - 1)
    fail(Code::kValueError, "Rank mismatch: Rank of labels (received ", int(labels->rank), ") should equal rank of ",
         "logits minus 1 (received ", int(logits->rank), ").");
  const OpDef& op = OP(SparseSoftmaxCrossEntropyWithLogits);
  if (labels->rank == 1) return call(op, {logits, labels});
  return reshaped(call(op, {rows_of(logits), reshaped(labels, {1, &labels->numel})}), labels->shape());
}

// Sums over the last n axes of a and the first n of b, whose sizes agree.
Tensor contract(const Tensor& a, const Tensor& b, int n) {
  const int free = a->rank - n;
  const Tensor y = call(OP(MatMul), {as_matrix(a, free), as_matrix(b, n)});
  Shape shape;
  for (int i = 0; i < free; ++i) shape.push(a->dim(i));
  for (int i = n; i < b->rank; ++i) shape.push(b->dim(i));
  return shape.view() == y->shape() ? y : reshaped(y, shape.view());
}

// Each vector along an axis of its own; `swapped`: the first two change places.
Outputs mesh_grid(const Tensor* vectors, int n, bool swapped) {
  const auto axis_of = [swapped](int i) { return swapped && i < 2 ? 1 - i : i; };
  Shape full, column;
  for (int i = 0; i < n; ++i) full.push(vectors[axis_of(i)]->numel), column.push(1);
  const Tensor sizes = make_int32s(full.dims, n);
  Outputs grids;
  grids.resize(n);
  for (int i = 0; i < n; ++i) {
    const int axis = axis_of(i);
    column[axis] = full[axis];
    grids[i] = broadcast_to(reshaped(vectors[i], column.view()), sizes);
    column[axis] = 1;
  }
  return grids;
}

// ---- The arguments ----------------------------------------------------------------------------

using Args = PyObject* const*;

// Axes or sizes; null for None.
Tensor integers(PyObject* o) {
  if (o == Py_None) return {};
  Tensor t = to_tensor(o);
  return t->numel || is_tensor(o) ? t : to_tensor(o, DType::kInt32);  // an empty list has no dtype
}

// A plain value takes the dtype of what it meets.
Tensor operand(PyObject* o, const Tensor& other) {
  return is_tensor(o) || is_variable(o) ? to_tensor(o) : to_tensor(o, other->dtype);
}

bool is_true(PyObject* o) {
  const int truth = PyObject_IsTrue(o);
  check(truth);
  return truth;
}

PyObject* py_log_sum_exp(Args a) {
  const Tensor x = to_tensor(a[0]);
  return wrap(log_sum_exp(x, integers(a[1]), is_true(a[2])));
}

PyObject* py_moments(Args a) {
  const Tensor x = to_tensor(a[0]);
  Outputs out = moments(x, integers(a[1]), is_true(a[2]));
  Ref mean(wrap(out[0])), variance(wrap(out[1]));
  return PyTuple_Pack(2, mean.get(), variance.get());
}

PyObject* py_sigmoid_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = operand(a[0], logits);
  if (logits->shape() != labels->shape())
    fail(Code::kValueError, "logits and labels must have the same shape (", logits->shape().str(), " vs ",
         labels->shape().str(), ")");
  return wrap(sigmoid_cross_entropy(logits, labels));
}

PyObject* py_softmax_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = cast(to_tensor(a[0]), logits->dtype);
  return wrap(softmax_cross_entropy(logits, labels));
}

PyObject* py_sparse_softmax_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = to_tensor(a[0]);
  return wrap(sparse_softmax_cross_entropy(logits, labels));
}

PyObject* py_clip_by_norm(Args a) {
  const Tensor x = to_tensor(a[0]);
  const Tensor norm = euclidean_norm(x, integers(a[2])), limit = operand(a[1], x);
  const Tensor scaled = x * limit;
  return wrap(scaled / call(OP(Maximum), {norm, limit}));
}

PyObject* py_dropout(Args a) {
  const Tensor x = to_tensor(a[0]), given = integers(a[1]), shape = given ? given : shape_of(x);
  const RandomAttrs seeds{PyLong_AsLongLong(a[2]), PyLong_AsLongLong(a[3])};
  const Tensor rate = operand(a[4], x), scale = operand(a[5], x);
  return wrap(dropout(x, shape, seeds, rate, scale));
}

// Up to `count` sizes of x from `axis` on.
ShapeView sizes_from(const TensorImpl& x, int64_t axis, int count) {
  if (axis < 0 || axis > x.rank) return {0, nullptr};
  return {std::min(count, x.rank - int(axis)), x.dims() + axis};
}

PyObject* py_boolean_mask(Args a) {
  const Tensor x = to_tensor(a[0]), mask = to_tensor(a[1]);
  const int64_t given = PyLong_AsLongLong(a[2]), axis = given < 0 ? given + x->rank : given;
  if (given == -1 && PyErr_Occurred()) throw PythonError();
  if (!mask->rank) fail(Code::kValueError, "mask cannot be scalar.");
  const ShapeView covered = sizes_from(*x, axis, mask->rank);
  if (covered != mask->shape())
    fail(Code::kValueError, "Shapes ", covered.str(), " and ", mask->shape().str(), " are incompatible: the mask's ",
         "shape must be that of tensor ", x->shape().str(), " from axis ", axis, " on");
  return wrap(boolean_mask(x, mask, int(axis)));
}

PyObject* py_contract(Args a) {
  const Tensor x = to_tensor(a[0]), y = to_tensor(a[1]);
  return wrap(contract(x, y, int(PyLong_AsLong(a[2]))));
}

PyObject* py_mesh_grid(Args a) {
  SmallList<Tensor, 4> vectors;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(a[0]); ++i) vectors.push_back(to_tensor(PyTuple_GET_ITEM(a[0], i)));
  Outputs grids = mesh_grid(vectors.data(), int(vectors.size()), is_true(a[1]) && vectors.size() > 1);
  return wrap_outputs(grids);
}

template <PyObject* (*fn)(Args), Py_ssize_t count> PyObject* entry(PyObject*, Args a, Py_ssize_t n) {
  if (n != count) return PyErr_Format(PyExc_TypeError, "%zd arguments are expected, got %zd", count, n);
  return guarded([a] { return fn(a); });
}
template <PyObject* (*fn)(Args), Py_ssize_t count>
PyMethodDef method(const char* name, const char* doc) {
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(entry<fn, count>)), METH_FASTCALL, doc};
}

PyMethodDef functions[] = {
    method<py_log_sum_exp, 3>("log_sum_exp", "log_sum_exp(x, axes, keep)"),
    method<py_moments, 3>("moments", "moments(x, axes, keep): (mean, variance)"),
    method<py_sigmoid_cross_entropy, 2>("sigmoid_cross_entropy", "sigmoid_cross_entropy(labels, logits)"),
    method<py_softmax_cross_entropy, 2>("softmax_cross_entropy", "softmax_cross_entropy(labels, logits)"),
    method<py_sparse_softmax_cross_entropy, 2>("sparse_softmax_cross_entropy",
                                               "sparse_softmax_cross_entropy(labels, logits)"),
    method<py_clip_by_norm, 3>("clip_by_norm", "clip_by_norm(x, limit, axes)"),
    method<py_dropout, 6>("dropout", "dropout(x, noise_shape, seed, seed2, rate, scale)"),
    method<py_contract, 3>("contract", "contract(a, b, n)"),
    method<py_mesh_grid, 2>("mesh_grid", "mesh_grid(vectors, swapped)"),
    method<py_boolean_mask, 3>("boolean_mask", "boolean_mask(x, mask, axis)"),
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_composites(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
