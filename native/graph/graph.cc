// Graphs: nodes, names, and the door through which execute() appends.
#include "graph/graph.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <queue>

#include "core/error.h"
#include "core/handle.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "graph/passes/plan.h"
#include "graph/result_name.h"
#include "op/filled.h"
#include "op/graph_words.h"
#include "op/infer.h"

namespace zeal {
namespace {

// A name inside a scope. Streams, as concat has, would take a tenth of the time that a graph is built in.
std::string below(const std::string& scope, std::string_view name) {
  std::string all;
  all.reserve(scope.size() + name.size() + 1);
  return all.append(scope).append("/").append(name);
}

std::string in_lower_case(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return lower;
}

// Whether it is one within `scope`: that of the root must start with a letter, a digit or a dot.
bool is_name(std::string_view name, std::string_view scope) {
  const auto starts = [](unsigned char c) { return std::isalnum(c) || c == '.'; };
  const auto follows = [&](unsigned char c) { return starts(c) || c == '_' || c == '-' || c == '/'; };
  return !name.empty() && (!scope.empty() || starts(name[0])) && std::all_of(name.begin(), name.end(), follows);
}

std::string shown(const TensorImpl& t) {
  const Symbol* s = symbol_of(t);
  return concat("Tensor(\"", s ? s->node->name : "?", ":", s ? s->index : 0, "\", shape=", t.shape().tuple(), ", dtype=", dtype_name(t.dtype), ")");
}

[[noreturn, gnu::cold]] void of_another_graph(const TensorImpl& t, const Graph& graph) {
  fail(Code::kValueError, shown(t), symbol_of(t) ? " must be from the same graph as the other inputs and as the graph being built"
                                                 : " is of a graph that is gone",
       graph.nodes().empty() ? "" : "; the graph's first op is " + graph.nodes().front().name);
}

const char* default_name(const OpDef& op) { return op.node_name ? op.node_name : op.name.c_str(); }

OpDef make_op(const char* name) {
  OpDef op(name);
  return op.is_stateful = true, op.fixed_outputs = 1, op;
}

}  // namespace

// Of a graph that was edited: inputs before readers, else as they were made.
static std::vector<const Node*> sorted(const std::vector<const Node*>& nodes, const std::unordered_map<const Symbol*, Tensor>& given) {
  std::unordered_map<const Node*, int> waits;
  std::unordered_map<const Node*, std::vector<const Node*>> readers;
  const auto wait = [&](const Node* before, const Node* node) { ++waits[node], readers[before].push_back(node); };
  std::priority_queue<std::pair<int, const Node*>, std::vector<std::pair<int, const Node*>>, std::greater<>> ready;
  for (const Node* node : nodes) {
    for (const Symbol* s : node->inputs)
      if (!given.count(s)) wait(s->node, node);
    for (const Node* before : node->controls) wait(before, node);
    if (!waits.count(node)) ready.push({node->id, node});
  }
  std::vector<const Node*> order;
  while (!ready.empty()) {
    order.push_back(ready.top().second);
    ready.pop();
    for (const Node* reader : readers[order.back()])
      if (!--waits[reader]) ready.push({reader->id, reader});
  }
  if (order.size() == nodes.size()) return order;
  std::string names;
  for (const Node* node : nodes)
    if (waits[node] > 0) names += (names.empty() ? "" : ", ") + node->name;
  fail(Code::kInvalidArgument, "Graph is invalid, contains a cycle with ", nodes.size() - order.size(), " nodes, including: ", names);
}

std::vector<const Node*> needed_nodes(const std::vector<Symbol*>& outputs, const std::vector<Node*>& targets,
                                      const std::unordered_map<const Symbol*, Tensor>& given) {
  std::vector<const Node*> todo(targets.begin(), targets.end()), order;
  const auto need = [&](const Symbol* s) {
    if (given.empty() || !given.count(s)) todo.push_back(s->node);
  };
  for (const Symbol* s : outputs) need(s);
  if (todo.empty()) return order;
  const std::deque<Node>& all = todo[0]->graph->nodes();
  std::vector<uint64_t> needed(all.size() / 64 + 1, 0);
  while (!todo.empty()) {
    const Node* node = todo.back();
    todo.pop_back();
    uint64_t &word = needed[size_t(node->id) / 64], bit = uint64_t{1} << node->id % 64;
    if (word & bit) continue;
    word |= bit;
    for (const Symbol* s : node->inputs) need(s);
    todo.insert(todo.end(), node->controls.begin(), node->controls.end());
  }
  for (size_t i = 0; i < needed.size(); ++i)
    for (uint64_t left = needed[i]; left; left &= left - 1) order.push_back(&all[i * 64 + size_t(std::countr_zero(left))]);
  return all[0].graph->in_order ? order : sorted(order, given);
}

bool is_size(const OpDef& op) {
  static const OpDef* const ops[] = {&get_op("Shape"), &get_op("Size"), &get_op("Rank"), &get_op("TensorListLength")};
  return std::find(std::begin(ops), std::end(ops), &op) != std::end(ops);
}

bool has_effects(const Node& node) {
  if (const Calls* c = node.calls.get())
    return (c->condition && !c->condition->effects.empty()) ||
           std::any_of(c->parts.begin(), c->parts.end(), [](const Part& p) { return !p.body->effects.empty(); });
  return node.op->acts || (!node.num_outputs && node.op->name != "NoOp");
}

const OpDef& const_op() {
  static const OpDef* op = new OpDef(make_op("Const"));
  return *op;
}
const OpDef& placeholder_op() {
  static const OpDef* op = new OpDef(make_op("Placeholder"));
  return *op;
}

const OpDef& identity_n_op() {
  static const OpDef* op = [] {
    auto* made = new OpDef("IdentityN");
    made->inputs.resize(1);
    made->inputs[0].name = "input";
    return made;
  }();
  return *op;
}

Graph& (*g_default_graph)() = nullptr;
const OpDef& (*g_differentiated)(const OpDef&, const char*) = nullptr;

Graph& current_graph() {
  ThreadState& ts = thread_state();
  if (ts.graph) return *static_cast<Graph*>(ts.graph);
  return g_default_graph();
}

Graph::~Graph() {
  for (Node& node : nodes_) {
    for (int i = 0; i < node.num_outputs; ++i) node.outputs[i].value->owner = nullptr;  // others may hold it
    if (node.line.code) g_source_release(node.line);
  }
}

// --- names ---
Place& Graph::here() {
  const std::thread::id me = std::this_thread::get_id();
  if (!last_place_ || me != last_thread_) last_thread_ = me, last_place_ = &places_[me];
  return *last_place_;
}

std::string Graph::unique_name(std::string_view wanted, bool mark) {
  return free_name(scope().empty() ? std::string(wanted) : below(scope(), wanted), mark);
}

std::string Graph::new_scope(std::string_view name) {
  if (name.empty()) return "";
  if (!is_name(name, scope())) fail(Code::kValueError, "'", name, "' is not a valid scope name");
  if (name.back() == '/') return std::string(name.substr(0, name.size() - 1));
  return unique_name(name);
}

std::string Graph::free_name(std::string name, bool mark) {
  const std::string key = in_lower_case(name);
  const auto known = taken_.find(key);
  int i = known == taken_.end() ? 0 : known->second;
  if (mark) taken_[key] = i + 1;
  if (!i) return name;
  std::string numbered = key;
  while (taken_.count(numbered)) numbered = key + "_" + std::to_string(i++);
  if (mark) taken_[numbered] = 1;
  return name + "_" + std::to_string(i - 1);
}

std::string Graph::place_name(std::string_view wanted) {
  if (!wanted.empty() && wanted.back() == '/') {
    std::string name(wanted.substr(0, wanted.size() - 1));
    taken_.try_emplace(in_lower_case(name), 1);  // of a variable nobody has asked whether it is free
    return name;
  }
  if (!is_name(wanted, scope())) fail(Code::kValueError, "'", wanted, "' is not a valid node name");
  return unique_name(wanted);
}

void Graph::rename(Node& node, std::string name, int first) {
  if (node.name == name) return;
  by_name_.erase(node.name);
  Node* const other = find(name);
  if (other && other->id >= first) other->name = node.name, by_name_[other->name] = other;
  else if (other) name = free_name(name);
  taken_.try_emplace(in_lower_case(name), 1);
  const std::string before = std::exchange(node.name, std::move(name));
  by_name_[node.name] = &node;
  for (Symbol* s : node.inputs)  // its constants are named after it
    if (s->node->op == &const_op() && s->node->id >= first && s->node->name.starts_with(before + "/")) rename_constant(*s->node, before.size(), node.name);
}

// pad/Pad/paddings becomes pad/paddings with pad/Pad, where nothing has that name.
void Graph::rename_constant(Node& node, size_t prefix, const std::string& reader) {
  const std::string name = reader + node.name.substr(prefix);
  if (!taken_.try_emplace(in_lower_case(name), 1).second) return;
  by_name_.erase(node.name);
  node.name = name;
  by_name_[node.name] = &node;
}

Node* Graph::find(const std::string& name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : it->second;
}

// --- nodes ---
// How many more nodes TensorFlow makes of a call; none of casts to what a value is.
static int more_nodes(const Node& node) {
  if (node.op == &OP(OnesLike)) return 2;
  if (node.op == &OP(Cast)) return node.inputs[0]->value->dtype == node.outputs[0].value->dtype ? -1 : 0;
  static const OpDef& clip = get_op("ClipByValue");
  return node.op == &clip;
}

Node& Graph::add(const OpDef& op, const Attrs& attrs, std::string name, int num_outputs) {
  if (finalized) fail(Code::kRuntimeError, "Graph is finalized and cannot be modified.");
  if (by_name_.count(name)) fail(Code::kValueError, "Duplicate node name in graph: '", name, "'");
  note_graph_op();
  Node& node = nodes_.emplace_back(Node{this, int(nodes_.size()), &op, attrs, std::move(name), {}, controls(), nullptr, num_outputs, {}, nullptr});
  node.outputs = std::make_unique<Symbol[]>(num_outputs);
  if (g_current_source) node.line = g_current_source();
  reads_ += &op == &OP(ReadVariableOp), handles_ += &op == &OP(VarHandleOp);
  const Place& place = here();
  node.device = place.device;
  if (!place.gradients.empty())
    if (const auto rule = place.gradients.find(op.name); rule != place.gradients.end()) node.gradient = rule->second;
  by_name_[node.name] = &node;
  return node;
}

namespace {
void set_output(Node& node, int i, DType dtype, ShapeView shape) {
  Symbol& s = node.outputs[i];
  s.node = &node;
  s.index = i;
  s.value = make_symbolic(dtype, shape);
  s.value->owner = &s;
}
}  // namespace

Node& Graph::constant(const Tensor& value, std::string_view name) {
  Node& node = add(const_op(), {}, place_name(name), 1);
  set_output(node, 0, value->dtype, value->shape());
  node.outputs[0].constant = value;
  return node;
}

Node& Graph::placeholder(DType dtype, ShapeView shape, std::string_view name) {
  Node& node = add(placeholder_op(), {}, place_name(name), 1);
  set_output(node, 0, dtype, shape);
  return node;
}

namespace {
// What the program holds, and what belongs to graphs around a function. Numbers and lists become constants.
bool is_captured(const TensorImpl& t, const Graph& graph) {
  if (t.has_value()) return (t.flags & kShown) || t.dtype == DType::kResource;
  const Symbol* s = symbol_of(t);
  return s && s->node->graph != &graph;
}

// The shape of a variable's values, by its handle.
std::unique_ptr<Shape> values_shape(const TensorImpl& handle) {
  if (const Symbol* s = symbol_of(handle)) return s->elements ? std::make_unique<Shape>(*s->elements) : nullptr;
  if (!names_variable(handle)) return nullptr;
  const VariableImpl& v = variable_at(handle);
  if (v.open_shape) return std::make_unique<Shape>(*v.open_shape);
  return v.value ? std::make_unique<Shape>(v.value->shape()) : nullptr;
}
}  // namespace

Symbol* Graph::capture(TensorImpl& t) {
  constexpr int64_t kMostKnown = 4096;  // elements
  for (const Capture& c : captures_)
    if (c.value.get() == &t || (t.dtype == DType::kResource && t.id && c.value->id == t.id)) return c.stand_in;
  Node& node = placeholder(t.dtype, t.shape(), "captured");
  node.controls.clear();
  if (t.dtype == DType::kResource) {
    node.outputs[0].elements = values_shape(t);
    node.outputs[0].value->id = t.id;  // to tapes the handle is the variable
  } else if (const Symbol* s = symbol_of(t)) {  // what is known of it is known inside
    node.outputs[0].constant = s->constant;
    if (s->elements) node.outputs[0].elements = std::make_unique<Shape>(*s->elements);
  } else if (t.has_value() && !t.owner && t.numel <= kMostKnown) {
    node.outputs[0].constant = Tensor::share(&t);
  }
  captures_.push_back({Tensor::share(&t), &node.outputs[0]});
  return &node.outputs[0];
}

// The output that an input is; a concrete tensor becomes a constant, named as TensorFlow does: add/y.
Symbol* Graph::input_symbol(TensorImpl& t, const OpDef& op, int i, int nin, const std::string& reader) {
  if (!t.has_value() || (captures_values && is_captured(t, *this))) return own(t);
  Node& node = constant(Tensor::share(&t), free_name(below(reader, op.inputs[op.arg_of(i, nin)].name)) + "/");
  node.controls.clear();  // what reads it waits
  return &node.outputs[0];
}

Symbol* Graph::own(TensorImpl& t) {
  if (captures_values && is_captured(t, *this)) {
    const Symbol* s = symbol_of(t);
    if (s && std::find(around.begin(), around.end(), s->node->graph) == around.end())
      fail(Code::kValueError, "The tensor '", shown(t), "' cannot be accessed here: it is defined in another function or code block. ",
           "Use return values, explicit Python locals or TensorFlow collections to access it.");
    return capture(t);
  }
  if (t.has_value()) return &constant(Tensor::share(&t)).outputs[0];
  Symbol* s = symbol_of(t);
  if (!s || s->node->graph != this) of_another_graph(t, *this);
  return s;
}

// What it reads it waits for anyway.
static void drop_read(Node& node) {
  std::erase_if(node.controls, [&](const Node* before) {
    return std::any_of(node.inputs.begin(), node.inputs.end(), [&](const Symbol* s) { return s->node == before; });
  });
}

Node& Graph::append(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, const std::vector<OutSpec>& outputs) {
  const char* asked = std::exchange(thread_state().op_name, nullptr);
  std::vector<Symbol*> inputs;
  Node** known = nullptr;
  if (captures_values && is_size(op) && !known_size(op, in[0]->shape(), outputs[0].dtype)) {
    inputs.push_back(own(*in[0]));
    known = &sizes_[{&op, inputs[0], std::string(attrs.bytes, sizeof attrs.bytes)}];
    if (*known) return **known;
  }
  for (const OutSpec& o : outputs)
    if (o.dtype == DType::kInvalid) fail(Code::kInvalidArgument, "[", op.name, "] no input and no attribute tells the dtype of its output; give it");
  std::string name = place_name(asked ? asked : default_name(op));
  for (int i = int(inputs.size()); i < nin; ++i) inputs.push_back(input_symbol(*in[i], op, i, nin, name));
  Node& node = add(op, attrs, std::move(name), int(outputs.size()));
  node.inputs = std::move(inputs);
  drop_read(node);
  if (nin == 1 && node.inputs[0]->node->counts_reads) reads_ -= &op == &OP(ReadVariableOp);
  for (int i = 0; i < node.num_outputs; ++i) set_output(node, i, outputs[i].dtype, outputs[i].shape);
  more_ += more_nodes(node);
  find_known_values(node);
  if (known) *known = &node;
  return node;
}

std::vector<Tensor> Graph::append_hooked(const std::vector<Tensor>& values, const std::vector<Tensor>& inputs,
                                         decltype(Node::make_hook) make_hook, std::string_view name) {
  std::vector<Symbol*> all;
  const std::string reader = place_name(name);
  for (const auto* list : {&values, &inputs})
    for (const Tensor& t : *list) all.push_back(input_symbol(*t, identity_n_op(), 0, 1, reader));
  Node& node = add(identity_n_op(), {}, reader, int(values.size()));
  node.inputs = std::move(all);
  node.make_hook = std::move(make_hook);
  std::vector<Tensor> out;
  for (int i = 0; i < node.num_outputs; ++i) {
    set_output(node, i, values[size_t(i)]->dtype, values[size_t(i)]->shape());
    out.push_back(node.outputs[i].value);
  }
  return out;
}

Tensor named_call(const std::string& name, const OpDef& op, std::initializer_list<Tensor> in, const Attrs& attrs) {
  thread_state().op_name = name.c_str();
  return call(op, in, attrs);
}

std::vector<Tensor> Graph::append_calls(const HostRef<Calls>& calls, const std::vector<Tensor>& inputs) {
  constexpr int kMostDepth = 1000;  // a run, a derivative and the end of a body take room on the stack for each
  const char* asked = std::exchange(thread_state().op_name, nullptr);
  if (calls->depth() >= kMostDepth)
    fail(Code::kInvalidArgument, calls->name, ": functions, conditions and loops call each other more than ", kMostDepth, " deep");
  depth = std::max(depth, calls->depth());
  std::string name = place_name(asked ? asked : calls->op->name.c_str());
  std::vector<Symbol*> in;
  for (const Tensor& t : inputs) in.push_back(input_symbol(*t, *calls->op, 0, 1, name));
  Node& node = add(*calls->op, {}, std::move(name), calls->num_outputs());
  node.inputs = std::move(in);
  node.calls = calls;
  calling.push_back(&node);
  std::vector<Tensor> out;
  for (int i = 0; i < node.num_outputs; ++i) {
    if (i < int(calls->outputs.size())) set_output(node, i, calls->outputs[i].dtype, calls->outputs[i].shape);
    else set_output(node, i, DType::kVariant, ShapeView{0, nullptr});
    out.push_back(node.outputs[i].value);
  }
  return out;
}

// The bodies, functions that are gradients, objects in constants: any of these may hold a value of this graph.
void Graph::let_go() {
  held.clear();
  std::vector<HostRef<Calls>> bodies;
  for (Node* node : std::exchange(calling, {})) bodies.push_back(std::exchange(node->calls, {}));
  std::vector<decltype(Node::make_hook)> hooks;
  std::vector<Tensor> objects;
  for (Node& node : nodes_) {
    if (node.make_hook) hooks.push_back(std::exchange(node.make_hook, nullptr));
    if (node.op == &const_op() && node.outputs[0].value->dtype == DType::kResource) objects.push_back(std::exchange(node.outputs[0].constant, {}));
  }
}

Building::Building(Graph& graph) : graph_(graph), before_(thread_state().graph), mode_(thread_state().mode & kGraphMode) {
  thread_state().graph = &graph;
  thread_state().mode |= kGraphMode;
  controls_.swap(graph.controls());
}
Building::~Building() {
  ThreadState& ts = thread_state();
  ts.graph = before_;
  ts.mode = (ts.mode & ~kGraphMode) | mode_;
  controls_.swap(graph_.controls());
}

// --- the door ---
namespace {
[[noreturn, gnu::cold]] void leaked(const TensorImpl& t) {
  fail(Code::kTypeError, "An op outside of the function building code is being passed a \"Graph\" tensor. It has a value only while its function "
       "runs: let the function return it, in place of keeping it in a list or attribute. The graph tensor has name: ", symbol_of(t)->node->name, ":",
       symbol_of(t)->index);
}
}  // namespace

// The graph of the inputs, whichever is in force: but a function uses values of others.
Graph& graph_for(TensorImpl* const* in, int nin) {
  Graph* const building = thread_state().mode & kGraphMode ? &current_graph() : nullptr;
  if (building && building->captures_values) return *building;
  for (int i = 0; i < nin; ++i)
    if (in[i] && in[i]->symbolic()) {
      const Symbol* s = symbol_of(*in[i]);
      if (!s) fail(Code::kValueError, shown(*in[i]), " is of a graph that is gone");
      Graph& graph = *s->node->graph;
      if (graph.captures_values) building ? of_another_graph(*in[i], *building) : leaked(*in[i]);
      return graph;
    }
  return current_graph();
}

namespace {
// What a node that is asked for would have been called in the end.
std::string name_to_be(Graph& graph, std::string_view wanted) {
  if (wanted.ends_with('/')) return std::string(wanted.substr(0, wanted.size() - 1));
  return ResultName::final_name(graph.unique_name(wanted, false));
}

// What is wrong with the shapes names the node that was to be, as TensorFlow does.
std::vector<OutSpec> infer_node(Graph& graph, const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs) {
  try {
    return infer_call(op, in, nin, attrs);
  } catch (const Error& e) {
    if (e.code() != Code::kInvalidArgument) throw;
    const char* asked = thread_state().op_name;
    throw Error(e.code(), e.message() + of_node(name_to_be(graph, asked ? asked : default_name(op)), op, in, nin));
  }
}

// Zeros or ones of a known shape.
Node& append_filled(Graph& graph, bool ones, const Tensor& like, DType dtype, const std::string& name) {
  constexpr int64_t kMostZeros = 1000;
  const ShapeView shape = like->shape();
  const Tensor scalar = make_scalar(dtype, ones);
  const int64_t count = num_elements(shape);
  if (!ones && count >= 0 && count < kMostZeros) {
    const RunNow concretely;
    return graph.constant(call(OP(Fill), {make_integers(shape.dims, shape.rank), scalar}), name);
  }
  const Tensor parts[] = {named_call(name + (ones ? "Shape/" : "shape_as_tensor/"), OP(Shape), {like}, OP(Shape).defaults),
                          graph.constant(scalar, name + "Const/").outputs[0].value};
  TensorImpl* in[] = {parts[0].get(), parts[1].get()};
  thread_state().op_name = name.c_str();
  return graph.append(OP(Fill), in, 2, {}, {{dtype, Shape(shape)}});
}

bool is_of(const TensorImpl& t, const Graph& graph) {
  const Symbol* s = symbol_of(t);
  return s && s->node->graph == &graph;
}

// In functions, which may be called with other sizes than they were made for, what tells a size stays an op.
Node& append_told(Graph& graph, const OpDef& op, TensorImpl& in, const Attrs& attrs, const OutSpec& out, const Tensor& known) {
  TensorImpl* inputs[] = {&in};
  Node& node = graph.append(op, inputs, 1, attrs, {out});
  node.outputs[0].constant = known;
  return node;
}

// Calls that look at nothing but the shape of their input: where that is known they are constants, as in TensorFlow, so
// that no run needs the input for them. Null for others.
Node* append_known(Graph& graph, const OpDef& op, TensorImpl& in, const Attrs& attrs, const OutSpec& out) {
  const bool ones = &op == &OP(OnesLike), filled = ones || &op == &OP(ZerosLike);
  if (filled && !(in.shape().fully_known() && contains(kNumbers | bit(DType::kBool), out.dtype))) return nullptr;
  const Tensor known = filled ? Tensor() : known_size(op, in.shape(), out.dtype);
  if (!filled && !known) return nullptr;
  if (!filled && graph.captures_values && is_of(in, graph)) return &append_told(graph, op, in, attrs, out, known);
  const char* asked = std::exchange(thread_state().op_name, nullptr);
  if (!filled) return &graph.constant(known, asked ? asked : default_name(op));
  std::string name = graph.unique_name(asked ? asked : default_name(op));
  if (name.back() != '/') name += '/';
  return &append_filled(graph, ones, Tensor::share(&in), out.dtype, name);
}

void append_call(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  Graph& graph = graph_for(in, nin);
  const std::vector<OutSpec> outputs = infer_node(graph, op, in, nin, attrs);
  Node* known = nin == 1 && in[0] && outputs.size() == 1 ? append_known(graph, op, *in[0], attrs, outputs[0]) : nullptr;
  Node& node = known ? *known : graph.append(op, in, nin, attrs, outputs);
  for (int i = 0; i < node.num_outputs; ++i) out[i] = node.outputs[i].value;
}

// TensorFlow's reductions over all axes make these by themselves, with a name of their own.
Tensor fill_node(const OpDef& op, const Tensor& value, TensorImpl* const* in, int nin) {
  if (!value->has_value() || op.inputs[size_t(op.optional_input)].name != std::string_view("reduction_indices")) return value;
  return graph_for(in, nin).constant(value).outputs[0].value;
}
}  // namespace

void open_graph_door() {
  g_append = append_call;
  g_filled = fill_node;
  g_native_ops = all_ops().size();
}

}  // namespace zeal
