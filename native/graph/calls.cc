// Bodies, and the door through which they are called.
#include "graph/calls.h"

#include <algorithm>

#include "core/error.h"
#include "core/handle.h"
#include "core/thread_state.h"
#include "graph/program.h"
#include "op/functions.h"

namespace zeal {
namespace {

const OpDef& make_op(const char* name) {
  auto* op = new OpDef(name);
  op->is_stateful = true;
  op->inputs.resize(1);
  op->inputs[0].name = "input";
  return *op;
}

bool builds_graph(const std::vector<Tensor>& inputs) {
  return (thread_state().mode & kGraphMode) || std::any_of(inputs.begin(), inputs.end(), [](const Tensor& t) { return t->symbolic(); });
}

// The highest derivative that the tapes in force can be asked for.
int order_of_tapes() {
  int order = 0;
  each_recording_tape([&](Tape& tape) { order += 1 + tape.persistent(); });
  return order;
}

// What flows in must be what the bodies were made for; records are by construction.
void check_values(const Calls& calls, const std::vector<Tensor>& inputs) {
  const auto& want = calls.parts[0].body->inputs;
  for (int i = 0; i < calls.carried + calls.args; ++i) {
    const TensorImpl &t = *inputs[size_t(calls.chooses + i)], &w = *want[size_t(i)]->value;
    if (t.dtype == w.dtype && are_compatible(t.shape(), w.shape())) continue;
    fail(Code::kInvalidArgument, calls.name, ": the value for '", want[size_t(i)]->node->name, "' is ", describe(t), "; it must be ", describe(w));
  }
}

void record(const HostRef<Calls>& calls, const std::vector<Tensor>& inputs, std::vector<Tensor>& out) {
  std::vector<Tensor> followed = out;
  if (!followed.back()) followed.back() = make_scalar<int32_t>(0);  // it saves nothing: for recordings alone
  for (const Tensor& t : inputs)
    if (t->dtype == DType::kResource && t->has_value()) read_variable(variable_at(*t));  // as if it was read: tapes watch it
  each_recording_tape([&](Tape& tape) {
    tape.record_hook(make_hook(calls, inputs, out), reinterpret_cast<TensorImpl* const*>(inputs.data()), int(inputs.size()), followed.data(), int(followed.size()));
  });
}

}  // namespace

HostCounts g_host_counts;
HostRef<Calls> (*g_new_calls)(Calls) = nullptr;

const OpDef& call_op() {
  static const OpDef& op = make_op("StatefulPartitionedCall");
  return op;
}
const OpDef& if_op() {
  static const OpDef& op = make_op("If");
  return op;
}
const OpDef& case_op() {
  static const OpDef& op = make_op("Case");
  return op;
}
const OpDef& while_op() {
  static const OpDef& op = make_op("While");
  return op;
}

int Calls::depth() const {
  int most = condition ? condition->graph.depth : 0;
  for (const Part& p : parts) most = std::max(most, p.body->graph.depth);
  return most + 1;
}

Body::Body(Graph& graph, std::vector<Symbol*> inputs, std::vector<Symbol*> outputs, std::vector<Node*> effects)
    : graph(graph), held(graph), inputs(std::move(inputs)), outputs(std::move(outputs)), effects(std::move(effects)) {}

int Body::saved_at(Symbol* s) {
  const auto at = std::find(saved.begin(), saved.end(), s);
  if (at == saved.end()) return saved.push_back(s), int(saved.size()) - 1;
  return int(at - saved.begin());
}

// Whether nothing but the next count reads a loop's counter.
static bool is_for_counting(const Body& body, const std::vector<Symbol*>& fetches) {
  std::vector<Symbol*> others = fetches;
  others.erase(others.begin() + body.counted);
  const Symbol* counter = body.inputs[size_t(body.counted)];
  if (std::find(others.begin(), others.end(), counter) != others.end()) return false;
  Given given;
  for (const Symbol* s : body.inputs) given[s] = Tensor();
  const std::vector<const Node*> nodes = needed_nodes(others, body.effects, given);
  return std::none_of(nodes.begin(), nodes.end(), [&](const Node* n) { return std::find(n->inputs.begin(), n->inputs.end(), counter) != n->inputs.end(); });
}

Body::Compiled Body::compile(bool saves, bool trusts) const {
  std::vector<Symbol*> fetches = outputs;
  if (saves) fetches.insert(fetches.end(), saved.begin(), saved.end());
  Compiled made{nullptr, saved.size(), counted >= 0 && is_for_counting(*this, fetches), graph.edits};
  if (made.leaves_counter) fetches[size_t(counted)] = inputs[size_t(counted)];
  made.program = std::make_shared<Program>(inputs, fetches, effects, fixed, std::vector<Symbol*>(), trusts);
  return made;
}

const Body::Compiled& Body::compiled(bool saves, bool trusts) {
  Compiled& known = compiled_[saves][trusts];
  if (!known.program || known.edits != graph.edits || (saves && known.saved != saved.size())) known = compile(saves, trusts);
  return known;
}

void call_now(Calls& calls, TensorImpl* const* in, Tensor* out, bool saves, bool trusts) {
  static SessionState* state = [] {
    auto* made = new SessionState;
    return made->of_functions = true, made;
  }();
  const RunNow now;
  run_calls(calls, in, out, saves, trusts, *state);
}

std::vector<Tensor> call_bodies(const HostRef<Calls>& calls, const std::vector<Tensor>& inputs) {
  if (int(inputs.size()) != calls->num_inputs())
    fail(Code::kInternal, calls->name, " takes ", calls->num_inputs(), " values, got ", inputs.size());
  check_values(*calls, inputs);
  const bool builds = builds_graph(inputs), records = is_recording();
  if (records && !builds) prepare_derivatives(*calls, order_of_tapes());
  std::vector<Tensor> out(size_t(calls->num_outputs()));
  if (builds) out = graph_for(inputs.data(), inputs.size()).append_calls(calls, inputs);
  else call_now(*calls, reinterpret_cast<TensorImpl* const*>(inputs.data()), out.data(), records);
  if (records) record(calls, inputs, out);
  return out;
}

Tensor zeros_for(const Tensor& x) {
  if (x->dtype == DType::kVariant) return call(OP(ZerosLikeVariant), {x});
  if (x->dtype != DType::kResource) return zeros_like(x);
  fail(Code::kInternal, "a handle has no zeros");
}

}  // namespace zeal
