// OpDef: everything zeal knows about one op, declared in one place with a chained builder.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/tensor.h"
#include "op/attrs.h"
#include "op/loop.h"

namespace zeal {

struct OpDef;
class InferContext;
class Grad;
class Outputs;

inline constexpr int kNumDevices = 2;  // CPU, CUDA
inline constexpr int kMaxArgs = 12;    // the most inputs, or outputs, that an op declares: BlockLSTM has 9 and 7

// What a kernel gets. Inputs have passed the type check and `infer`. An output is allocated when
// infer knew its whole shape; otherwise the kernel calls allocate(). Kernels never write to inputs.
// Kernels that make their outputs (`made_by_kernel`) find the inferred shapes in `spec` and set `out`.
struct Kernel {
  const OpDef& op;
  const Attrs& attrs;
  TensorImpl* const* in;
  int nin;
  Tensor* out;
  int nout;
  const struct OutSpec* spec;

  const TensorImpl& input(int i) const { return *in[i]; }
  TensorImpl& output(int i = 0) const { return *out[i]; }
  void allocate(int i, DType dtype, ShapeView shape) { out[i] = make_tensor(dtype, shape); }
  template <class A> const A& attr() const { return attrs.as<A>(); }
  template <class... Parts> [[noreturn]] void invalid(const Parts&... parts) const;
};

// A reduction of rows of elements, in pieces: of blocks of `block` elements and then of their results, two by two or all
// in order, as the op's kernel does it.
struct RowReduction {
  static constexpr int64_t block = 1024;
  DType via;  // of the elements and results
  // out[i] = the reduction of n elements from x[i * n] on, for i < count.
  void (*rows)(const void* x, int64_t count, int64_t n, void* out);
  // out[0] = the reduction of the row whose `count` blocks, all full but the last, have these results.
  void (*combine)(void* parts, int64_t count, void* out);
  // Done to the results of rows of n elements last, if not null.
  void (*finish)(void* results, int64_t count, int64_t n);
};

using InferFn = void (*)(InferContext&);
using KernelFn = void (*)(Kernel&);
using GradFn = void (*)(Grad&);
using FillFn = Tensor (*)(TensorImpl* const* in, const Attrs& attrs);
using WrapperFn = bool (*)(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out);
using ElementLoopFn = LoopFn (*)(const Attrs& attrs, DType in);
using RowReductionFn = bool (*)(DType in, struct RowReduction& out);
// What makes the op's result in parts; null where that does not pay, or the operands do not fit.
using SourceFn = std::unique_ptr<class Source> (*)(const Attrs& attrs, TensorImpl* const* in);
using CountFn = int (*)(const Attrs&, int nin);

// A value that the gradient reads: In(0), Out(0) keep the tensor, InShape(0) only its shape (as a
// 1-D int32 tensor). `.grad_of(i)`: only needed when input i is followed.
struct Save {
  enum What : uint8_t { kIn, kOut, kInShape, kLastIn, kListShapes } what;
  uint8_t index;
  uint32_t wanted_by = ~0u;
  constexpr Save grad_of(int input) const { return {what, index, 1u << input}; }
};
constexpr Save In(int i) { return {Save::kIn, uint8_t(i)}; }
constexpr Save Out(int i) { return {Save::kOut, uint8_t(i)}; }
constexpr Save InShape(int i) { return {Save::kInShape, uint8_t(i)}; }
// The last input, of an op whose list comes before it.
constexpr Save LastIn() { return {Save::kLastIn, 0}; }
// The shapes of every member of the list input, in order, after all other saves.
constexpr Save ListShapes() { return {Save::kListShapes, 0}; }

enum class GradKind : uint8_t {
  kMissing,            // asking for it is a LookupError
  kNotDifferentiable,  // the path ends here: None
  kRule,
};

// Where outputs come from.
enum class OutputsFrom : uint8_t {
  kExecute,  // made for the kernel to fill, where `infer` knows the shape; otherwise allocated by the kernel
  kKernel,   // the kernel makes them, of new memory or of that of an input (`shares`)
  kView,     // no kernel: the output is input 0's elements under the inferred shape
};

struct TypeAttr {
  const char* name;
  DTypeSet allowed;
  int8_t from_input = -1;   // bound by this input ...
  int8_t attr_offset = -1;  // ... or read from the attributes
};

struct ArgDef {
  const char* name;
  int8_t type_attr = -1;            // index into OpDef::types, or
  DType fixed = DType::kInvalid;    // this dtype
  DTypeSet allowed = kAnyType;
  int8_t same_as = -1;              // input that must have the same dtype
  bool list = false;
  bool lone = false;                // a list that one tensor may stand for
  bool optional = false;
  const char* mixed = nullptr;      // of a list whose members may have any dtypes: what TensorFlow calls the list of these
};

struct OpDef {
  std::string name;
  const char* node_name = nullptr;  // what nodes are called by default, where that is not the op's name
  const char* summary = "";
  const char* example_call = nullptr;
  const char* example_shows = nullptr;
  uint16_t id = 0;
  std::vector<TypeAttr> types;
  std::vector<ArgDef> inputs, outputs;
  std::vector<AttrDef> attr_defs;
  std::vector<const char*> apis;  // Python signatures, "add(x, y, name=None)"; see bind/call/signature.h
  Attrs defaults;

  InferFn infer_fn = nullptr;
  CountFn count_fn = nullptr;      // number of outputs, when attributes or inputs decide it
  FillFn fill_fn = nullptr;        // makes the optional input's value when it was left out
  WrapperFn wrapper_fn = nullptr;  // what the public function does around the op
  int8_t optional_input = -1;
  int8_t list_input = -1;
  int8_t fixed_outputs = 0;        // how many, when count_fn does not say
  int8_t dispatch_input = 0;       // whose dtype picks the kernel; -1: outputs[0]'s
  OutputsFrom outputs_from = OutputsFrom::kExecute;
  uint32_t shared_inputs = 0;      // bit i: an output may be input i, or a view of its memory
  uint32_t takes_over = 0;         // bit i: a kernel makes input i its output where that one carries kTakeOver
  int8_t function_attrs = 0;       // how many of attr_defs, the last ones, belong to the public function alone
  bool broadcasts = false;         // gradients are summed back to the inputs' shapes by the walker
  bool is_stateful = false;        // never folded or merged in graphs
  bool acts = false;               // does something besides its outputs: functions run it, read or not
  bool is_elementwise = false;
  bool session_keeps = false;      // a session runs it once, and keeps what it made
  bool checks_values = false;      // the kernel checks inputs even where there is nothing to write
  bool converts_apart = false;     // see inputs_apart()
  bool operand_fits = false;       // see operand_must_fit()
  bool saves_all = false;          // the gradient may read every input and output (rules in Python)
  const OpDef* differentiated_as = nullptr;  // a copy whose rule was registered at run time
  GradKind grad_kind = GradKind::kMissing;
  GradFn grad_fn = nullptr;
  std::vector<Save> save_list;
  int8_t slot_in[kMaxArgs], slot_out[kMaxArgs], slot_shape[kMaxArgs];
  int8_t slot_last = -1, slot_list = -1;

  ElementLoopFn loop_fn = nullptr;
  bool loop_broadcasts = false;
  RowReductionFn rows_fn = nullptr;
  SourceFn source_fn = nullptr;
  DTypeSet by_value_types = 0;  // whose loops look at single values on the right; see LoopEntry

  KernelFn kernels[kNumDevices][kNumDTypes] = {};
  LoopFn loops[kNumDTypes] = {};
  LoopFn plain_loops[kNumDTypes] = {};  // those that operands of one shape and dtype can run as they are
  DType loop_out[kNumDTypes] = {};

  explicit OpDef(std::string op_name);

  // --- builder ---
  // A step that the declarations of a family share: a function that continues the statement.
  template <class Step, class... Args> OpDef& with(Step&& step, const Args&... args) { return step(*this, args...); }
  // Nodes of graphs have this name when they are given none, as those of TensorFlow's public function do.
  OpDef& node(const char* name) { return node_name = name, *this; }
  OpDef& doc(const char* text) { return summary = text, *this; }
  // A call, and what its values print as (white space apart); the tests run it.
  OpDef& example(const char* call, const char* shows) { return example_call = call, example_shows = shows, *this; }
  OpDef& api(const char* signature) { return apis.push_back(signature), *this; }
  // Type attribute bound by the inputs that name it.
  OpDef& type(const char* attr, DTypeSet allowed);
  // `type` names a type attribute declared before, or is a fixed dtype's name ("int32").
  OpDef& input(const char* arg, const char* type_name);
  OpDef& list_input_arg(const char* arg, const char* type_name);
  // A list of tensors of any dtypes, which may be empty; `types_attr`: TensorFlow's name for the list of its dtypes.
  OpDef& mixed_list_arg(const char* arg, const char* types_attr);
  // The public function takes one tensor in place of the list, as a list of one.
  OpDef& lone_list() { return inputs[list_input].lone = true, *this; }
  // TensorFlow converts each input by itself: a value that does not fit the others is an
  // InvalidArgumentError as between tensors, not a TypeError of the conversion.
  OpDef& inputs_apart() { return converts_apart = true, *this; }
  // The same of the operator: `x + "a"` is an InvalidArgumentError as between tensors, but comparisons and `/` leave a
  // second operand that does not fit the first one's dtype to the conversion's TypeError.
  OpDef& operand_must_fit() { return operand_fits = true, *this; }
  // An input that a caller may leave out (null): the way to fill one whose value follows from the other inputs.
  // `fill` runs behind the type check and the door to graphs; for a tensor of unknown rank it calls ops (Range, Rank).
  // Without `fill`, the op's wrapper serves such calls.
  OpDef& optional_arg(const char* arg, const char* type_name, FillFn fill);
  OpDef& output(const char* arg, const char* type_name);
  OpDef& list_output(const char* arg, const char* type_name, CountFn count);
  // Default values of the attribute struct come from its member initialisers.
  template <class A> OpDef& attrs() { return defaults = Attrs::of(A{}), *this; }
  template <class A, class T> OpDef& attr(const char* attr_name, T A::*member, bool required = false) {
    attr_defs.push_back({attr_name, attr_kind<T>(), uint8_t(offset_of(member)), required});
    return *this;
  }
  // An argument of the public function that TensorFlow's op lacks (softmax's axis), declared behind the op's own
  // attributes and read by the wrapper alone: neither zeal._native.raw nor graphs know it.
  template <class A, class T> OpDef& function_attr(const char* attr_name, T A::*member) {
    return ++function_attrs, attr(attr_name, member);
  }
  // A type attribute that callers give ("DstT", "dtype").
  template <class A> OpDef& type_arg(const char* attr_name, DType A::*member, DTypeSet allowed, bool required = false) {
    attr_defs.push_back({attr_name, AttrKind::kType, uint8_t(offset_of(member)), required, allowed});
    types.push_back({attr_name, allowed, -1, int8_t(offset_of(member))});
    return *this;
  }
  OpDef& infer(InferFn fn) { return infer_fn = fn, *this; }
  // What TensorFlow's Python function does around the op (tf.matmul of rank 3 calls BatchMatMulV2, tf.cast to the
  // dtype that x has returns x): `fn` returns true when it served the call. Only calls from Python come by (see
  // execute_function); gradient rules, graphs and C++ call the ops themselves.
  OpDef& wrapper(WrapperFn fn) { return wrapper_fn = fn, *this; }
  // The output is input 0's elements under the inferred shape, whatever they are: there is no kernel.
  OpDef& view() { return outputs_from = OutputsFrom::kView, shares(0); }
  // For kernels whose outputs are no new tensors, or not always.
  OpDef& made_by_kernel() { return outputs_from = OutputsFrom::kKernel, *this; }
  // An output may be this input or a view of its memory: what Python values become must not be seen elsewhere.
  OpDef& shares(int input) { return shared_inputs |= 1u << input, *this; }
  // The kernel looks at kTakeOver of this input, and may then change it and return it.
  OpDef& may_take_over(int input) { return takes_over |= 1u << input, shares(input); }
  OpDef& stateful() { return is_stateful = true, *this; }
  // Of ops that make state (variables, queues, iterators): a session runs a node once and keeps its output.
  OpDef& kept_by_session() { return session_keeps = true, *this; }
  // Kernels of other ops are not called for empty outputs: none loops over the sizes of nothing.
  OpDef& checks_when_empty() { return checks_values = true, *this; }
  OpDef& dispatch_on_output() { return dispatch_input = -1, *this; }
  OpDef& dispatch_on(int input) { return dispatch_input = int8_t(input), *this; }
  OpDef& saves(std::initializer_list<Save> list);
  OpDef& grad(GradFn fn) { return grad_fn = fn, grad_kind = GradKind::kRule, *this; }
  OpDef& not_differentiable() { return grad_kind = GradKind::kNotDifferentiable, *this; }
  OpDef& cpu(DTypeSet dtypes, KernelFn fn);
  // Kernels are the loops stamped under this op's name (op/stamp.h), run by the elementwise driver;
  // infer is broadcasting (one input: same shape).
  OpDef& elementwise();
  // Of an op with a kernel of its own that works element by element: the loop that does the same for the dtype of the
  // dispatch input (null: none does). Fused programs run it. Its operands have one shape or are scalars; or, where it
  // `broadcasts_right`, they may also be repeated along axes, aligned from the right.
  OpDef& element_loop(ElementLoopFn fn, bool broadcasts_right = false) { return loop_fn = fn, loop_broadcasts = broadcasts_right, *this; }
  // Of a reduction: how fused programs take its input piece by piece.
  OpDef& reduces_rows(RowReductionFn fn) { return rows_fn = fn, *this; }
  OpDef& comes_in_parts(SourceFn fn) { return source_fn = fn, *this; }
  // Inputs broadcast, and the walker sums gradients back to their shapes.
  OpDef& broadcasting() { return broadcasts = true, *this; }
  // The common forms, declared in one call: T: x -> y, and T: x, y -> z.
  OpDef& unary(DTypeSet types) { return type("T", types).input("x", "T").output("y", "T").elementwise(); }
  OpDef& binary(DTypeSet types) {
    return type("T", types).input("x", "T").input("y", "T").output("z", "T").elementwise();
  }
  // Rejects values (zero divisors) before the loops of these dtypes run, which must not trap or throw.
  KernelFn check_fn = nullptr;
  DTypeSet checked_types = 0;
  OpDef& check(DTypeSet dtypes, KernelFn fn) { return check_fn = fn, checked_types = dtypes, *this; }

  template <class A, class T> static size_t offset_of(T A::*member) {
    A a;
    return size_t(reinterpret_cast<char*>(&(a.*member)) - reinterpret_cast<char*>(&a));
  }
  int find_type(const char* attr) const;
  int find_input(std::string_view arg) const;
  const AttrDef* find_attr(std::string_view attr) const;
  // The attributes that TensorFlow's registry has too.
  std::span<const AttrDef> own_attrs() const { return {attr_defs.data(), attr_defs.size() - function_attrs}; }
  int num_outputs(const Attrs& a, int nin) const {
    return count_fn ? count_fn(a, nin) : fixed_outputs;
  }
  // Declared argument that flattened input i belongs to.
  int arg_of(int i, int nin) const {
    if (list_input < 0 || i < list_input) return i;
    int n = nin - (int(inputs.size()) - 1);
    return i < list_input + n ? list_input : i - n + 1;
  }

 private:
  // `before`: how many of its kind are declared.
  ArgDef make_arg(const char* arg, const char* type_name, size_t before) const;
  int8_t& slot_of(Save s);
};

// --- registry ---
// For ZEAL_OP, and for ops made at run time (bind/host_op.cc).
OpDef& register_op(const char* name);
// Null when there is none.
const OpDef* find_op(std::string_view name);
const OpDef& get_op(std::string_view name);
const std::vector<OpDef*>& all_ops();

#define ZEAL_CAT_(a, b) a##b
#define ZEAL_CAT(a, b) ZEAL_CAT_(a, b)
// ZEAL_OP(MatMul).doc(...).input(...)...;  at namespace scope: the one way to declare an op.
#define ZEAL_OP(name) \
  [[maybe_unused]] static const ::zeal::OpDef& ZEAL_CAT(zeal_op_, name) = ::zeal::register_op(#name)

template <class... Parts> void Kernel::invalid(const Parts&... parts) const {
  fail(Code::kInvalidArgument, "[", op.name, "] ", parts...);
}

}  // namespace zeal
