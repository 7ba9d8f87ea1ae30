// Fusion: groups grow node by node, in the program's order, and run where their last node stands.
#include "graph/passes/fuse.h"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace zeal {
namespace {

constexpr int kMostNodes = 48;

struct Group {
  std::vector<int> nodes;  // places in the program, in order
  bool ended = false;      // by a reduction
};

DType dtype_of(const Symbol* s) { return s->value->dtype; }

class Fusion {
 public:
  Fusion(const std::vector<const Node*>& nodes, const std::vector<Symbol*>& fetches, const std::unordered_map<const Symbol*, Tensor>& given)
      : nodes_(nodes), given_(given), fetched_(fetches.begin(), fetches.end()), group_(nodes.size(), -1), readers_(nodes.size()), waiters_(nodes.size()) {
    for (size_t i = 0; i < nodes.size(); ++i) place_[nodes[i]] = int(i);
    for (size_t i = 0; i < nodes.size(); ++i) {
      for (const Symbol* s : nodes[i]->inputs)
        if (const int p = producer(s); p >= 0) readers_[p].push_back(int(i));
      for (const Node* c : nodes[i]->controls)
        if (const auto at = place_.find(c); at != place_.end()) waiters_[at->second].push_back(int(i));
    }
  }

  std::vector<Instruction> run() {
    for (int i = 0; i < int(nodes_.size()); ++i) {
      if (is_elementwise(*nodes_[i])) add(i);
      else if (is_reduction(*nodes_[i])) end(i);
    }
    std::vector<Instruction> out;
    for (int i = 0; i < int(nodes_.size()); ++i) {
      const int g = group_[i];
      if (g < 0) out.push_back({nodes_[i], nullptr});
      else if (groups_[g].nodes.back() == i) emit(groups_[g].nodes, out);
    }
    return out;
  }

 private:
  // The place of the node that makes a value in this program; -1 for values that are given, and of nodes elsewhere.
  int producer(const Symbol* s) const {
    if (given_.count(s)) return -1;
    const auto at = place_.find(s->node);
    return at == place_.end() ? -1 : at->second;
  }

  bool is_elementwise(const Node& node) const {
    if (node.num_outputs != 1 || node.calls || node.inputs.size() > 3 || given_.count(&node.outputs[0])) return false;
    DType in[3];
    for (size_t i = 0; i < node.inputs.size(); ++i) in[i] = dtype_of(node.inputs[i]);
    return FusedProgram::loop_of(*node.op, node.attrs, in, int(node.inputs.size()), dtype_of(&node.outputs[0])).fn;
  }

  // Over axes that are known.
  bool is_reduction(const Node& node) const {
    RowReduction rows;
    return node.op->rows_fn && !given_.count(&node.outputs[0]) && node.op->rows_fn(dtype_of(node.inputs[0]), rows) &&
           !given_.count(node.inputs[1]) && node.inputs[1]->constant;
  }

  // Whether everybody outside who reads what a group makes, or waits for it, comes after node i.
  bool can_wait(const Group& group, int g, int i, int own) const {
    const auto later = [&](int r) { return r >= i || group_[r] == g || (own >= 0 && group_[r] == own); };
    return std::all_of(group.nodes.begin(), group.nodes.end(), [&](int n) {
      return std::all_of(readers_[n].begin(), readers_[n].end(), later) && std::all_of(waiters_[n].begin(), waiters_[n].end(), later);
    });
  }

  // The group of the node that makes an input of node i, if node i may join it; else -1.
  int open_group(const Symbol* input, int i, size_t room, int own) const {
    const int p = producer(input), g = p < 0 ? -1 : group_[p];
    if (g < 0 || groups_[g].ended || groups_[g].nodes.size() > room || !can_wait(groups_[g], g, i, own)) return -1;
    return g;
  }

  // A node joins the groups of its inputs, which become one.
  void add(int i) {
    const int own = int(groups_.size());
    groups_.push_back({{i}});
    group_[i] = own;
    for (const Symbol* s : nodes_[i]->inputs) {
      const int g = open_group(s, i, kMostNodes - groups_[own].nodes.size(), own);
      if (g < 0 || g == own || !are_compatible(s->value->shape(), nodes_[i]->outputs[0].value->shape())) continue;
      for (int n : groups_[g].nodes) group_[n] = own;
      std::vector<int>& all = groups_[own].nodes;
      all.insert(all.end(), groups_[g].nodes.begin(), groups_[g].nodes.end());
      groups_[g].nodes.clear();
    }
    std::sort(groups_[own].nodes.begin(), groups_[own].nodes.end());
  }

  void end(int i) {
    const int g = open_group(nodes_[i]->inputs[0], i, kMostNodes, -1);
    if (g < 0) return;
    groups_[g].nodes.push_back(i);
    groups_[g].ended = true;
    group_[i] = g;
  }

  // What has no room in one program is two.
  void emit(std::span<const int> group, std::vector<Instruction>& out) const {
    if (group.size() == 1) return out.push_back({nodes_[group[0]], nullptr});
    if (auto fused = build(group)) return out.push_back({nodes_[group.back()], std::move(fused)});
    emit(group.first(group.size() / 2), out);
    emit(group.subspan(group.size() / 2), out);
  }

  std::span<Symbol* const> operands(int n) const {
    const Node& node = *nodes_[n];
    return std::span(node.inputs).first(node.op->rows_fn ? 1 : node.inputs.size());
  }

  // Whether a value is needed outside the group. What nobody reads is there to be run.
  bool leaves(int n, std::span<const int> group) const {
    if (fetched_.count(&nodes_[n]->outputs[0]) || readers_[n].empty()) return true;
    return std::any_of(readers_[n].begin(), readers_[n].end(), [&](int r) { return !std::binary_search(group.begin(), group.end(), r); });
  }

  std::vector<const Symbol*> inputs_of(std::span<const int> group) const {
    std::vector<const Symbol*> inputs;
    for (int n : group)
      for (const Symbol* s : operands(n)) {
        const int p = producer(s);
        const bool inside = p >= 0 && std::binary_search(group.begin(), group.end(), p);
        if (!inside && std::find(inputs.begin(), inputs.end(), s) == inputs.end()) inputs.push_back(s);
      }
    return inputs;
  }

  // Null where there is no room for all values.
  std::unique_ptr<FusedNodes> build(std::span<const int> group) const {
    const std::vector<const Symbol*> inputs = inputs_of(group);
    if (inputs.size() + group.size() > FusedProgram::kMaxValues) return nullptr;
    std::unordered_map<const Symbol*, int> values;
    std::vector<DType> dtypes;
    for (const Symbol* s : inputs) values[s] = int(dtypes.size()), dtypes.push_back(dtype_of(s));
    auto fused = std::make_unique<FusedNodes>(FusedNodes{{}, inputs, {}, FusedProgram(dtypes)});
    std::vector<int> leaving;
    for (int n : group) {
      const Node& node = *nodes_[n];
      std::vector<int> in;
      for (const Symbol* s : operands(n)) in.push_back(values.at(s));
      const int value = node.op->rows_fn ? fused->program.reduce(*node.op, node.attrs, in[0], node.inputs[1]->constant)
                                         : fused->program.add(*node.op, node.attrs, in);
      if (value < 0) return nullptr;
      values[&node.outputs[0]] = value;
      fused->nodes.push_back(&node);
      if (leaves(n, group)) leaving.push_back(value), fused->outputs.push_back(&node.outputs[0]);
    }
    return fused->program.finish(leaving) ? std::move(fused) : nullptr;
  }

  const std::vector<const Node*>& nodes_;
  const std::unordered_map<const Symbol*, Tensor>& given_;
  std::unordered_set<const Symbol*> fetched_;
  std::unordered_map<const Node*, int> place_;
  std::vector<int> group_;                  // of each node; -1: none
  std::vector<std::vector<int>> readers_;   // of what each node makes
  std::vector<std::vector<int>> waiters_;   // nodes that wait for each
  std::vector<Group> groups_;
};

}  // namespace

void FusedNodes::run(TensorImpl* const* in, Tensor* out, uint32_t dying, const Node*& at) const {
  int step = 0;
  try {
    program.run(in, out, dying, &step);
  } catch (...) {
    at = nodes[size_t(step)];
    throw;
  }
}

std::vector<Instruction> fuse(const std::vector<const Node*>& nodes, const std::vector<Symbol*>& fetches,
                              const std::unordered_map<const Symbol*, Tensor>& given) {
  return Fusion(nodes, fetches, given).run();
}

}  // namespace zeal
