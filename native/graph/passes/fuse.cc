// Fusion: groups grow node by node, in the program's order, and run where their last node stands.
#include "graph/passes/fuse.h"

#include <algorithm>
#include <functional>
#include <span>
#include <unordered_map>

namespace zeal {
namespace {

constexpr size_t kMostNodes = 48;
constexpr size_t kMostOfFew = 400;  // of nodes that all have one shape of few elements

struct Group {
  std::vector<int> nodes;   // places in the program, in order
  std::vector<int> behind;  // who reads what they make, or waits for them, from the last to the first
  bool ended = false;       // by a reduction
  bool few = false;         // all of one shape of few elements
};

DType dtype_of(const Symbol* s) { return s->value->dtype; }

class Fusion {
 public:
  // Others wait for a node at its place, even where passes took it away.
  explicit Fusion(const Plan& plan) : plan_(plan), group_(size_t(plan.size()), -1), readers_(size_t(plan.size())), waiters_(size_t(plan.size())), inside_(size_t(plan.size())), value_(size_t(plan.size())), place_(size_t(plan.size())) {
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
      place_[i] = out.size();
      if (g < 0) out.push_back({&node(i), nullptr});
      else if (groups_[g].nodes.back() == i) emit(groups_[g].nodes, out);
    }
    std::erase_if(out, [](const Instruction& i) { return !i.node; });
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
  bool can_wait(int g, int i, int own) {
    std::vector<int>& behind = groups_[g].behind;
    while (!behind.empty() && behind.back() < i && group_[behind.back()] == g) behind.pop_back();
    for (size_t k = behind.size(); k-- > 0 && behind[k] < i;)
      if (group_[behind[k]] != g && (own < 0 || group_[behind[k]] != own)) return false;
    return true;
  }

  // The group of the node that makes an input of node i, which is in group `own`, if that may join it; else -1.
  int open_group(const Symbol* input, int i, int own, size_t size, bool few) {
    const int p = maker(input), g = p < 0 ? -1 : group_[p];
    if (g < 0 || g == own || groups_[g].ended) return -1;
    const size_t most = few && groups_[g].few ? kMostOfFew : kMostNodes;
    return groups_[g].nodes.size() + size <= most && can_wait(g, i, own) ? g : -1;
  }

  // Whether a node's operands and result have one shape of few elements, but for scalars.
  bool is_few(int i) const {
    const ShapeView shape = plan_.holds(i) ? node(i).outputs[0].value->shape() : ShapeView{kUnknownRank, nullptr};
    if (!shape.fully_known() || num_elements(shape) > FusedProgram::kFewElements || num_elements(shape) < 1) return false;
    bool any = false;
    for (size_t k = 0; k < node(i).inputs.size(); ++k) {
      const ShapeView in = plan_.shape(plan_.input(i, k));
      any |= in == shape;
      if (!(in == shape) && in.rank != 0) return false;
    }
    return any;
  }

  // Adds places that go from the last to the first.
  template <class From> static void insert(std::vector<int>& behind, From begin, From end) {
    constexpr int kFew = 8;
    if (end - begin <= kFew) {
      for (; begin != end; ++begin) behind.insert(std::lower_bound(behind.begin(), behind.end(), *begin, std::greater<>()), *begin);
      return;
    }
    const auto middle = behind.insert(behind.end(), begin, end);
    std::inplace_merge(behind.begin(), middle, behind.end(), std::greater<>());
  }

  void put(int i, int g) {
    group_[i] = g;
    groups_[g].nodes.push_back(i);
    for (const auto* later : {&readers_[i], &waiters_[i]}) insert(groups_[g].behind, later->rbegin(), later->rend());
  }

  // The smaller one goes into the larger one, which is given back.
  int join(int a, int b) {
    if (groups_[a].nodes.size() < groups_[b].nodes.size()) std::swap(a, b);
    Group &to = groups_[a], from = std::exchange(groups_[b], {});
    for (int n : from.nodes) group_[n] = a;
    const auto middle = to.nodes.insert(to.nodes.end(), from.nodes.begin(), from.nodes.end());
    std::inplace_merge(to.nodes.begin(), middle, to.nodes.end());
    insert(to.behind, from.behind.begin(), from.behind.end());
    to.few &= from.few;
    return a;
  }

  // A node joins the groups of its inputs, which become one.
  void add(int i) {
    int own = -1;
    bool few = is_few(i);
    for (size_t k = 0; k < node(i).inputs.size(); ++k) {
      const Symbol* s = plan_.input(i, k);
      const int g = open_group(s, i, own, own < 0 ? 1 : groups_[own].nodes.size() + 1, few);
      if (g < 0 || !are_compatible(s->value->shape(), node(i).outputs[0].value->shape())) continue;
      own = own < 0 ? g : join(own, g);
      few &= groups_[own].few;
    }
    if (own < 0) own = int(groups_.size()), groups_.emplace_back();
    put(i, own);
    groups_[own].few = few;
  }

  void end(int i) {
    const int g = open_group(plan_.input(i, 0), i, -1, 1, false);
    if (g < 0) return;
    put(i, g);
    groups_[g].ended = true;
    groups_[g].few = false;
  }

  // What has no room in one program is two.
  void emit(std::span<const int> group, std::vector<Instruction>& out) {
    const bool alone = group.size() == 1;
    if (auto fused = alone && !reads_parts(group[0]) ? nullptr : build(group); fused && (!alone || fused->source_at >= 0)) {
      if (fused->source_at >= 0) out[place_[size_t(plan_.place(*fused->nodes[0]))]].node = nullptr;
      return out.push_back({&node(group.back()), std::move(fused)});
    }
    if (alone) return out.push_back({&node(group[0]), nullptr});
    emit(group.first(group.size() / 2), out);
    emit(group.subspan(group.size() / 2), out);
  }

  size_t num_operands(int n) const { return node(n).op->rows_fn ? 1 : node(n).inputs.size(); }

  // Whether a value is needed outside the group. What nobody reads is there to be run.
  bool leaves(int n) const {
    if (plan_.is_fetched(n) || readers_[n].empty()) return true;
    return std::any_of(readers_[n].begin(), readers_[n].end(), [&](int r) { return inside_[r] != built_; });
  }

  // The number of what a node reads, if a node of the group makes it; else -1.
  int made_inside(const Symbol* s) const {
    const int p = maker(s);
    return p >= 0 && inside_[p] == built_ ? value_[p] : -1;
  }

  // What flows into a group, by number.
  std::vector<const Symbol*> inputs_of(std::span<const int> group, std::unordered_map<const Symbol*, int>& numbers) const {
    std::vector<const Symbol*> inputs;
    for (int n : group)
      for (size_t k = 0; k < num_operands(n); ++k) {
        const Symbol* s = plan_.input(n, k);
        if (made_inside(s) < 0 && numbers.try_emplace(s, int(inputs.size())).second) inputs.push_back(s);
      }
    return inputs;
  }

  // Null where there is no room for all values.
  std::unique_ptr<FusedNodes> build(std::span<const int> group) {
    ++built_;
    for (int n : group) inside_[n] = built_, value_[n] = 0;
    std::unordered_map<const Symbol*, int> numbers;
    const std::vector<const Symbol*> inputs = inputs_of(group, numbers);
    if (inputs.size() > FusedProgram::kMaxInputs) return nullptr;
    std::vector<DType> dtypes;
    for (const Symbol* s : inputs) dtypes.push_back(dtype_of(s));
    auto fused = std::make_unique<FusedNodes>(inputs, FusedProgram(dtypes));
    std::vector<int> leaving;
    for (int n : group) {
      const Node& node = plan_.node(n);
      int in[3];
      for (size_t k = 0; k < num_operands(n); ++k) {
        const Symbol* s = plan_.input(n, k);
        const int made = made_inside(s);
        in[k] = made < 0 ? numbers.at(s) : made;
      }
      value_[n] = node.op->rows_fn ? fused->program.reduce(*node.op, node.attrs, in[0], known_tensor(plan_.input(n, 1)))
                                   : fused->program.add(*node.op, node.attrs, {in, num_operands(n)}, dtype_of(&node.outputs[0]));
      if (value_[n] < 0) return nullptr;
      fused->nodes.push_back(&node);
      if (leaves(n)) leaving.push_back(value_[n]), fused->outputs.push_back(&node.outputs[0]);
    }
    if (!fused->program.finish(leaving, group.size() > kMostNodes)) return nullptr;
    take_source(*fused);
    return fused;
  }

  // Whether some op makes an input of a node in parts: most that stand alone need no program.
  bool reads_parts(int i) const {
    for (size_t k = 0; k < num_operands(i); ++k)
      if (const int p = maker(plan_.input(i, k)); p >= 0 && node(p).op->source_fn) return true;
    return false;
  }

  // Whether a node makes what only the group reads, in parts.
  bool is_source(int i) const {
    const Node& n = node(i);
    const bool alone = group_[i] < 0 && n.num_outputs == 1 && n.inputs.size() == 2 && n.controls.empty() && waiters_[i].empty();
    return n.op->source_fn && alone && !plan_.is_fed(&n.outputs[0]) && !leaves(i);
  }

  // The first input that is made in parts is made by the instruction itself, from what stands in its place then.
  void take_source(FusedNodes& fused) const {
    if (fused.inputs.size() == FusedProgram::kMaxInputs) return;
    for (size_t k = 0; k < fused.inputs.size(); ++k) {
      const int i = maker(fused.inputs[k]);
      if (i < 0 || !is_source(i)) continue;
      fused.source_at = int(k);
      fused.nodes.insert(fused.nodes.begin(), &node(i));
      fused.inputs[k] = plan_.input(i, 0);
      return fused.inputs.push_back(plan_.input(i, 1));
    }
  }

  Tensor known_tensor(const Symbol* s) const { return Tensor::share(const_cast<TensorImpl*>(plan_.known(s))); }

  const Plan& plan_;
  std::vector<int> group_;                  // of each node; -1: none
  std::vector<std::vector<int>> readers_;   // of what each node makes
  std::vector<std::vector<int>> waiters_;   // nodes that wait for each
  std::vector<Group> groups_;
  // Of the group that is built: its number, the nodes that are in it, and the numbers of their values.
  int built_ = 0;
  std::vector<int> inside_, value_;
  std::vector<size_t> place_;  // of each node's instruction
};

}  // namespace

void FusedNodes::run_steps(TensorImpl* const* in, Tensor* out, uint64_t dying, const Node*& at, Source* source) const {
  int step = 0;
  try {
    if (source) program.run(in, out, dying, &step, *source);
    else program.run(in, out, dying, &step);
  } catch (...) {
    at = nodes[size_t(step + (source_at >= 0))];
    throw;
  }
}

void FusedNodes::run(TensorImpl* const* in, Tensor* out, uint32_t dying, const Node*& at) const {
  if (source_at < 0) return run_steps(in, out, dying, at, nullptr);
  at = nodes[0];
  const size_t last = inputs.size() - 1;
  TensorImpl *operands[] = {in[source_at], in[last]}, *all[FusedProgram::kMaxInputs];
  std::copy(in, in + last, all);
  const std::unique_ptr<Source> source = at->op->source_fn(at->attrs, operands);
  Outputs made;
  if (!source) run_kernel(*at->op, operands, 2, at->attrs, made);
  all[source_at] = (source ? source->result() : made[0]).get();
  const uint64_t made_here = uint64_t{1} << source_at, gone = uint64_t{1} << last;
  run_steps(all, out, (dying & ~gone) | made_here, at, source.get());
}

std::vector<Instruction> fuse(const Plan& plan) { return Fusion(plan).run(); }

}  // namespace zeal
