// Programs: choosing the nodes, giving out slots, and the one executor.
#include "graph/program.h"

#include <algorithm>

#include "core/error.h"
#include "core/handle.h"
#include "core/thread_state.h"
#include "op/infer.h"

namespace zeal {
namespace {

[[noreturn, gnu::cold]] void rethrow_at(const Node& node, const Error& e) {
  throw Error(e.code(), concat(e.message(), "\n\t [[node ", node.name, node.line.code ? " (defined at " + g_source_text(node.line) + ")" : "", "]]"));
}

[[noreturn, gnu::cold]] void not_fed(const Node& node) {
  const TensorImpl& t = *node.outputs[0].value;
  fail(Code::kInvalidArgument, "You must feed a value for placeholder tensor '", node.name, "' with dtype ", dtype_word(t.dtype),
       t.shape().known_rank() ? concat(" and shape ", t.shape()) : "");
}

}  // namespace

struct Program::Builder {
  Program& p;
  std::unordered_map<const Symbol*, int32_t> slots = {};
  int32_t count = 0;

  int32_t slot(const Symbol* s) {
    const auto [at, fresh] = slots.try_emplace(s, count);
    count += fresh;
    return at->second;
  }

  void add(const Node& node) {
    if (node.op == &const_op()) {
      if (!slots.count(&node.outputs[0])) p.constants_.push_back({slot(&node.outputs[0]), node.outputs[0].constant});
      return;
    }
    if (node.op == &placeholder_op() && slots.count(&node.outputs[0])) return;
    Step step{&node, int32_t(p.operands_.size()), int32_t(node.inputs.size()), 0, node.num_outputs, 0, 0};
    for (const Symbol* s : node.inputs) p.operands_.push_back(slot(s));
    // Outputs lie side by side; one that is fed has a slot of its own besides, which readers take.
    step.out = count;
    count += node.num_outputs;
    for (int i = 0; i < node.num_outputs; ++i) slots.try_emplace(&node.outputs[i], step.out + i);
    p.steps_.push_back(step);
  }

  // After its last reader a slot is emptied, so that its memory serves again.
  void find_drops() {
    std::vector<int32_t> last(size_t(count), -1);
    for (size_t i = 0; i < p.steps_.size(); ++i) {
      const Step& s = p.steps_[i];
      for (int k = 0; k < s.nin; ++k) last[p.operands_[s.first_in + k]] = int32_t(i);
      for (int k = 0; k < s.nout; ++k) last[s.out + k] = int32_t(i);
    }
    for (int32_t s : p.fetch_slots_) last[s] = -1;
    std::vector<std::vector<int32_t>> by_step(p.steps_.size());
    for (size_t s = 0; s < last.size(); ++s)
      if (last[s] >= 0) by_step[last[s]].push_back(int32_t(s));
    for (size_t i = 0; i < p.steps_.size(); ++i) {
      p.steps_[i].first_drop = int32_t(p.drops_.size());
      p.steps_[i].ndrop = int32_t(by_step[i].size());
      p.drops_.insert(p.drops_.end(), by_step[i].begin(), by_step[i].end());
    }
  }
};

Program::Program(const std::vector<Symbol*>& feeds, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets)
    : feeds_(feeds.begin(), feeds.end()) {
  Builder b{*this};
  std::unordered_map<const Symbol*, Tensor> given;
  for (const Symbol* s : feeds) {
    b.slot(s);
    given[s] = Tensor();
  }
  for (const Node* node : needed_nodes(fetches, targets, given)) b.add(*node);
  for (const Symbol* s : fetches) fetch_slots_.push_back(b.slot(s));
  b.find_drops();
  num_slots_ = b.count;
}

void Program::run_step(const Step& step, SessionState& state, Tensor* slots) const {
  constexpr int kInline = 16;
  TensorImpl* local[kInline];
  std::unique_ptr<TensorImpl*[]> heap;
  TensorImpl** in = step.nin <= kInline ? local : (heap = std::make_unique<TensorImpl*[]>(step.nin)).get();
  for (int k = 0; k < step.nin; ++k) in[k] = slots[operands_[step.first_in + k]].get();
  const Node& node = *step.node;
  if (node.op == &placeholder_op()) not_fed(node);
  if (node.op->session_keeps) {
    Tensor& handle = state.handles[&node];
    if (!handle) {
      Outputs out;
      run_kernel(*node.op, in, step.nin, node.attrs, out);
      if (!handle) handle = out[0];  // another thread's may have come first
    }
    slots[step.out] = handle;
    return;
  }
  if (node.op == &identity_n_op()) {
    for (int k = 0; k < step.nout; ++k) slots[step.out + k] = Tensor::share(in[k]);
    return;
  }
  Outputs out;
  run_kernel(*node.op, in, step.nin, node.attrs, out);
  for (int k = 0; k < step.nout; ++k) slots[step.out + k] = std::move(out[k]);
}

void Program::check_feed(size_t i, const TensorImpl& t) const {
  const TensorImpl& want = *feeds_[i]->value;
  if (t.has_value() && t.dtype == want.dtype && are_compatible(t.shape(), want.shape())) return;
  fail(Code::kInvalidArgument, "the value for '", feeds_[i]->node->name, "' is ", t.symbolic() ? "symbolic, " : "", describe(t), "; it must be ",
       describe(want));
}

void Program::run(SessionState& state, const Tensor* feeds, Tensor* results) const {
  const RunNow now;
  std::vector<Tensor> slots(num_slots_);
  for (size_t i = 0; i < feeds_.size(); ++i) {
    check_feed(i, *feeds[i]);
    slots[i] = feeds[i];
  }
  for (const auto& [slot, value] : constants_) slots[slot] = value;
  for (const Step& step : steps_) {
    try {
      run_step(step, state, slots.data());
    } catch (const Error& e) {
      rethrow_at(*step.node, e);
    }
    for (int k = 0; k < step.ndrop; ++k) slots[drops_[step.first_drop + k]] = Tensor();
  }
  for (size_t i = 0; i < fetch_slots_.size(); ++i) results[i] = slots[fetch_slots_[i]];
}

}  // namespace zeal
