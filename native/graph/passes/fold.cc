// Folding: values that are the same in each run are found out once. Most are known since their nodes were made
// (known_values.cc); some more follow from shapes, or are larger.
#include "core/error.h"
#include "core/thread_state.h"
#include "graph/passes/passes.h"
#include "op/execute.h"

namespace zeal {
namespace {

constexpr int64_t kMostElements = 1024;  // a program keeps them as long as it lives
constexpr int kMostInputs = 8;

// What the graph knows.
bool from_graph(Plan& p, int i) {
  const Node& node = p.node(i);
  for (int k = 0; k < node.num_outputs; ++k)
    if (!node.outputs[k].constant) return false;
  bool any = false;
  for (int k = 0; k < node.num_outputs; ++k) any |= p.know(i, k, node.outputs[k].constant);
  return any;
}

bool is_small(const Node& node) {
  for (int k = 0; k < node.num_outputs; ++k) {
    const TensorImpl& t = *node.outputs[k].value;
    if (t.numel < 0 || t.numel > kMostElements || !contains(kAnyType, t.dtype)) return false;
  }
  return true;
}

// Runs the node's kernel, which may find fault with what it gets: then the run will.
bool compute(Plan& p, int i, TensorImpl* const* in) {
  const Node& node = p.node(i);
  Outputs out;
  try {
    run_kernel(*node.op, in, int(node.inputs.size()), node.attrs, out);
  } catch (const Error&) {
    return false;
  }
  bool any = false;
  for (int k = 0; k < node.num_outputs; ++k)
    if (out[k]->numel <= kMostElements) any |= p.know(i, k, out[k]);
  return any;
}

bool from_inputs(Plan& p, int i) {
  const Node& node = p.node(i);
  TensorImpl* in[kMostInputs];
  if (node.inputs.empty() || node.inputs.size() > kMostInputs || !is_small(node)) return false;
  for (size_t k = 0; k < node.inputs.size(); ++k) {
    in[k] = const_cast<TensorImpl*>(p.known_input(i, k));
    if (!in[k] || in[k]->numel > kMostElements) return false;
  }
  return compute(p, i, in);
}

// Ops that look at nothing but shapes.
bool from_shape(Plan& p, int i) {
  const ShapeView shape = p.shape(p.input(i, 0));
  const Node& node = p.node(i);
  if (!shape.fully_known() || !is_small(node) || node.outputs[0].value->dtype == DType::kString) return false;
  const Tensor like = make_tensor(node.outputs[0].value->dtype, shape);
  TensorImpl* in[] = {like.get()};
  return compute(p, i, in);
}
// A value that may be fed, and is not.
bool from_default(Plan& p, int i) {
  const TensorImpl* value = p.known_input(i, 0);
  return value && p.know(i, 0, Tensor::share(const_cast<TensorImpl*>(value)));
}

const Rules& rules() {
  static const Rules* all = new Rules{{"OnesLike", from_shape}, {"ZerosLike", from_shape}, {"PlaceholderWithDefault", from_default}};
  return *all;
}

}  // namespace

int fold(Plan& plan) {
  const RunNow concretely;
  int changes = 0;
  for (int i = 0; i < plan.size(); ++i) {
    const Node& node = plan.node(i);
    if (node.op == &const_op()) from_graph(plan, i);
    const Rule rule = rules().of(*node.op);
    if (rule && rule(plan, i)) ++changes;
    else if (plan.is_pure(i) && plan.holds(i)) changes += from_graph(plan, i) || from_inputs(plan, i);
  }
  return changes;
}

}  // namespace zeal
