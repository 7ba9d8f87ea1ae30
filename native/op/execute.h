// The one door: runs an op on concrete inputs, or (graphs) appends a node; records on tapes.
#pragma once
#include <initializer_list>
#include <memory>

#include "op/op_def.h"

namespace zeal {

// Results of one call. One output, the common case, lives inline.
class Outputs {
 public:
  Tensor* data() { return heap_ ? heap_.get() : inline_; }
  Tensor& operator[](int i) { return data()[i]; }
  int size() const { return n_; }
  void resize(int n) {
    if (n > kInline) heap_ = std::make_unique<Tensor[]>(n);
    n_ = n;
  }

 private:
  static constexpr int kInline = 2;
  Tensor inline_[kInline];
  std::unique_ptr<Tensor[]> heap_;
  int n_ = 1;
};

// Runs `op`. Inputs are borrowed; a null input is legal only where the op declares it optional.
// Throws Error. May be called from any thread; tapes of this thread record it.
void execute(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out);

// Appends a node for the call to a graph, whose symbolic tensors `out` gets: the one that the symbolic inputs
// belong to, or the one that this thread builds. Set by the graph room.
extern void (*g_append)(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out);

// The same for calls of an op's function from Python: the op's wrapper is asked first.
inline void execute_function(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  if (op.wrapper_fn && op.wrapper_fn(op, in, nin, attrs, out)) return;
  execute(op, in, nin, attrs, out);
}

// The same without tapes, type checks or mode: for code that has done them (executors, drivers).
void run_kernel(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out);

// --- calling ops from C++ (gradient rules, composites) ---
Tensor call(const OpDef& op, std::initializer_list<Tensor> in, const Attrs& attrs);
inline Tensor call(const OpDef& op, std::initializer_list<Tensor> in) { return call(op, in, op.defaults); }
Outputs call_list(const OpDef& op, const Tensor* in, int nin, const Attrs& attrs);

// OP(MatMul): the op's definition, looked up once.
#define OP(name)                                                            \
  ([]() -> const ::zeal::OpDef& {                                           \
    static const ::zeal::OpDef& op_def_ = ::zeal::get_op(#name);            \
    return op_def_;                                                         \
  }())

// TensorFlow's words for input `i` of another dtype than it must have.
std::string unexpected_type(const std::string& op, int i, DType want, DType have);

}  // namespace zeal
