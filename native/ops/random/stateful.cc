// The ops of tf.random.experimental.Generator: numbers of a stream whose place is a variable, which they move on.
//
// The state is three int64: the two halves of Philox's counter, and its key.
#include <cstring>

#include "op/functions.h"
#include "ops/random/random_fill.h"
#include "ops/state/assign.h"
#include "ops/state/on_handle.h"

namespace zeal {
namespace {

constexpr int64_t kPhiloxId = 1, kStateSize = 3;
constexpr DTypeSet kWords = kIndex | bit(DType::kUInt32) | bit(DType::kUInt64);

struct StatefulAttrs {
  DType dtype = DType::kFloat32;
};

// Where the stream stands now; it goes on behind what `outputs` numbers may use.
Philox take(const Kernel& k, int64_t outputs) {
  VariableImpl& v = variable_with_value(k);
  const TensorImpl& old = *v.value;
  if (old.dtype != DType::kInt64) k.invalid("dtype of RNG state variable must be int64, not ", dtype_name(old.dtype));
  if (old.rank != 1) k.invalid("RNG state must have one and only one dimension, not ", int(old.rank));
  if (old.numel < kStateSize) k.invalid("For the Philox algorithm, the size of state must be at least ", kStateSize, "; got ", old.numel);
  if (const int64_t id = int_at(k.input(1), 0); id != kPhiloxId) k.invalid("Unsupported algorithm id: ", id);
  const Tensor next = make_tensor(DType::kInt64, old.shape());
  std::memcpy(next->data, old.data, old.nbytes());
  Philox start;
  std::memcpy(start.counter, old.data, sizeof start.counter);
  std::memcpy(start.key, old.as<int64_t>() + 2, sizeof start.key);
  Philox end = start;
  philox_skip(end, uint64_t(outputs) * kReservedPerOutput);
  std::memcpy(next->data, end.counter, sizeof end.counter);
  assign(v, next);
  return start;
}

void require_algorithm(const InferContext& c) { c.require_rank(1, 0, "algorithm must be of shape [], not ", c.shape(1)); }
void infer_stateful(InferContext& c) {
  require_algorithm(c);
  c.require_rank(2, 1, "shape must be a vector of {int32,int64}, got shape ", c.shape(2));
  c.out() = c.shape_value(2);
}
void infer_skip(InferContext& c) {
  require_algorithm(c);
  c.require_rank(2, 0, "delta must be of shape [], not ", c.shape(2));
}
void infer_stateful_int(InferContext& c) {
  infer_stateful(c);
  c.require_rank(3, 0, "minval must be 0-D, got shape ", c.shape(3));
  c.require_rank(4, 0, "maxval must be 0-D, got shape ", c.shape(4));
}

template <auto fills> void float_kernel(Kernel& k) { fill_random(random_kernels().*fills, take(k, k.output().numel), k.output()); }
void int_kernel(Kernel& k) {
  require_range(k, k.input(3), k.input(4));  // before the stream moves
  fill_random_int(k, take(k, k.output().numel), k.input(3), k.input(4));
}
void words_kernel(Kernel& k) {
  const Philox start = take(k, k.output().numel);
  random_kernels().words(start, 0, int64_t(k.output().nbytes() / sizeof(uint32_t)), k.output().data);
}
void skip_kernel(Kernel& k) { take(k, int_at(k.input(2), 0)); }

OpDef& on_stream(OpDef& op) {
  return op.input("resource", "resource").input("algorithm", "int64").not_differentiable();
}
OpDef& floats(OpDef& op) {
  return op.attrs<StatefulAttrs>().type("shape_dtype", kIndex).type_arg("dtype", &StatefulAttrs::dtype, kFloating).with(on_stream)
      .input("shape", "shape_dtype").output("output", "dtype").infer(infer_stateful).stateful().dispatch_on_output();
}

}  // namespace

ZEAL_OP(StatefulUniform)
    .doc("Uniform numbers in [0, 1) of a generator.")
    .with(floats).cpu(kFloating, float_kernel<&RandomFills::uniform>);

ZEAL_OP(StatefulStandardNormalV2)
    .doc("Normal numbers of mean 0 and standard deviation 1 of a generator.")
    .with(floats).cpu(kFloating, float_kernel<&RandomFills::normal>);

ZEAL_OP(StatefulTruncatedNormal)
    .doc("Standard normal numbers inside (-2, 2) of a generator.")
    .with(floats).cpu(kFloating, float_kernel<&RandomFills::truncated_normal>);

ZEAL_OP(StatefulUniformInt)
    .doc("Uniform integers in [minval, maxval) of a generator.")
    .type("dtype", kIndex).type("shape_dtype", kIndex).with(on_stream)
    .input("shape", "shape_dtype").input("minval", "dtype").input("maxval", "dtype").output("output", "dtype")
    .infer(infer_stateful_int).stateful().dispatch_on(3).cpu(kIndex, int_kernel);

ZEAL_OP(StatefulUniformFullInt)
    .doc("Integers of a generator, any that the dtype holds.")
    .attrs<StatefulAttrs>().type("shape_dtype", kIndex).type_arg("dtype", &StatefulAttrs::dtype, kWords).with(on_stream)
    .input("shape", "shape_dtype").output("output", "dtype")
    .infer(infer_stateful).stateful().dispatch_on_output().cpu(kWords, words_kernel);

ZEAL_OP(RngSkip)
    .doc("Moves a generator on, as drawing `delta` numbers would.")
    .with(on_stream).input("delta", "int64")
    .infer(infer_skip).stateful().cpu(bit(DType::kResource), skip_kernel);

}  // namespace zeal
