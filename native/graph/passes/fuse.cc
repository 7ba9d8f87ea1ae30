// Fusion: groups grow node by node, in the program's order, and run where their last node stands.
#include "graph/passes/fuse.h"

#include <algorithm>
#include <span>
#include <unordered_map>

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
  // Others wait for a node at its place, even where passes took it away.
  explicit Fusion(const Plan& plan) : plan_(plan), group_(size_t(plan.size()), -1), readers_(size_t(plan.size())), waiters_(size_t(plan.size())) {
    for (int i = 0; i < plan.size(); ++i) {
      for (const Node* c : plan.node(i).controls)
        if (const int p = plan.place(*c); p >= 0) waiters_[size_t(p)].push_back(i);
      if (plan.is_gone(i)) continue;
      for (size_t k = 0; k < plan.node(i).inputs.size(); ++k)
        if (const int p = maker(plan.input(i, k)); p >= 0) readers_[size_t(p)].push_back(i);
    }
  }

  std::vector<Instruction> run() {
    for (int i = 0; i < plan_.size(); ++i) {
      if (plan_.is_gone(i)) continue;
      if (is_elementwise(i)) add(i);
      else if (is_reduction(i)) end(i);
    }
    std::vector<Instruction> out;
    for (int i = 0; i < plan_.size(); ++i) {
      const int g = group_[i];
      if (plan_.is_gone(i) || node(i).op == &const_op()) continue;
      if (g < 0) out.push_back({&node(i), nullptr});
      else if (groups_[g].nodes.back() == i) emit(groups_[g].nodes, out);
    }
    return out;
  }

 private:
  const Node& node(int i) const { return plan_.node(i); }
  // The place of the node that makes a value as the program runs; -1 for others.
  int maker(const Symbol* s) const { return plan_.known(s) ? -1 : plan_.maker(s); }

  bool is_elementwise(int i) const {
    const Node& n = node(i);
    if (n.num_outputs != 1 || n.calls || n.inputs.size() > 3 || plan_.is_fed(&n.outputs[0])) return false;
    DType in[3];
    for (size_t k = 0; k < n.inputs.size(); ++k) in[k] = dtype_of(n.inputs[k]);
    return FusedProgram::loop_of(*n.op, n.attrs, in, int(n.inputs.size()), dtype_of(&n.outputs[0])).fn;
  }

  // Over axes that are known.
  bool is_reduction(int i) const {
    RowReduction rows;
    const Node& n = node(i);
    return n.op->rows_fn && !plan_.is_fed(&n.outputs[0]) && n.op->rows_fn(dtype_of(n.inputs[0]), rows) && plan_.known_input(i, 1);
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
    const int p = maker(input), g = p < 0 ? -1 : group_[p];
    if (g < 0 || groups_[g].ended || groups_[g].nodes.size() > room || !can_wait(groups_[g], g, i, own)) return -1;
    return g;
  }

  // A node joins the groups of its inputs, which become one.
  void add(int i) {
    const int own = int(groups_.size());
    groups_.push_back({{i}});
    group_[i] = own;
    for (size_t k = 0; k < node(i).inputs.size(); ++k) {
      const Symbol* s = plan_.input(i, k);
      const int g = open_group(s, i, kMostNodes - groups_[own].nodes.size(), own);
      if (g < 0 || g == own || !are_compatible(s->value->shape(), node(i).outputs[0].value->shape())) continue;
      for (int n : groups_[g].nodes) group_[n] = own;
      std::vector<int>& all = groups_[own].nodes;
      all.insert(all.end(), groups_[g].nodes.begin(), groups_[g].nodes.end());
      groups_[g].nodes.clear();
    }
    std::sort(groups_[own].nodes.begin(), groups_[own].nodes.end());
  }

  void end(int i) {
    const int g = open_group(plan_.input(i, 0), i, kMostNodes, -1);
    if (g < 0) return;
    groups_[g].nodes.push_back(i);
    groups_[g].ended = true;
    group_[i] = g;
  }

  // What has no room in one program is two.
  void emit(std::span<const int> group, std::vector<Instruction>& out) const {
    if (group.size() == 1) return out.push_back({&node(group[0]), nullptr});
    if (auto fused = build(group)) return out.push_back({&node(group.back()), std::move(fused)});
    emit(group.first(group.size() / 2), out);
    emit(group.subspan(group.size() / 2), out);
  }

  size_t num_operands(int n) const { return node(n).op->rows_fn ? 1 : node(n).inputs.size(); }

  // Whether a value is needed outside the group. What nobody reads is there to be run.
  bool leaves(int n, std::span<const int> group) const {
    if (plan_.is_fetched(n) || readers_[n].empty()) return true;
    return std::any_of(readers_[n].begin(), readers_[n].end(), [&](int r) { return !std::binary_search(group.begin(), group.end(), r); });
  }

  std::vector<const Symbol*> inputs_of(std::span<const int> group) const {
    std::vector<const Symbol*> inputs;
    for (int n : group)
      for (size_t k = 0; k < num_operands(n); ++k) {
        const Symbol* s = plan_.input(n, k);
        const int p = maker(s);
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
      const Node& node = plan_.node(n);
      std::vector<int> in;
      for (size_t k = 0; k < num_operands(n); ++k) in.push_back(values.at(plan_.input(n, k)));
      const int value = node.op->rows_fn ? fused->program.reduce(*node.op, node.attrs, in[0], known_tensor(plan_.input(n, 1)))
                                         : fused->program.add(*node.op, node.attrs, in);
      if (value < 0) return nullptr;
      values[&node.outputs[0]] = value;
      fused->nodes.push_back(&node);
      if (leaves(n, group)) leaving.push_back(value), fused->outputs.push_back(&node.outputs[0]);
    }
    return fused->program.finish(leaving) ? std::move(fused) : nullptr;
  }

  Tensor known_tensor(const Symbol* s) const { return Tensor::share(const_cast<TensorImpl*>(plan_.known(s))); }

  const Plan& plan_;
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

std::vector<Instruction> fuse(const Plan& plan) { return Fusion(plan).run(); }

}  // namespace zeal
