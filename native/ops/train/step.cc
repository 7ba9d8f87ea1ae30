// Checking and taking training steps.
#include "ops/train/step.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "core/error.h"
#include "core/half.h"
#include "core/parallel.h"
#include "op/functions.h"
#include "ops/train/declare.h"

namespace zeal {
namespace {

constexpr int64_t kGrain = 16384, kTile = 1024;

const StepKernels& kernels() {
  static const StepKernels& k = ZEAL_PICK_LIGHT_ISA(step_kernels);
  return k;
}
template <class T> StepFn<T> kernel(Rule r);
template <> StepFn<float> kernel<float>(Rule r) { return kernels().float32[int(r)]; }
template <> StepFn<double> kernel<double>(Rule r) { return kernels().float64[int(r)]; }

// --- running: `at` is where the rows of the state begin, the gradient is a row of n elements ---
template <class T> void run_loop(const Step& s, int64_t at, const char* gradient, int64_t n) {
  T numbers[kMaxNumbers], *state[kMaxState];
  std::copy(s.numbers, s.numbers + kMaxNumbers, numbers);
  for (int i = 0; i < s.num_state; ++i) state[i] = reinterpret_cast<T*>(s.state[i]->value->data) + at;
  kernel<T>(s.rule)(state, reinterpret_cast<const T*>(gradient), numbers, n);
}

// Half types step in float, tile by tile, and are rounded once.
template <class H> void run_half(const Step& s, int64_t at, const char* gradient, int64_t n) {
  float numbers[kMaxNumbers], tiles[kMaxState + 1][kTile], *state[kMaxState];
  for (int i = 0; i < kMaxNumbers; ++i) numbers[i] = H::from(float(s.numbers[i])).to_float();
  for (int i = 0; i < s.num_state; ++i) state[i] = tiles[i];
  const H* g = reinterpret_cast<const H*>(gradient);
  for (int64_t from = 0; from < n; from += kTile) {
    const int64_t m = std::min(kTile, n - from);
    for (int i = 0; i < s.num_state; ++i) {
      const H* x = s.state[i]->value->as<H>() + at + from;
      for (int64_t j = 0; j < m; ++j) tiles[i][j] = x[j].to_float();
    }
    for (int64_t j = 0; j < m; ++j) tiles[kMaxState][j] = g[from + j].to_float();
    kernel<float>(s.rule)(state, tiles[kMaxState], numbers, m);
    for (int i = 0; i < s.num_state; ++i) {
      H* x = s.state[i]->value->as<H>() + at + from;
      for (int64_t j = 0; j < m; ++j) x[j] = H::from(tiles[i][j]);
    }
  }
}

// A real rate times a complex gradient is twice as many real steps.
template <class T> void run_complex(const Step& s, int64_t at, const char* gradient, int64_t n) {
  run_loop<T>(s, 2 * at, gradient, 2 * n);
}

using RunFn = void (*)(const Step&, int64_t at, const char* gradient, int64_t n);
RunFn run_fn(DType t) {
  switch (t) {
    case DType::kFloat32: return run_loop<float>;
    case DType::kFloat64: return run_loop<double>;
    case DType::kFloat16: return run_half<Half>;
    case DType::kBFloat16: return run_half<BFloat16>;
    case DType::kComplex64: return run_complex<float>;
    default: return run_complex<double>;
  }
}

// Whether a gradient by rows changes those rows alone.
bool steps_by_rows(const OpDef& op) {
  constexpr std::string_view kResource = "Resource";
  return op.find_input("delta") >= 0 || op.find_input("indices") >= 0 ||
         find_op(concat(kResource, "Sparse", op.name.substr(kResource.size())));
}

Rule rule_by_rows(Rule r) {
  switch (r) {
    case Rule::kNesterov: return Rule::kNesterovRows;
    case Rule::kAdagradDA: return Rule::kAdagradDARows;
    case Rule::kRMSProp: return Rule::kRMSPropRows;
    case Rule::kCenteredRMSProp: return Rule::kCenteredRMSPropRows;
    case Rule::kAdam: return Rule::kAdamRows;
    case Rule::kAdamWithAmsgrad: return Rule::kAmsgradRows;
    default: return r;
  }
}

void step_rows(const Step& s, RunFn run, const Slices& g) {
  const int64_t rows = g.indices->numel, width = rows ? g.values->numel / rows : 0;
  const auto size = int64_t(dtype_size(g.values->dtype));
  for (int64_t i = 0; i < rows && width; ++i) run(s, int_at(*g.indices, i) * width, g.values->data + i * width * size, width);
}

// Rows without a gradient.
void fade(const Step& s, RunFn run, int64_t begin, int64_t end) {
  static constexpr double kZeros[kTile] = {};
  for (int64_t from = begin; from < end; from += kTile)
    run(s, from, reinterpret_cast<const char*>(kZeros), std::min(kTile, end - from));
}

// Steps of rows, each of which comes once, while all others fade.
void step_all_rows(const Step& s, RunFn run, const Slices& g) {
  const TensorImpl& value = *s.state[0]->value;
  const int64_t width = value.numel / std::max(value.dim(0), int64_t(1)), n = g.indices->numel;
  const auto size = int64_t(dtype_size(value.dtype));
  std::vector<std::pair<int64_t, int64_t>> rows(static_cast<size_t>(n));  // of the variable, of the gradient
  for (int64_t i = 0; i < n; ++i) rows[size_t(i)] = {int_at(*g.indices, i), i};
  std::sort(rows.begin(), rows.end());
  parallel_for(value.numel, kGrain, [&](int64_t begin, int64_t end) {
    auto next = std::lower_bound(rows.begin(), rows.end(), std::pair{begin / std::max(width, int64_t(1)), int64_t(0)});
    for (int64_t at = begin; at < end;) {
      const bool any = next != rows.end();
      const int64_t from = any ? std::clamp(next->first * width, at, end) : end;
      fade(s, run, at, from);
      if (!any) return;
      at = std::min((next->first + 1) * width, end);
      if (at > from) run(s, from, g.values->data + (next->second * width + from - next->first * width) * size, at - from);
      ++next;
    }
  });
}

// --- checks ---
std::string list_kernels(const OpDef& op) {
  std::string names;
  for (int t = 0; t < kNumDTypes; ++t)
    if (op.kernels[0][t]) names += (names.empty() ? "" : ", ") + std::string(dtype_name(DType(t)));
  return names;
}

const char* gradient_name(const OpDef& op) { return op.find_input("delta") >= 0 ? "delta" : "grad"; }

[[noreturn, gnu::cold]] void bad_dtype(const Step& s, const TensorImpl& g) {
  const VariableImpl& v = *s.state[0];
  if (g.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[", s.op.name, "] the variable is ", describe(*v.value), ", its gradient is ", describe(g),
         "; the dtypes must be equal");
  fail(Code::kNotFound, "[", s.op.name, "] has no kernel for ", dtype_name(v.dtype), " on CPU:0; it has ", list_kernels(s.op));
}

void check_slots(const Step& s) {
  const VariableImpl& v = *s.state[0];
  for (int i = 1; i < s.num_state; ++i) {
    const VariableImpl& slot = *s.state[i];
    const char* name = s.op.inputs[i].name;
    if (!slot.value) fail(Code::kFailedPrecondition, "[", s.op.name, "] Attempting to use uninitialized variables: ", name);
    if (slot.dtype != v.dtype)
      fail(Code::kInvalidArgument, "[", s.op.name, "] the variable is ", describe(*v.value), ", ", name, " is ", describe(*slot.value),
           "; the dtypes must be equal");
    if (!(slot.value->shape() == v.value->shape()))
      fail(Code::kInvalidArgument, "[", s.op.name, "] var and ", name, " do not have the same shape", v.value->shape(), " ",
           slot.value->shape());
  }
}

void check_rows(const Step& s, const Slices& g) {
  const TensorImpl &value = *s.state[0]->value, &rows = *g.values, &indices = *g.indices;
  bool fits = value.rank >= 1 && rows.rank == value.rank && indices.rank == 1 && indices.numel == rows.dim(0);
  for (int i = 1; fits && i < value.rank; ++i) fits = rows.dim(i) == value.dim(i);
  if (!fits)
    fail(Code::kInvalidArgument, "[", s.op.name, "] the sparse gradient does not fit: the variable is ", describe(value), ", values are ",
         describe(rows), ", indices are ", describe(indices));
  for (int64_t i = 0; i < indices.numel; ++i)
    if (int64_t at = int_at(indices, i); at < 0 || at >= value.dim(0))
      fail(Code::kInvalidArgument, "[", s.op.name, "] Index ", at, " at offset ", i, " in indices is out of range: indices[", i, "] = ", at,
           " is not in [0, ", value.dim(0), ")");
}

}  // namespace

void check_step(const Step& s, const GradValue& g) {
  const VariableImpl& v = *s.state[0];
  if (!v.value) fail(Code::kFailedPrecondition, "[", s.op.name, "] Attempting to use uninitialized variables: the variable has no value");
  const TensorImpl& values = g.sparse() ? *g.slices->values : *g.dense;
  if (values.dtype != v.dtype || !s.op.kernels[0][int(v.dtype)]) bad_dtype(s, values);
  check_slots(s);
  if (g.sparse()) return check_rows(s, *g.slices);
  if (!(values.shape() == v.value->shape()))
    fail(Code::kInvalidArgument, "[", s.op.name, "] var and ", gradient_name(s.op), " do not have the same shape", v.value->shape(), " ",
         values.shape(), "; the variable is ", describe(*v.value), ", its gradient is ", describe(values));
}

bool wants_ops(const Step& s, DType type) {
  return (type == DType::kFloat16 || type == DType::kBFloat16) && !steps_by_rows(s.op);
}

void take_step(const Step& s, const GradValue& g) {
  for (int i = 0; i < s.num_state; ++i) s.state[i]->own_payload();
  const RunFn run = run_fn(s.state[0]->dtype);
  if (g.sparse()) {
    Step by_rows = s;
    by_rows.rule = rule_by_rows(s.rule);
    return steps_by_rows(s.op) ? step_rows(by_rows, run, *g.slices) : step_all_rows(by_rows, run, *g.slices);
  }
  const auto size = int64_t(dtype_size(g.dense->dtype));
  const char* from = g.dense->data;
  parallel_for(g.dense->numel, kGrain, [&](int64_t begin, int64_t end) { run(s, begin, from + begin * size, end - begin); });
}

Slices sum_repeated(const Slices& g) {
  const int64_t n = g.indices->numel;
  std::unordered_map<int64_t, int64_t> place;  // of an index among those that are kept
  std::vector<int64_t> of_row(static_cast<size_t>(n)), kept;
  for (int64_t i = 0; i < n; ++i) {
    const auto [at, fresh] = place.try_emplace(int_at(*g.indices, i), int64_t(kept.size()));
    if (fresh) kept.push_back(at->first);
    of_row[size_t(i)] = at->second;
  }
  if (int64_t(kept.size()) == n) return g;
  const Tensor indices = make_integers(kept.data(), int(kept.size())), places = make_integers(of_row.data(), int(n));
  return Slices{call(OP(UnsortedSegmentSum), {g.values, places, make_scalar<int32_t>(int32_t(kept.size()))}), indices, g.dense_shape, nullptr};
}

}  // namespace zeal
