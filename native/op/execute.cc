// execute(): type check, inference, allocation, kernel, tapes.
#include "op/execute.h"

#include "core/error.h"
#include "core/like.h"
#include "core/thread_state.h"
#include "op/filled.h"
#include "op/graph_words.h"
#include "op/infer.h"
#include "op/plain_loop.h"
#include "op/watch.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr int kInlineOutputs = 6;  // a GRU's gradient, which steps call, has as many
constexpr int kMaxFilled = 8;  // inputs of an op that may lack one
constexpr int kMaxOutputs = 1 << 20;

struct Call {
  const OpDef& op;
  TensorImpl* const* in;
  int nin;
  const Attrs& attrs;
};

std::string words_of(DTypeSet set) {
  std::string out;
  for (int t = 0; t < kNumDTypes; ++t)
    if (contains(set, DType(t))) out += (out.empty() ? "" : ", ") + std::string(dtype_word(DType(t)));
  return out;
}

std::string input_name(const Call& c, int i) {
  std::string name = c.op.inputs[c.op.arg_of(i, c.nin)].name;
  return c.op.arg_of(i, c.nin) == c.op.list_input ? name + "[" + std::to_string(i - c.op.list_input) + "]" : name;
}

[[noreturn, gnu::cold, gnu::noinline]] void bad_type(const Call& c, int i) {
  if (is_building(c.in, c.nin)) bad_type_in_graph(c.op, c.in, c.nin, i);
  const ArgDef& a = c.op.inputs[c.op.arg_of(i, c.nin)];
  const std::string given = concat(input_name(c, i), " is ", describe(*c.in[i]));
  const bool allowed = contains(a.allowed, c.in[i]->dtype);
  if (!allowed && std::has_single_bit(a.allowed))
    fail(Code::kInvalidArgument, unexpected_type(c.op.name, i, DType(std::countr_zero(a.allowed)), c.in[i]->dtype), "; ", given,
         "; convert it with tf.cast");
  const int j = a.same_as >= 0 ? a.same_as : a.list ? c.op.list_input : -1;
  if (j >= 0 && j < i && c.in[j]->dtype != c.in[i]->dtype)
    fail(Code::kInvalidArgument, unexpected_type(c.op.name, i, c.in[j]->dtype, c.in[i]->dtype), "; ", input_name(c, j), " is ",
         describe(*c.in[j]), ", ", given, "; cast one of them with tf.cast");
  fail(Code::kUnsupportedType, "[", c.op.name, "] Could not find valid device for node. Value for attr '",
       c.op.types[a.type_attr].name, "' of ", dtype_word(c.in[i]->dtype), " is not in the list of allowed values: ",
       words_of(a.allowed), "; ", given, "; convert it with tf.cast");
}

[[noreturn, gnu::cold, gnu::noinline]] void bad_count(const Call& c) {
  fail(Code::kInvalidArgument, "[", c.op.name, "] takes ", c.op.inputs.size(), " inputs, got ", c.nin);
}

// Of an op with a list, whose members have one dtype unless it is mixed.
inline uint32_t check_list_types(const Call& c) {
  const int list = c.op.list_input, in_list = c.nin - (int(c.op.inputs.size()) - 1);
  if (in_list < 0) [[unlikely]] bad_count(c);
  const bool mixed = c.op.inputs[list].mixed != nullptr;
  if (in_list == 0 && !mixed) [[unlikely]] fail(Code::kInvalidArgument, "[", c.op.name, "] ", c.op.inputs[list].name,
                                      " must be a list of at least one Tensor/IndexedSlices with the same dtype and shape; it is empty");
  uint32_t seen = 0;
  for (int i = 0; i < c.nin; ++i) {
    const ArgDef& a = c.op.inputs[c.op.arg_of(i, c.nin)];
    const DType t = c.in[i]->dtype;
    const bool member = i >= list && i < list + in_list;
    const bool ok = contains(a.allowed, t) && (!member || mixed || c.in[list]->dtype == t);
    if (!ok) [[unlikely]] bad_type(c, i);
    seen |= c.in[i]->flags | uint32_t(c.in[i]->device) << 8;
  }
  return seen;
}

// Checks dtypes; returns the flags and devices of all inputs or-ed together. `lacks_one`: the optional input is null.
template <bool lacks_one = false> inline uint32_t check_types(const Call& c) {
  if (c.op.list_input >= 0) return check_list_types(c);
  if (size_t(c.nin) != c.op.inputs.size()) [[unlikely]] bad_count(c);
  const ArgDef* args = c.op.inputs.data();
  uint32_t seen = 0;
  for (int i = 0; i < c.nin; ++i) {
    if (lacks_one && i == c.op.optional_input) continue;
    const DType t = c.in[i]->dtype;
    const bool ok = contains(args[i].allowed, t) && (args[i].same_as < 0 || c.in[args[i].same_as]->dtype == t);
    if (!ok) [[unlikely]] bad_type(c, i);
    seen |= c.in[i]->flags | uint32_t(c.in[i]->device) << 8;
  }
  return seen;
}

inline DType declared_dtype(const Call& c, const ArgDef& out) {
  if (out.type_attr < 0) return out.fixed;
  const TypeAttr& t = c.op.types[out.type_attr];
  if (t.from_input >= c.nin) return DType::kInvalid;  // an empty list, which infer rejects
  if (t.from_input >= 0) return c.in[t.from_input]->dtype;
  DType d;
  std::memcpy(&d, c.attrs.bytes + t.attr_offset, sizeof d);
  return d;
}

inline void infer_outputs(const Call& c, OutSpec* spec, int nout) {
  for (int i = 0; i < nout; ++i) spec[i].dtype = declared_dtype(c, c.op.outputs[c.op.count_fn ? 0 : i]);
  InferContext ctx(c.op, c.attrs, c.in, c.nin, spec, nout);
  c.op.infer_fn(ctx);
}

[[noreturn, gnu::cold, gnu::noinline]] void no_kernel(const Call& c, DType t) {
  DTypeSet have = 0;
  for (int d = 0; d < kNumDTypes; ++d)
    if (c.op.kernels[0][d]) have |= 1u << d;
  fail(Code::kUnsupportedType, "[", c.op.name, "] Could not find valid device for node. It has no kernel for ",
       dtype_word(t), " on CPU:0, but for ", have ? words_of(have) : "none", "; convert the inputs with tf.cast");
}

// Giving up the lock costs some 50 ns and another thread may take it for 5 ms: only for real work.
// Stateful ops keep it, so that a variable is not written while another thread reads it.
constexpr int64_t kLongWork = 1 << 16;
inline bool is_long(const Call& c, const Tensor* out, int nout) {
  bool large = (nout && out[0] && out[0]->numel > kLongWork) || (c.nin && c.in[0]->numel > kLongWork);
  return large && !c.op.is_stateful;
}

[[noreturn, gnu::cold, gnu::noinline]] void too_many_outputs(const Call& c, int n) {
  fail(Code::kInvalidArgument, "[", c.op.name, "] would have ", n, " outputs; at most ", kMaxOutputs, " are supported");
}

// Attributes say how many; room for them is made before `infer` can check that they fit the inputs.
inline int count_outputs(const Call& c) {
  int n = c.op.num_outputs(c.attrs, c.nin);
  if (n > kMaxOutputs) [[unlikely]] too_many_outputs(c, n);
  return n;
}

inline bool run_plain(const Call& c, Outputs& out) {
  const TensorImpl &a = *c.in[0], &b = *c.in[c.nin - 1];
  const LoopFn loop = plain_loop(c.op, a, b);
  if (!loop) return false;
  out[0] = make_like(a, declared_dtype(c, c.op.outputs[0]));
  run_plain_loop(loop, a.data, a.dtype, b.data, c.nin, *out[0], a.numel);
  return true;
}

// Makes the outputs whose sizes are known; true if no element is to be computed. That is read off the
// sizes, which stand as they were written: the tensors' own counts would be waited for.
[[gnu::always_inline]] inline bool make_outputs(const OutSpec* spec, int nout, Tensor* o) {
  int64_t most = nout ? 0 : 1;
  for (int i = 0; i < nout; ++i) {
    const int64_t least = spec[i].shape.view().least();
    if (least >= 0) o[i] = make_tensor(spec[i].dtype, spec[i].shape);
    most |= least;
  }
  return !most;
}

// A mistake of `infer`, which must not become a read beyond the memory.
[[noreturn, gnu::cold, gnu::noinline]] void bad_view(const Call& c, ShapeView shape) {
  fail(Code::kInternal, "[", c.op.name, "] ", describe(*c.in[0]), " was given the shape ", shape.str());
}

// Infers into `spec`, then makes the outputs `o`. Inlined, so that one output, the usual number, needs
// no loops.
[[gnu::always_inline]] inline void infer_and_run(const Call& c, OutSpec* spec, int nout, Tensor* o) {
  infer_outputs(c, spec, nout);
  if (c.op.outputs_from == OutputsFrom::kView) {
    o[0] = make_view(*c.in[0], spec[0].shape);
    if (o[0]->numel != c.in[0]->numel) [[unlikely]] bad_view(c, spec[0].shape);
    return;
  }
  DType t = c.op.dispatch_input >= 0 ? c.in[c.op.dispatch_input]->dtype : nout ? spec[0].dtype : DType::kInvalid;
  KernelFn kernel = c.op.kernels[0][int(t)];
  if (!kernel) [[unlikely]] no_kernel(c, t);
  const bool nothing = c.op.outputs_from == OutputsFrom::kExecute && make_outputs(spec, nout, o);
  if (nothing && !c.op.is_stateful && !c.op.checks_values) [[unlikely]] return;
  Kernel k{c.op, c.attrs, c.in, c.nin, o, nout, spec};
  if (!is_long(c, o, nout)) return kernel(k);
  WithoutHostLock lock;
  kernel(k);
}

[[gnu::noinline]] void run_several(const Call& c, Outputs& out) {
  int nout = count_outputs(c);
  out.resize(nout);
  OutSpec inline_spec[kInlineOutputs];
  std::unique_ptr<OutSpec[]> heap;
  OutSpec* spec = inline_spec;
  if (nout > kInlineOutputs) spec = (heap = std::make_unique<OutSpec[]>(nout)).get();
  infer_and_run(c, spec, nout, out.data());
}

inline void run_call(const Call& c, Outputs& out) {
  if (c.op.is_elementwise && run_plain(c, out)) return;
  if (c.op.count_fn || c.op.fixed_outputs != 1) return run_several(c, out);
  OutSpec spec;
  infer_and_run(c, &spec, 1, out.data());
}

[[noreturn]] void rethrow_named(const Call& c, const Error& e);

void execute_watched(const Call& c, uint32_t mode, Outputs& out) {
  try {
    run_kernel(c.op, c.in, c.nin, c.attrs, out);
  } catch (const Error& e) {
    rethrow_named(c, e);
  }
  bool shown = mode & kWatchAll;
  for (int i = 0; i < out.size() && !shown; ++i) shown = out[i] && has_not_finite(*out[i]);
  if (shown) g_after_op(c.op, c.attrs, c.in, c.nin, out.data(), out.size());
  if (mode & kRecording) record_on_tapes(c.op, c.attrs, c.in, c.nin, out.data(), out.size());
}

// The door to graphs and to other devices.
constexpr uint32_t kElsewhere = kGraphMode | kOtherDevice;

void append(const Call& c, uint32_t mode, Outputs& out) {
  out.resize(count_outputs(c));
  g_append(c.op, c.in, c.nin, c.attrs, out);
  if (mode & kRecording) record_on_tapes(c.op, c.attrs, c.in, c.nin, out.data(), out.size());
}

[[noreturn, gnu::cold, gnu::noinline]] void refuse_device(const Call& c) {
  fail(Code::kRuntimeError, "[", c.op.name, "] /job:localhost/replica:0/task:0/device:GPU:", int(thread_state().device) - 1,
       " unknown device: this machine has only CPU:0; use tf.device('/cpu:0')");
}

// `special`: flags and devices of inputs that have some.
[[gnu::noinline]] void watch_or_append(const Call& c, uint32_t special, uint32_t mode, Outputs& out) {
  if ((special & kSymbolic) | (mode & kGraphMode)) return append(c, mode, out);
  if (mode & kOtherDevice) refuse_device(c);
  execute_watched(c, mode, out);
}

// Memory is asked for below, where the op is not known.
[[noreturn, gnu::cold, gnu::noinline]] void rethrow_named(const Call& c, const Error& e) {
  if (e.code() != Code::kResourceExhausted || e.message().starts_with('[')) throw e;
  std::string inputs;
  for (int i = 0; i < c.nin; ++i) inputs += (i ? ", " : "") + input_name(c, i) + " is " + describe(*c.in[i]);
  throw Error(e.code(), concat("[", c.op.name, "] ", e.message(), c.nin ? "; " : "", inputs));
}

// A call whose inputs are all there, of dtypes that fit. `seen`: their flags and devices.
[[gnu::always_inline]] inline void execute_checked(const Call& c, uint32_t seen, Outputs& out) {
  const uint32_t mode = thread_state().mode, special = seen & ~uint32_t(kExternal | kShown);
  if (special | (mode & (kElsewhere | kWatched))) [[unlikely]] return watch_or_append(c, special, mode, out);
  try {
    run_call(c, out);
  } catch (const Error& e) {
    rethrow_named(c, e);
  }
  if (mode & kRecording) record_on_tapes(c.op, c.attrs, c.in, c.nin, out.data(), out.size());
}

inline bool lacks_one(const OpDef& op, TensorImpl* const* in, int nin) {
  return op.optional_input >= 0 && op.optional_input < nin && !in[op.optional_input];
}

// The value of the input that was left out.
Tensor fill_input(const Call& c) {
  if (!c.op.fill_fn) fail(Code::kInvalidArgument, "[", c.op.name, "] ", input_name(c, c.op.optional_input), " was left out");
  return c.op.fill_fn(c.in, c.attrs);
}

// It is made once the other inputs are known to be right. In graphs what makes it are nodes too; the name that was
// asked for is the op's.
[[gnu::noinline]] void execute_filled(const Call& c, Outputs& out) {
  const uint32_t seen = check_types<true>(c);
  if (thread_state().mode & kOtherDevice) [[unlikely]] refuse_device(c);
  const char* name = std::exchange(thread_state().op_name, nullptr);
  Tensor filled = fill_input(c);
  if ((seen & kSymbolic) | (thread_state().mode & kGraphMode)) [[unlikely]] filled = g_filled(c.op, filled, c.in, c.nin);
  thread_state().op_name = name;
  TensorImpl* in[kMaxFilled];
  for (int i = 0; i < c.nin; ++i) in[i] = i == c.op.optional_input ? filled.get() : c.in[i];
  execute_checked({c.op, in, c.nin, c.attrs}, seen, out);
}

}  // namespace

std::string unexpected_type(const std::string& op, int i, DType want, DType have) {
  return concat("[", op, "] cannot compute ", op, " as input #", i, "(zero-based) was expected to be a ", dtype_word(want),
                " tensor but is a ", dtype_word(have), " tensor");
}

Tensor (*g_filled)(const OpDef&, const Tensor&, TensorImpl* const*, int) = nullptr;
void (*g_append)(const OpDef&, TensorImpl* const*, int, const Attrs&, Outputs&) = nullptr;

void run_kernel(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  run_call({op, in, nin, attrs}, out);
}

void execute(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  const Call c{op, in, nin, attrs};
  if (lacks_one(op, in, nin)) return execute_filled(c, out);
  execute_checked(c, check_types(c), out);
}

std::vector<OutSpec> infer_call(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs) {
  Call c{op, in, nin, attrs};
  std::vector<TensorImpl*> all(in, in + nin);
  Tensor filled;
  if (lacks_one(op, in, nin)) {
    check_types<true>(c);
    filled = fill_input(c);
    all[op.optional_input] = filled.get();
    c.in = all.data();
  }
  check_types(c);
  std::vector<OutSpec> spec(count_outputs(c));
  infer_outputs(c, spec.data(), int(spec.size()));
  return spec;
}

Tensor call(const OpDef& op, std::initializer_list<Tensor> in, const Attrs& attrs) {
  Outputs out;
  // A Tensor is one pointer.
  static_assert(sizeof(Tensor) == sizeof(TensorImpl*));
  execute(op, reinterpret_cast<TensorImpl* const*>(in.begin()), int(in.size()), attrs, out);
  return std::move(out[0]);
}

Outputs call_list(const OpDef& op, const Tensor* in, int nin, const Attrs& attrs) {
  Outputs out;
  execute(op, reinterpret_cast<TensorImpl* const*>(in), nin, attrs, out);
  return out;
}

}  // namespace zeal
