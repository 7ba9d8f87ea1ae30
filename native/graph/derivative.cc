// Derivatives of calls, conditions and loops: nodes of the same kinds, whose bodies are the gradients of the bodies.
//
// Of y, c' = f(c, a, field) the derivative is dc, da, dfield = g(dc', dy, a, what f's step saved). A loop's runs over the
// records that the loop saved, from the last to the first; it carries dc, and sums da. What it gives for fields is a
// record too. So the derivative of a derivative is found in the same way.
#include <algorithm>
#include <functional>
#include <unordered_set>

#include "core/error.h"
#include "core/stack.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "graph/reach.h"
#include "op/functions.h"

namespace zeal {

// Where the inputs and outputs of a derivative's calls come from and go to.
struct Derivative {
  HostRef<Calls> calls;
  std::vector<int> carried;         // of the outputs that are carried, those with a gradient
  std::vector<int> args;            // inputs that it reads
  std::vector<int> results;         // whose gradients it reads
  std::vector<Tensor> late;         // what rules took from the program
  std::vector<int> lists;           // outputs whose gradients are lists of records, what is saved included
  struct Target {
    int input;
    bool sparse;
  };
  std::vector<Target> targets;  // what its results are gradients of
  std::vector<int> emitted;     // lists of the inputs that it gives gradients for
};

const HostRef<Calls>& calls_of(const Derivative& d) { return d.calls; }

bool find_wires(const Calls& x, const Calls& derivative, Wires& wires) {
  for (const auto& [key, d] : x.derivatives) {
    if (d->calls.get() != &derivative) continue;
    int at = x.chooses;
    for (int k : d->carried) wires.seeds.push_back({k, at++});
    at += int(d->args.size());
    for (int r : d->results) wires.seeds.push_back({r, at++});
    at = derivative.first_list() + 1;
    for (int l : d->lists) wires.seeds.push_back({l, at++});
    for (int k : d->carried) wires.targets.push_back({x.chooses + k, false});
    for (const Derivative::Target& t : d->targets) wires.targets.push_back({x.chooses + t.input, t.sparse});
    for (int l : d->emitted) wires.targets.push_back({x.first_list() + l, false});
    return true;
  }
  return false;
}

namespace {

bool is_followed(const Symbol& s) { return contains(kFollowed, s.value->dtype); }

// What is known of several values at once.
Shape common_shape(const Shape& a, ShapeView b) {
  if (a.rank < 0 || a.rank != b.rank) return Shape::unknown();
  Shape out = a;
  for (int i = 0; i < out.rank; ++i)
    if (out[i] != b[i]) out[i] = kUnknownDim;
  return out;
}

// The gradient of one body, while it is being built.
struct Half {
  const Part& part;
  Body& body;
  Graph& graph;
  const int first_new;                   // nodes from here on are the gradient's
  std::vector<Symbol*> carried, seeds;   // what flows in: by what is carried, by results
  std::vector<Field> fields = {};        // what comes from records,
  std::vector<Symbol*> from_fields = {};  // and stands for it
  std::vector<GradValue> dx = {};

  explicit Half(const Part& p) : part(p), body(*p.body), graph(p.body->graph), first_new(int(graph.nodes().size())) {}

  Symbol* placeholder(DType dtype, ShapeView shape, const char* name) { return &graph.placeholder(dtype, shape, name).outputs[0]; }
  Symbol* seed_of(const Symbol& y) { return placeholder(y.value->dtype, y.value->shape(), "seed"); }
  Tensor zeros(int input, DType dtype) {
    const Symbol& s = *body.inputs[size_t(input)];
    if (s.value->dtype != DType::kResource) return zeros_for(s.value);
    return zeros_like(read(s, dtype));
  }
  // No rows of the value of an input: what a branch that reads none gives where another gives rows.
  Slices no_rows(int input, const Slices& like) {
    const Symbol& s = *body.inputs[size_t(input)];
    const Tensor x = s.value->dtype == DType::kResource ? read(s, like.values->dtype) : s.value;
    const int64_t none = 0;
    const Tensor indices = make_tensor(like.indices->dtype, ShapeView{1, &none});
    return {gather(x, indices, 0), indices, cast(shape_of(x), like.dense_shape->dtype)};
  }
  static Tensor read(const Symbol& handle, DType dtype) {
    static const OpDef& op = get_op("ReadVariableOp");
    Attrs a = op.defaults;
    std::memcpy(a.bytes + op.find_attr("dtype")->offset, &dtype, sizeof dtype);
    return call(op, {handle.value}, a);
  }
  // A value of the body's graph.
  Tensor own(Tensor t) {
    const Symbol* s = symbol_of(*t);
    return s && s->node->graph == &graph ? t : graph.constant(t).outputs[0].value;
  }
  bool is_forward(const Symbol& s) const {
    if (s.node->id < first_new) return true;
    return is_size(*s.node->op) && is_forward(*s.node->inputs[0]);  // sizes are kept in place of values
  }
};

class Builder {
 public:
  Builder(Calls& x, const std::vector<bool>& live) : x_(x), live_(live), d_(std::make_shared<Derivative>()), out_(g_new_calls({})) {
    d_->calls = out_;
  }

  std::shared_ptr<Derivative> build() {
    choose_inputs();
    for (const Part& p : x_.parts) halves_.emplace_back(p);
    for (Half& h : halves_) differentiate(h);
    choose_targets();
    std::vector<std::vector<Tensor>> outputs;
    for (Half& h : halves_) outputs.push_back(outputs_of(h));
    for (size_t i = 0; i < halves_.size(); ++i) find_reads(halves_[i], outputs[i]);
    for (size_t i = 0; i < halves_.size(); ++i) add_part(halves_[i], outputs[i]);
    finish(outputs);
    return d_;
  }

 private:
  int result_output(int r) const { return x_.carried + r; }

  void choose_inputs() {
    const auto& y = x_.parts[0].body->outputs;
    for (int r = 0; r < x_.results; ++r)
      if (live_[size_t(result_output(r))] && is_followed(*y[size_t(result_output(r))])) d_->results.push_back(result_output(r));
    for (int e = result_output(x_.results); e < x_.num_outputs(); ++e)
      if (live_[size_t(e)]) d_->lists.push_back(e);
    const bool all = x_.of_function || !d_->lists.empty();
    std::vector<bool> carried(live_.begin(), live_.begin() + x_.carried);
    if (x_.carried && !all) carried = carried_to(x_, std::move(carried), d_->results);
    for (int k = 0; k < x_.carried; ++k)
      if ((all || carried[size_t(k)]) && is_followed(*y[size_t(k)])) d_->carried.push_back(k);
  }

  // The seeds of what is emitted and saved: each from a record, where that lacks it zeros like the value itself.
  void add_field_seed(Half& h, std::vector<Tensor>& ys, std::vector<Tensor>& seeds, Symbol* y, int list, int place) {
    if (!is_followed(*y)) return;
    h.fields.push_back({list, place, 0, h.body.saved_at(y)});
    h.from_fields.push_back(h.seed_of(*y));
    ys.push_back(y->value);
    seeds.push_back(h.from_fields.back()->value);
  }

  void add_list_seeds(Half& h, std::vector<Tensor>& ys, std::vector<Tensor>& seeds) {
    for (size_t l = 0; l < d_->lists.size(); ++l) {
      const int output = d_->lists[l], list = int(l) + 1;
      if (output == x_.saved_output()) {
        const std::vector<Symbol*> saved = h.body.saved;
        for (size_t j = 0; j < saved.size(); ++j) add_field_seed(h, ys, seeds, saved[j], list, int(j));
        continue;
      }
      const std::vector<int>& places = h.part.emitted[size_t(output - x_.carried - x_.results)];
      for (size_t j = 0; j < places.size(); ++j)
        if (places[j] >= 0) add_field_seed(h, ys, seeds, h.body.outputs[size_t(places[j])], list, int(j));
    }
  }

  void differentiate(Half& h) {
    const Building building(h.graph);
    std::vector<Tensor> ys, seeds, xs;
    const auto add = [&](int output, std::vector<Symbol*>& into) {
      Symbol* y = h.body.outputs[size_t(output)];
      into.push_back(h.seed_of(*y));
      ys.push_back(y->value);
      seeds.push_back(into.back()->value);
    };
    for (int k : d_->carried) add(k, h.carried);
    for (int r : d_->results) add(r, h.seeds);
    add_list_seeds(h, ys, seeds);
    for (const Symbol* s : h.body.inputs) xs.push_back(s->value);
    h.dx = ys.empty() ? std::vector<GradValue>(xs.size()) : graph_gradients(ys, seeds, xs, {}, h.body.inputs);
    for (size_t i = 0; i < xs.size(); ++i)
      if (!is_followed(*h.body.inputs[i]) && xs[i]->dtype != DType::kResource) h.dx[i] = GradValue();
  }

  // An argument has a gradient where some branch gives one; slices stay slices where all that give one give them.
  void choose_targets() {
    for (int a = 0; a < x_.args; ++a) {
      const size_t i = size_t(x_.carried + a);
      bool any = false, sparse = !x_.repeats;
      for (Half& h : halves_) any |= !h.dx[i].empty(), sparse &= h.dx[i].empty() || h.dx[i].sparse();
      if (any) d_->targets.push_back({int(i), sparse});
    }
    for (int l = 0; l < x_.lists; ++l)
      if (std::any_of(halves_.begin(), halves_.end(), [&](Half& h) { return !places_of(h, l).empty(); })) d_->emitted.push_back(l);
  }

  // For each place of the records of list `l` the field that it went to; empty where no gradient comes back.
  std::vector<int> places_of(Half& h, int l) {
    std::vector<int> places;
    const size_t first = size_t(x_.carried + x_.args);
    for (size_t f = 0; f < h.part.fields.size(); ++f) {
      const Field& field = h.part.fields[f];
      if (field.list != l || h.dx[first + f].empty()) continue;
      if (places.size() <= size_t(field.place)) places.resize(size_t(field.place) + 1, -1);
      places[size_t(field.place)] = int(f);
    }
    return places;
  }

  const Slices& slices_of_target(size_t i) {
    return *std::find_if(halves_.begin(), halves_.end(), [&](const Half& h) { return h.dx[i].sparse(); })->dx[i].slices;
  }
  DType dtype_of_target(size_t i) {
    for (Half& h : halves_)
      if (!h.dx[i].empty()) return h.dx[i].sparse() ? h.dx[i].slices->values->dtype : h.dx[i].dense->dtype;
    return DType::kFloat32;
  }

  std::vector<Tensor> outputs_of(Half& h) {
    const Building building(h.graph);
    std::vector<Tensor> out;
    for (size_t c = 0; c < d_->carried.size(); ++c) {
      const GradValue& g = h.dx[size_t(d_->carried[c])];
      out.push_back(g.empty() ? zeros_for(h.carried[c]->value) : g.densify());
    }
    for (const Derivative::Target& t : d_->targets) {
      const GradValue& g = h.dx[size_t(t.input)];
      if (t.sparse) {
        const Slices rows = g.empty() ? h.no_rows(t.input, slices_of_target(size_t(t.input))) : *g.slices;
        out.insert(out.end(), {rows.values, rows.indices, rows.dense_shape});
      } else {
        out.push_back(g.empty() ? h.zeros(t.input, dtype_of_target(size_t(t.input))) : g.densify());
      }
    }
    for (int l : d_->emitted)
      for (int f : places_of(h, l))
        if (f >= 0) out.push_back(h.dx[size_t(x_.carried + x_.args + f)].densify());
    for (Tensor& t : out) t = h.own(std::move(t));
    return out;
  }

  // What the gradient reads of the step before it: arguments, what the step saves, what rules took from outside.
  void find_reads(Half& h, const std::vector<Tensor>& outputs) {
    std::unordered_set<const Symbol*> seen(h.carried.begin(), h.carried.end());
    seen.insert(h.seeds.begin(), h.seeds.end());
    seen.insert(h.from_fields.begin(), h.from_fields.end());
    std::vector<Symbol*> todo;
    for (const Tensor& t : outputs) todo.push_back(symbol_of(*t));
    while (!todo.empty()) {
      Symbol* s = todo.back();
      todo.pop_back();
      if (!seen.insert(s).second || is_free_constant(*s->node) || (s->constant && is_size(*s->node->op))) continue;
      if (s->node->op == &placeholder_op()) read_placeholder(h, s);
      else if (h.is_forward(*s)) read_saved(h, s);
      else todo.insert(todo.end(), s->node->inputs.begin(), s->node->inputs.end());
    }
  }

  // One that waits for nodes of the step before is read as they are: the gradient's own step has none of them.
  static bool is_free_constant(const Node& node) { return node.op == &const_op() && node.controls.empty(); }

  void read_placeholder(Half& h, Symbol* s) {
    const auto& inputs = h.body.inputs;
    const size_t i = size_t(std::find(inputs.begin(), inputs.end(), s) - inputs.begin());
    if (i == inputs.size()) return read_late(h, s);
    if (i >= size_t(x_.carried) && i < size_t(x_.carried + x_.args)) return read_arg(int(i));
    read_saved(h, s);
  }
  void read_arg(int i) {
    if (std::find(d_->args.begin(), d_->args.end(), i) == d_->args.end()) d_->args.push_back(i);
  }
  void read_saved(Half& h, Symbol* s) {
    const int at = h.body.saved_at(s);
    h.fields.push_back({0, at});
    h.from_fields.push_back(s);
  }
  void read_late(Half& h, Symbol* s) {
    for (const Graph::Capture& c : h.graph.captures())
      if (c.stand_in == s) {
        d_->late.push_back(c.value);
        late_.push_back({&h, s});
        return;
      }
    fail(Code::kInternal, "the gradient of ", x_.name, " reads a placeholder from nowhere");
  }

  // Which fields may take what they read, where the records are the call's own.
  static void find_sole(std::vector<Field>& fields) {
    for (Field& f : fields) {
      const auto looks = [&](const Field& g) {
        return (&g != &f && g.list == f.list && g.place == f.place) || (g.like_list == f.list && g.like_place == f.place);
      };
      f.sole = std::none_of(fields.begin(), fields.end(), looks);
    }
  }

  void add_part(Half& h, const std::vector<Tensor>& outputs) {
    find_sole(h.fields);
    if (x_.repeats)
      for (const Derivative::Target& t : d_->targets) read_arg(t.input);  // for zeros, where there are no steps
    std::vector<Symbol*> in = h.carried;
    for (int a : d_->args) in.push_back(h.body.inputs[size_t(a)]);
    in.insert(in.end(), h.seeds.begin(), h.seeds.end());
    {
      const Building building(h.graph);
      for (auto& [half, s] : late_) in.push_back(half == &h ? s : h.placeholder(s->value->dtype, s->value->shape(), "unused"));
    }
    in.insert(in.end(), h.from_fields.begin(), h.from_fields.end());
    std::vector<Symbol*> out;
    for (const Tensor& t : outputs) out.push_back(symbol_of(*t));
    Part part{std::make_shared<Body>(h.graph, std::move(in), std::move(out)), h.fields};
    int next = first_emitted();
    for (int l : d_->emitted) {
      std::vector<int> places = places_of(h, l);
      for (int& f : places)
        if (f >= 0) f = next++;
      part.emitted.push_back(std::move(places));
    }
    if (x_.repeats) part.body->fixed = {d_->carried.size(), size_t(first_field())};
    out_->parts.push_back(std::move(part));
  }

  int num_results() const {
    int n = 0;
    for (const Derivative::Target& t : d_->targets) n += t.sparse ? 3 : 1;
    return n;
  }
  int first_emitted() const { return int(d_->carried.size()) + num_results(); }
  int first_field() const { return int(d_->carried.size() + d_->args.size() + d_->results.size() + d_->late.size()); }

  void finish(const std::vector<std::vector<Tensor>>& outputs) {
    Calls& d = *out_;
    d.op = x_.op;
    d.name = x_.name;
    d.chooses = x_.chooses;
    d.repeats = x_.repeats;
    d.of_function = x_.of_function;
    d.carried = int(d_->carried.size());
    d.args = first_field() - d.carried;
    d.lists = 1 + int(d_->lists.size());
    d.results = num_results();
    d.emits = int(d_->emitted.size());
    for (int i = 0; i < first_emitted(); ++i) {
      d.outputs.push_back({outputs[0][size_t(i)]->dtype, Shape(outputs[0][size_t(i)]->shape())});
      for (const auto& other : outputs) d.outputs.back().shape = common_shape(d.outputs.back().shape, other[size_t(i)]->shape());
    }
    if (!d.repeats) return;
    for (const Derivative::Target& t : d_->targets)
      d.zeros.push_back(d.first_arg() + int(std::find(d_->args.begin(), d_->args.end(), t.input) - d_->args.begin()));
  }

  Calls& x_;
  const std::vector<bool> live_;
  std::shared_ptr<Derivative> d_;
  HostRef<Calls> out_;
  std::deque<Half> halves_;
  std::vector<std::pair<const Half*, Symbol*>> late_;
};

size_t count_saved(const Calls& x) {
  size_t n = 0;
  for (const Part& p : x.parts) n += p.body->saved.size();
  return n;
}

// Where what is saved has gradients, building it may show more that must be saved, which then has gradients too: it is
// built anew until nothing is added, as a call that ran has saved what it has.
std::shared_ptr<const Derivative> derivative_of(Calls& x, const std::vector<bool>& live) {
  for (;;) {
    const size_t saved = live.back() ? count_saved(x) : 0;
    const auto known = x.derivatives.find({live, saved});
    std::shared_ptr<Derivative> found = known == x.derivatives.end() ? nullptr : known->second;
    if (!found) {
      require_stack(kRoomToDerive);
      found = Builder(x, live).build();  // rules run the program's code: it may throw, differentiate x, let others be first
      found = x.derivatives.try_emplace({live, saved}, found).first->second;
    }
    if (!live.back() || count_saved(x) == saved) return found;
  }
}

std::vector<bool> all_outputs(const Calls& c, bool saved) {
  std::vector<bool> live(size_t(c.num_outputs()), true);
  for (int i = 0; i < c.carried + c.results; ++i) live[size_t(i)] = contains(kFollowed, c.outputs[size_t(i)].dtype);
  live.back() = saved;
  return live;
}

class CallsHook : public GradHook {
 public:
  CallsHook(HostRef<Calls> calls, std::vector<Tensor> inputs, std::vector<Tensor> outputs, bool ran)
      : calls_(std::move(calls)), inputs_(std::move(inputs)), outputs_(std::move(outputs)), ran_(ran) {}

  // A call that ran has saved what the derivative of all results reads, and no more; in graphs what a derivative reads
  // is made known before the run.
  bool takes_nothing() const override { return !ran_; }
  const char* name() const override { return calls_->op->name.c_str(); }
  int traverse(int (*visit)(void*, void*), void* arg) override { return visit(calls_->object, arg); }

  void backward(const std::vector<Tensor>& dy, std::vector<GradValue>& dx) override {
    std::vector<bool> live;
    for (const Tensor& t : dy) live.push_back(t && contains(kFollowed, t->dtype));
    const std::shared_ptr<const Derivative> held = derivative_of(*calls_, live);
    const Derivative& d = *held;
    if (d.calls->num_outputs() == 1) return;
    give(d, call_bodies(d.calls, inputs_of(d, dy)), dx);
  }

 private:
  std::vector<Tensor> inputs_of(const Derivative& d, const std::vector<Tensor>& dy) const {
    const Calls& x = *calls_;
    std::vector<Tensor> in;
    if (x.chooses) in.push_back(inputs_[0]);
    for (int k : d.carried) in.push_back(dy[size_t(k)] ? dy[size_t(k)] : zeros_for(outputs_[size_t(k)]));
    for (int a : d.args) in.push_back(inputs_[size_t(x.chooses + a)]);
    if (std::any_of(in.begin(), in.end(), [](const Tensor& t) { return !t; })) fail(Code::kInternal, "the derivative of ", x.name, " reads what the call did not keep");
    for (int r : d.results) in.push_back(dy[size_t(r)]);
    in.insert(in.end(), d.late.begin(), d.late.end());
    in.push_back(outputs_[size_t(x.saved_output())]);
    for (int l : d.lists) in.push_back(dy[size_t(l)]);
    return in;
  }

  void give(const Derivative& d, const std::vector<Tensor>& out, std::vector<GradValue>& dx) const {
    const Calls& x = *calls_;
    size_t next = 0;
    for (int k : d.carried) dx[size_t(x.chooses + k)] = GradValue(out[next++]);
    for (const Derivative::Target& t : d.targets) {
      GradValue& to = dx[size_t(x.chooses + t.input)];
      to = t.sparse ? GradValue(Slices{out[next], out[next + 1], out[next + 2]}) : GradValue(out[next]);
      next += t.sparse ? 3 : 1;
    }
    for (int l : d.emitted) dx[size_t(x.first_list() + l)] = GradValue(out[next++]);
    if (!x.of_function || ran_) return;
    for (int i = x.first_arg(); i < x.first_list(); ++i)
      if (dx[size_t(i)].empty() && contains(kTrainable, inputs_[size_t(i)]->dtype)) dx[size_t(i)] = GradValue(zeros_like(inputs_[size_t(i)]));
  }

  const HostRef<Calls> calls_;
  const std::vector<Tensor> inputs_, outputs_;
  const bool ran_;
};

}  // namespace

// Derivatives of fewer outputs read no more than those of all. From the second order on what is saved has gradients as
// well; the derivatives that run are calls themselves, and prepared when they do.
void prepare_derivatives(Calls& calls, int order) {
  order = std::min(order, 2);
  if (calls.prepared >= order || calls.own_gradient) [[likely]] return;
  derivative_of(calls, all_outputs(calls, false));
  if (order > 1) derivative_of(calls, all_outputs(calls, true));
  calls.prepared = order;
}

// Holds what derivatives read and no more.
std::shared_ptr<GradHook> make_hook(const HostRef<Calls>& calls, std::vector<Tensor> inputs, const std::vector<Tensor>& outputs) {
  if (calls->own_gradient) return calls->own_gradient(std::move(inputs), outputs);
  const bool ran = !outputs.back() || outputs.back()->has_value();
  if (!ran) return std::make_shared<CallsHook>(calls, std::move(inputs), outputs, false);
  std::vector<Tensor> kept(outputs.size());
  kept.back() = outputs.back();
  std::vector<bool> read(inputs.size(), false);
  for (const auto& [key, d] : calls->derivatives)
    for (int a : d->args) read[size_t(calls->chooses + a)] = true;
  for (size_t i = size_t(calls->chooses); i < inputs.size(); ++i)
    if (!read[i]) inputs[i] = Tensor();
  return std::make_shared<CallsHook>(calls, std::move(inputs), std::move(kept), true);
}

}  // namespace zeal
