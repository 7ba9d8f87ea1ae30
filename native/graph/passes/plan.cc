// Plans: numbering of nodes and outputs, and what stands for what.
#include "graph/passes/plan.h"

#include <algorithm>

namespace zeal {

size_t g_native_ops = 0;

namespace {

// What a run is fed in place of a value that its graph knew something about.
bool was_known(const Symbol& s) { return s.constant || (s.elements && s.value->dtype != DType::kResource); }

}  // namespace

bool is_pure(const Node& node) {
  return !node.op->is_stateful && !node.op->acts && !node.calls && !node.op->session_keeps && node.num_outputs && node.op != &identity_n_op() &&
         node.op->id < g_native_ops;
}

Plan::Plan(const std::vector<const Node*>& nodes, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets, const Given& given)
    : given_(given) {
  number(nodes);
  for (const auto& [s, value] : given)
    if (const int p = place(*s->node); p >= 0) places_[p].fed = true;
  for (const Symbol* s : fetches)
    if (const int p = maker(s); p >= 0) places_[p].stays = places_[p].fetched = true;
  for (const Node* node : targets) places_[place(*node)].stays = true;
  for (const Node* node : nodes)
    for (const Node* c : node->controls)
      if (const int p = place(*c); p >= 0) places_[p].stays = true;
  if (std::any_of(given.begin(), given.end(), [](const auto& g) { return was_known(*g.first); })) find_doubts(nodes);
}

void Plan::number(const std::vector<const Node*>& nodes) {
  if (nodes.empty()) return;
  const auto [first, last] = std::minmax_element(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) { return a->id < b->id; });
  first_id_ = (*first)->id;
  by_id_.assign(size_t((*last)->id - first_id_) + 1, -1);
  places_.reserve(nodes.size());
  for (const Node* node : nodes) {
    by_id_[size_t(node->id - first_id_)] = size();
    Place place{node, int(stands_.size())};
    place.pure = zeal::is_pure(*node);
    place.stays = node->op != &const_op() && node->op != &placeholder_op() && (node->op->is_stateful || node->op->acts || !node->num_outputs);
    places_.push_back(place);
    for (int k = 0; k < node->num_outputs; ++k) stands_.push_back(&node->outputs[k]);
  }
  known_.resize(stands_.size());
  extent_of_.assign(stands_.size(), -1);
}

void Plan::find_doubts(const std::vector<const Node*>& nodes) {
  doubted_.assign(nodes.size(), false);
  for (size_t i = 0; i < nodes.size(); ++i)
    doubted_[i] = std::any_of(nodes[i]->inputs.begin(), nodes[i]->inputs.end(), [&](const Symbol* s) {
      const int p = maker(s);
      return p < 0 ? was_known(*s) : doubted_[size_t(p)];
    });
}

const Symbol* Plan::now(const Symbol* s) const {
  for (;;) {
    const int p = place(*s->node);
    if (p < 0) return s;
    const Symbol* by = stands_[size_t(slot(p, s->index))];
    if (by == s || by->node == places_[p].node) return by;
    s = by;
  }
}

const Symbol* Plan::fetched(const Symbol* s) const {
  const int p = maker(s);
  return p < 0 ? s : &places_[p].node->outputs[s->index];
}

const TensorImpl* Plan::known(const Symbol* s) const {
  const int p = place(*s->node);
  if (p >= 0) return known_[size_t(slot(p, s->index))].get();
  return s->node->id < 0 ? s->constant.get() : nullptr;
}

ShapeView Plan::shape(const Symbol* s) const {
  const int p = maker(s);
  if (const TensorImpl* value = known(s)) return value->shape();
  return p >= 0 && !holds(p) ? ShapeView{kUnknownRank, nullptr} : s->value->shape();
}

void Plan::give_extent(int i, int k, const Extent& extent) {
  extent_of_[size_t(slot(i, k))] = int(extents_.size());
  extents_.push_back(extent);
}

Extent Plan::extent(const Symbol* s) const {
  const ShapeView known = shape(s);
  if (known.fully_known()) return {Shape(known)};
  const int p = maker(s);
  int& at = p < 0 ? extent_of_given_.try_emplace(s, -1).first->second : extent_of_[size_t(slot(p, s->index))];
  if (at >= 0) return extents_[size_t(at)];
  Extent made{Shape(known)};
  if (made.rank() < 0) made.whole = new_size();
  for (int axis = 0; axis < made.rank(); ++axis)
    if (made[axis] < 0) made.sizes[axis] = new_size();
  at = int(extents_.size());
  extents_.push_back(made);
  return made;
}

bool Plan::repeats_to(const Symbol* a, const Symbol* b) const {
  const Extent from = extent(a), to = extent(b);
  if (from == to || from.rank() == 0) return true;
  bool all = from.rank() >= 0 && from.rank() <= to.rank();
  for (int k = 1; all && k <= from.rank(); ++k) all = from[from.rank() - k] == 1 || from[from.rank() - k] == to[to.rank() - k];
  return all;
}

bool Plan::replace(int i, int k, const Symbol* by) {
  const Symbol* own = &node(i).outputs[k];
  if (places_[i].fed && given_.count(own)) return false;
  const Symbol*& stands = stands_[size_t(slot(i, k))];
  if (stands == by) return false;
  stands = by;
  return true;
}

bool Plan::know(int i, int k, Tensor value) {
  if (places_[i].fed && given_.count(&node(i).outputs[k])) return false;
  known_[size_t(slot(i, k))] = std::move(value);
  return true;
}

Node& Plan::make(int id, const OpDef& op, int outputs) {
  Node& made = made_.emplace_back();
  made.id = id;
  made.op = &op;
  made.num_outputs = outputs;
  made.outputs = std::make_unique<Symbol[]>(size_t(outputs));
  for (int k = 0; k < outputs; ++k) made.outputs[k].node = &made, made.outputs[k].index = k;
  return made;
}

bool Plan::rewrite(int i, const OpDef& op, const Attrs& attrs, std::vector<const Symbol*> inputs) {
  Place& place = places_[i];
  if (place.fed) return false;
  const Node& old = *place.node;
  Node& made = make(old.id, op, old.num_outputs);
  made.graph = old.graph;
  made.attrs = attrs;
  made.name = old.name;
  made.controls = old.controls;
  made.line = old.line;
  for (const Symbol* s : inputs) made.inputs.push_back(const_cast<Symbol*>(s));
  for (int k = 0; k < old.num_outputs; ++k) {
    made.outputs[k].value = old.outputs[k].value;
    stands_[size_t(slot(i, k))] = &made.outputs[k];
  }
  place.node = &made;
  return true;
}

const Symbol* Plan::constant(const Tensor& value) {
  Node& made = make(-1, const_op(), 1);
  made.outputs[0].value = make_symbolic(value->dtype, value->shape());
  made.outputs[0].constant = value;
  return &made.outputs[0];
}

Rules::Rules(std::initializer_list<std::pair<const char*, Rule>> rules) {
  for (const auto& [name, rule] : rules) {
    const OpDef& op = get_op(name);
    if (rules_.size() <= op.id) rules_.resize(size_t(op.id) + 1);
    rules_[op.id] = {&op, rule};
  }
}

int Rules::apply(Plan& plan) const {
  int changes = 0;
  for (int i = 0; i < plan.size(); ++i) {
    if (plan.is_gone(i) || plan.is_known(i)) continue;
    const Rule rule = of(*plan.node(i).op);
    if (rule && rule(plan, i)) ++changes;
  }
  return changes;
}

}  // namespace zeal
