// Programs: choosing the nodes, giving out slots, and the one executor.
#include "graph/program.h"

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "core/like.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "graph/passes/passes.h"
#include "op/infer.h"
#include "op/plain_loop.h"

namespace zeal {

// The slots of a run. Those of constants, and of handles of the session that ran last, stay filled.
struct Frame {
  std::vector<Tensor> slots;
  uint64_t session = 0;
};

namespace {

std::string place_of(const Node& node) {
  return concat("\n\t [[node ", node.name, node.line.code ? " (defined at " + g_source_text(node.line) + ")" : "", "]]");
}

[[noreturn, gnu::cold]] void not_fed(const Node& node) {
  const TensorImpl& t = *node.outputs[0].value;
  fail(Code::kInvalidArgument, "You must feed a value for placeholder tensor '", node.name, "' with dtype ", dtype_word(t.dtype),
       t.shape().known_rank() ? concat(" and shape ", t.shape()) : "");
}

Culprit culprit(const Node& at, const SessionState& state) {
  if (state.of_functions) return Culprit::kNone;
  if (!at.calls) return Culprit::kThis;
  return at.calls->chooses || at.calls->repeats ? Culprit::kInner : Culprit::kNone;
}

[[noreturn, gnu::cold]] void fail_at(const Node& at, const SessionState& state, const Error& e) {
  const Culprit which = culprit(at, state);
  const auto* inner = dynamic_cast<const RunError*>(&e);
  HostRef<Node> op;
  if (Node* node = which == Culprit::kThis ? at.graph->find(at.name) : nullptr) op = g_host_operation(*node);
  else if (which == Culprit::kInner && inner) op = inner->op;
  throw RunError(e.code(), e.message() + place_of(at), std::move(op));
}

// The nodes of a plan with gates, which no pass sees: what does not run must not move. Of others none.
std::vector<const Node*> behind_gates(const Plan& plan) {
  std::vector<const Node*> nodes;
  bool any = false;
  for (int i = 0; i < plan.size(); ++i) {
    any |= is_gate(plan.node(i));
    if (!plan.is_gone(i)) nodes.push_back(&plan.node(i));
  }
  return any ? nodes : std::vector<const Node*>();
}

}  // namespace

void (*g_add_to_host_error)(const std::string&, Culprit, Node*) = nullptr;
HostRef<Node> (*g_host_operation)(Node&) = nullptr;

void (*g_check_interrupt)() = nullptr;

// The session that this thread runs something in: the functions that kernels in Python call there end with it.
static constinit thread_local const SessionState* s_session [[gnu::tls_model("initial-exec")]] = nullptr;

void look_around(const SessionState& state) {
  if (g_check_interrupt) g_check_interrupt();
  if (state.closed || (s_session && s_session->closed)) fail(Code::kCancelled, "Step was cancelled by an explicit call to `Session::Close()`.");
}

Trace* SessionState::trace() const {
  const auto own = std::find_if(traces.rbegin(), traces.rend(), [](const auto& t) { return t->thread == std::this_thread::get_id(); });
  return own == traces.rend() ? nullptr : own->get();
}

NodeStream& SessionState::stream(const Node& node) { return of_functions ? node.graph->streams[&node] : streams[&node]; }

const Tensor& SessionState::handle(const Node& node, TensorImpl* const* in) {
  Tensor& handle = handles[&node];
  if (!handle) {
    Outputs out;
    run_kernel(*node.op, in, int(node.inputs.size()), node.attrs, out);
    if (!handle) handle = out[0];  // another thread's may have come first
  }
  return handle;
}

// --- building ---
struct Program::Builder {
  Program& p;
  const Plan& plan;
  std::pair<size_t, size_t> fixed;
  std::unordered_map<const Symbol*, int32_t> slots = {};
  int32_t count = 0;

  int32_t slot(const Symbol* s) {
    const auto [at, fresh] = slots.try_emplace(s, count);
    count += fresh;
    if (const TensorImpl* known = fresh ? plan.known(s) : nullptr) p.constants_.push_back({at->second, Tensor::share(const_cast<TensorImpl*>(known))});
    return at->second;
  }

  // Outputs lie side by side; one that is fed has a slot of its own besides, which readers take.
  int32_t place_outputs(const Node& node) {
    const int32_t first = count;
    count += node.num_outputs;
    for (int i = 0; i < node.num_outputs; ++i) slots.try_emplace(&node.outputs[i], first + i);
    return first;
  }

  void add(const Node& node) {
    const bool fed = node.num_outputs == 1 && slots.count(&node.outputs[0]);
    if (node.op->session_keeps && node.inputs.empty()) {
      if (!fed) p.handles_.push_back({slot(&node.outputs[0]), &node});
    } else if (node.op != &placeholder_op() || !fed) {
      Step step{&node, int32_t(p.operands_.size()), int32_t(node.inputs.size()), 0, node.num_outputs, 0, 0, draws(*node.op), false, trusts(node), is_plain(*node.op, node.inputs.size()), -1, 0, nullptr};
      for (const Symbol* s : node.inputs) p.operands_.push_back(slot(plan.now(s)));
      step.out = place_outputs(node);
      p.steps_.push_back(step);
    }
  }

  // Whether values that bodies captured, and that their graphs know, are as known here: none of them is fed.
  bool trusts(const Node& node) const {
    bool any = false;
    for (int a = 0; node.calls && a < node.calls->args; ++a) {
      const auto knows = [&](const Body& body) { return bool(body.inputs[size_t(node.calls->carried + a)]->constant); };
      const bool inside = std::any_of(node.calls->parts.begin(), node.calls->parts.end(), [&](const Part& p) { return knows(*p.body); });
      if (!inside && !(node.calls->condition && knows(*node.calls->condition))) continue;
      if (!plan.known(plan.now(node.inputs[size_t(node.calls->first_arg() + a)]))) return false;
      any = true;
    }
    return any;
  }

  void add(Instruction& i) {
    if (!i.fused) return add(*i.node);
    Step step{i.node, int32_t(p.operands_.size()), int32_t(i.fused->inputs.size()), 0, int32_t(i.fused->outputs.size()), 0, 0, false, false, false, false, -1, 0, i.fused.get()};
    for (const Symbol* s : i.fused->inputs) p.operands_.push_back(slot(s));
    step.out = count;
    for (const Symbol* s : i.fused->outputs) slots[s] = count++;
    p.steps_.push_back(step);
    p.fused_.push_back(std::move(i.fused));
  }

  // A step besides the one that the node may have; where its output lies.
  int32_t add_last(const Node& node) {
    add(node);
    return p.steps_.back().out;
  }

  std::vector<bool> stay() const {
    std::vector<bool> stays(size_t(count), false);
    for (auto& [s, value] : p.constants_) stays[s] = true;
    for (auto& [s, node] : p.handles_) stays[s] = true;
    for (size_t i = fixed.first; i < fixed.second; ++i) stays[i] = true;
    return stays;
  }

  // After its last reader a slot is emptied, so that its memory serves again.
  void find_drops() {
    const std::vector<bool> stays = stay();
    std::vector<int32_t> last(size_t(count), -1);
    std::vector<bool> read(size_t(count), false);
    for (const Fetch& f : p.fetches_) read[f.slot] = true;
    for (size_t i = 0; i < p.steps_.size(); ++i) {
      const Step& s = p.steps_[i];
      for (int k = 0; k < s.nin; ++k) last[p.operands_[s.first_in + k]] = int32_t(i), read[p.operands_[s.first_in + k]] = true;
      for (int k = 0; k < s.nout; ++k) last[s.out + k] = int32_t(i);
    }
    p.feed_is_read_.assign(read.begin(), read.begin() + long(p.feeds_.size()));
    for (Step& s : p.steps_) s.saves = s.node->calls && read[s.out + s.nout - 1];
    for (const Fetch& f : p.fetches_) last[f.slot] = -1;
    std::vector<std::vector<int32_t>> by_step(p.steps_.size());
    for (size_t s = 0; s < last.size(); ++s)
      if (last[s] >= 0 && !stays[s]) by_step[last[s]].push_back(int32_t(s));
    for (size_t i = 0; i < p.steps_.size(); ++i) {
      p.steps_[i].first_drop = int32_t(p.drops_.size());
      p.steps_[i].ndrop = int32_t(by_step[i].size());
      p.drops_.insert(p.drops_.end(), by_step[i].begin(), by_step[i].end());
      find_dying(p.steps_[i], by_step[i]);
    }
  }

  // Numbers, from which no kernel takes places in memory, and which only kernels read that make new tensors, while no
  // code of the program runs that may write to them.
  void find_borrowed() {
    const auto is_ours = [](const Step& s) { return !s.node->calls && !s.node->op->acts && s.node->op->id < g_native_ops; };
    const bool ours = std::all_of(p.steps_.begin(), p.steps_.end(), is_ours);
    for (const Symbol* s : p.feeds_) p.borrowed_.push_back(ours && contains(kFloating | kComplexTypes, s->value->dtype));
    for (const Fetch& f : p.fetches_)
      if (size_t(f.slot) < p.borrowed_.size()) p.borrowed_[size_t(f.slot)] = false;
    const auto makes_new = [](const Node* n) { return is_pure(*n) && !n->op->shared_inputs; };
    for (const Step& s : p.steps_) {
      if (s.fused ? std::all_of(s.fused->nodes.begin(), s.fused->nodes.end(), makes_new) : makes_new(s.node)) continue;
      for (int k = 0; k < s.nin; ++k)
        if (const auto slot = size_t(p.operands_[s.first_in + k]); slot < p.borrowed_.size()) p.borrowed_[slot] = false;
    }
  }

  static bool is_plain(const OpDef& op, size_t nin) { return op.is_elementwise && nin >= 1 && nin <= 2 && op.fixed_outputs == 1 && !op.count_fn; }

  void find_dying(Step& step, const std::vector<int32_t>& drops) {
    for (int k = 0; k < step.nin && step.plain; ++k)
      if (step.node->inputs[size_t(k)]->value->dtype == step.node->outputs[0].value->dtype && std::count(drops.begin(), drops.end(), p.operands_[step.first_in + k]))
        step.reuse = int8_t(k);
    const int first_list = step.node->calls ? step.node->calls->first_list() : 32;
    const auto first = p.operands_.begin() + step.first_in, end = first + step.nin;
    for (int k = 0; k < step.nin && k < 32; ++k) {  // what is read twice is no kernel's to change
      const bool asks = step.fused || (step.node->op->takes_over >> k & 1) || k >= first_list;
      if (asks && std::count(drops.begin(), drops.end(), first[k]) && std::count(first, end, first[k]) == 1) step.dying |= 1u << k;
    }
  }

  // Where instructions wait for others, the order is the run's: readers are counted. So they are with gates.
  void find_waits() {
    std::vector<std::vector<const Node*>> nodes;
    for (const Step& s : p.steps_) nodes.push_back(s.fused ? s.fused->nodes : std::vector<const Node*>{s.node});
    auto order = std::make_unique<const WaitOrder>(nodes);
    if (!order->is_open() && !p.gates_) return;
    p.waits_ = std::move(order);
    p.readers_.assign(size_t(count), 0);
    for (const int32_t s : p.operands_) ++p.readers_[s];
    for (const Fetch& f : p.fetches_) ++p.readers_[f.slot];
    const std::vector<bool> stays = stay();
    for (size_t s = 0; s < stays.size(); ++s) p.readers_[s] += stays[s];
    for (Step& s : p.steps_) s.ndrop = 0, s.reuse = -1, s.dying = 0;
  }

  void find_gates() {
    std::vector<const Node*> nodes;
    for (const Step& s : p.steps_) nodes.push_back(s.node);
    p.gates_ = std::make_unique<const Gates>(nodes);
  }

  // Of a slot that is fetched twice the last one moves. What runs leave in slots is cleared behind them.
  void find_cleared() {
    std::vector<bool> taken = stay();
    for (size_t i = p.fetches_.size(); i-- > 0;) {
      Fetch& f = p.fetches_[i];
      f.moves = !taken[f.slot];
      taken[f.slot] = true;
      p.cleared_.push_back(f.slot);
    }
    for (size_t i = 0; i < p.feeds_.size(); ++i) p.cleared_.push_back(int32_t(i));
    std::vector<bool> kept(size_t(count), false);
    for (auto& [s, value] : p.constants_) kept[s] = true;
    for (auto& [s, node] : p.handles_) kept[s] = true;
    std::erase_if(p.cleared_, [&](int32_t s) { return kept[s]; });
  }
};

Program::Program(const std::vector<Symbol*>& feeds, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets, std::pair<size_t, size_t> fixed,
                 const std::vector<Symbol*>& last, bool trusts)
    : feeds_(feeds.begin(), feeds.end()) {
  Given given;
  const auto is_known = [&](const Symbol* s) { return trusts && s->constant && s->node->op == &placeholder_op(); };
  for (const Symbol* s : feeds)
    if (!is_known(s) && !given.try_emplace(s).second) fail(Code::kInternal, "a program is fed ", s->node->name, " twice");
  const auto comes_last = [&](const Symbol* s) { return !given.count(s) && std::find(last.begin(), last.end(), s) != last.end(); };
  std::vector<Symbol*> wanted = fetches;
  for (Symbol*& s : wanted)
    if (comes_last(s)) s = s->node->inputs[0];
  if (const Node* one = !wanted.empty() ? wanted[0]->node : !targets.empty() ? targets[0] : nullptr) graph_ = one->graph, edits_ = graph_->edits;
  Plan plan(needed_nodes(wanted, targets, given), wanted, targets, given);
  for (const Symbol* s : feeds)
    if (const int p = is_known(s) ? plan.place(*s->node) : -1; p >= 0 && plan.know(p, s->index, s->constant)) plan.drop(p);
  Builder b{*this, plan, fixed};
  for (const Symbol* s : feeds) {
    if (!is_known(s)) b.slots[s] = b.count;
    ++b.count;
  }
  const std::vector<const Node*> gated = behind_gates(plan);
  for (const Node* node : gated) b.add(*node);
  if (gated.empty())
    for (Instruction& i : compile(plan)) b.add(i);
  for (const Symbol* s : fetches) fetches_.push_back({comes_last(s) ? b.add_last(*s->node) : b.slot(plan.fetched(s)), false});
  made_ = plan.take_made();
  b.find_drops();
  b.find_borrowed();
  b.find_cleared();
  if (!gated.empty()) b.find_gates();
  b.find_waits();
  num_slots_ = b.count;
}

Program::~Program() {
  for (Frame* frame : idle_) delete frame;
}

// --- running ---
Frame* Program::lend(SessionState& state) const {
  Frame* frame;
  if (!idle_.empty()) {
    frame = idle_.back();
    idle_.pop_back();
  } else {
    frame = new Frame;
    frame->slots.resize(size_t(num_slots_));
    for (const auto& [slot, value] : constants_) frame->slots[slot] = value;
  }
  if (frame->session != state.serial && !handles_.empty()) [[unlikely]] {
    for (const auto& [slot, node] : handles_) frame->slots[slot] = state.handle(*node, nullptr);
    frame->session = state.serial;
  }
  return frame;
}

Program::Run::Run(const Program& program, SessionState& state)
    : program_(program), state_(state), frame_(program.lend(state)), slots_(frame_->slots.data()) {}

void Program::Run::go() {
  done_ = false;
  program_.run_steps(state_, slots_);
  done_ = true;
}

Program::Run::~Run() {
  if (!done_) [[unlikely]] {  // it failed on the way: whatever is in slots goes
    delete frame_;
    return;
  }
  for (int32_t s : program_.cleared_) slots_[s] = Tensor();
  try {
    program_.idle_.push_back(frame_);
  } catch (...) {
    delete frame_;
  }
}

namespace {

int64_t now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// Marks inputs that the kernel may take over while one of these lives.
class Dying {
 public:
  Dying(uint32_t which, TensorImpl** in) : which_(which), in_(in) {
    for (uint32_t left = which; left; left &= left - 1) {
      TensorImpl& t = *in[std::countr_zero(left)];
      if (t.refs.unique()) t.flags |= kTakeOver;
    }
  }
  ~Dying() {
    for (uint32_t left = which_; left; left &= left - 1) in_[std::countr_zero(left)]->flags &= uint8_t(~kTakeOver);
  }
  Dying(const Dying&) = delete;

 private:
  uint32_t which_;
  TensorImpl** in_;
};
}  // namespace

// The result may be written where an operand was that nobody else sees.
[[gnu::always_inline]] inline bool Program::run_plain(const Step& step, Tensor* slots) const {
  const int32_t* operands = &operands_[step.first_in];
  TensorImpl &a = *slots[operands[0]].get(), &b = *slots[operands[step.nin - 1]].get();
  const LoopFn loop = plain_loop(*step.node->op, a, b);
  if (!loop) return false;
  const DType dtype = step.node->outputs[0].value->dtype;
  Tensor& dying = slots[operands[step.reuse < 0 ? 0 : step.reuse]];
  Tensor out = step.reuse >= 0 && dying->unshared() && !dying->id ? std::move(dying) : make_like(a, dtype);
  run_plain_loop(loop, a.data, a.dtype, b.data, step.nin, *out, a.numel);
  slots[step.out] = std::move(out);
  return true;
}

// `at`: the node at hand, which fused ones change.
void Program::run_step(const Step& step, SessionState& state, Tensor* slots, const Node*& at) const {
  constexpr int kInline = 16;
  TensorImpl* local[kInline];
  std::unique_ptr<TensorImpl*[]> heap;
  TensorImpl** in = step.nin <= kInline ? local : (heap = std::make_unique<TensorImpl*[]>(step.nin)).get();
  for (int k = 0; k < step.nin; ++k) in[k] = slots[operands_[step.first_in + k]].get();
  const Node& node = *step.node;
  if (step.fused) return step.fused->run(in, slots + step.out, step.dying, at);
  if (node.calls) {
    const Dying dying(step.dying, in);
    return run_calls(*node.calls, in, slots + step.out, step.saves, step.trusts, state);
  }
  if (node.op == &placeholder_op()) not_fed(node);
  if (node.op == &identity_n_op()) {
    for (int k = 0; k < step.nout; ++k) slots[step.out + k] = Tensor::share(in[k]);
    return;
  }
  if (node.op->session_keeps) [[unlikely]] {
    slots[step.out] = state.handle(node, in);
    return;
  }
  Outputs out;
  if (step.draws) [[unlikely]] {
    const DrawsFrom stream(state.stream(node), state.of_functions ? stream_epoch() : 0);
    run_kernel(*node.op, in, step.nin, node.attrs, out);
  } else if (step.dying) [[unlikely]] {
    const Dying dying(step.dying, in);
    run_kernel(*node.op, in, step.nin, node.attrs, out);
  } else {
    run_kernel(*node.op, in, step.nin, node.attrs, out);
  }
  for (int k = 0; k < step.nout; ++k) slots[step.out + k] = std::move(out[k]);
}

// `each` runs steps, and notes the node at hand, for which one of its name stands that a pass made.
template <class Each> inline void Program::name_errors(const SessionState& state, Each&& each) const {
  const Node* at = nullptr;
  try {
    each(at);
  } catch (const Error& e) {
    fail_at(*at, state, e);
  } catch (const PythonError&) {
    g_add_to_host_error(place_of(*at), culprit(*at, state), at->graph->find(at->name));
    throw;
  }
}

// `around` runs a step, by calling what it is given.
template <class Around> inline void Program::run_each(SessionState& state, Tensor* slots, Around&& around) const {
  if (waits_) [[unlikely]] return run_waiting(state, slots, around);
  name_errors(state, [&](const Node*& at) {
    for (const Step& step : steps_) {
      at = step.node;
      around(step, [&] {
        if (!step.plain || !run_plain(step, slots)) run_step(step, state, slots, at);
      });
      for (int k = 0; k < step.ndrop; ++k) slots[drops_[step.first_drop + k]] = Tensor();
      tick(state);
    }
  });
}

bool Program::pass_gates(size_t i, Tensor* slots, std::vector<bool>& closed) const {
  std::vector<TensorImpl*> in;
  for (int k = 0; k < steps_[i].nin; ++k) in.push_back(slots[operands_[steps_[i].first_in + k]].get());
  return gates_->pass(i, in.data(), slots + steps_[i].out, closed);
}

void Program::check_fetches(const Tensor* slots) const {
  for (size_t i = 0; i < fetches_.size(); ++i)
    if (!slots[fetches_[i].slot]) fail(Code::kInvalidArgument, "Retval[", i, "] does not have value: it hangs on a Switch that took the other way");
}

template <class Around> [[gnu::noinline]] void Program::run_waiting(SessionState& state, Tensor* slots, Around&& around) const {
  std::vector<int32_t> left = readers_;
  std::vector<bool> closed(gates_ ? steps_.size() : 0);
  name_errors(state, [&](const Node*& at) {
    const auto run = [&](size_t i) {
      const Step& step = steps_[i];
      at = step.node;
      if (!gates_ || !pass_gates(i, slots, closed)) around(step, [&] { run_step(step, state, slots, at); });
      for (int k = 0; k < step.nout; ++k)
        if (!left[step.out + k]) slots[step.out + k] = Tensor();
      for (int k = 0; k < step.nin; ++k)
        if (const int32_t s = operands_[step.first_in + k]; !--left[s]) slots[s] = Tensor();
      tick(state);
    };
    run_around_waits(*waits_, steps_.size(), run, [&] { look_around(state); });
  });
  if (gates_) check_fetches(slots);
}

void Program::run_steps(SessionState& state, Tensor* slots) const {
  if (!state.traces.empty() && state.trace()) [[unlikely]] return run_traced(state, slots);
  run_each(state, slots, [](const Step&, auto&& run) { run(); });
}

Trace::Entry::Entry(const Node& node, const std::vector<const Node*>& fused_nodes, int64_t begin, int64_t end)
    : name(node.name), op(node.op->name), begin(begin), end(end) {
  for (const Symbol* s : node.inputs) inputs.push_back(s->node->name);
  for (const Node* n : fused_nodes) fused.push_back(n->op->name);
}

void Program::run_traced(SessionState& state, Tensor* slots) const {
  run_each(state, slots, [&](const Step& step, auto&& run) {
    const int64_t begin = now();
    run();
    Trace* trace = state.trace();
    if (!trace) return;  // somebody ended it
    const int64_t end = now();
    Trace::Entry entry(*step.node, step.fused ? step.fused->nodes : std::vector<const Node*>(), begin, end);
    for (int k = 0; k < step.nout; ++k)
      if (const TensorImpl* t = slots[step.out + k].get()) entry.outputs.push_back({t->dtype, Shape(t->shape()), int64_t(t->nbytes()), t->data});
    trace->entries.push_back(std::move(entry));
  });
}

void Program::check_feed(size_t i, const TensorImpl& t) const {
  const TensorImpl& want = *feeds_[i]->value;
  if (t.has_value() && t.dtype == want.dtype && are_compatible(t.shape(), want.shape())) return;
  fail(Code::kInvalidArgument, "the value for '", feeds_[i]->node->name, "' is ", t.symbolic() ? "symbolic, " : "", describe(t), "; it must be ",
       describe(want));
}

void Program::run(SessionState& state, const Tensor* feeds, Tensor* results) const {
  const RunNow now;
  for (size_t i = 0; i < feeds_.size(); ++i) check_feed(i, *feeds[i]);
  Run run(*this, state);
  for (size_t i = 0; i < feeds_.size(); ++i) run.feed(i, feeds[i]);
  struct InSession {
    explicit InSession(const SessionState& state) : before(std::exchange(s_session, &state)) {}
    ~InSession() { s_session = before; }
    const SessionState* const before;
  } const in_session(state);
  run.go();
  for (size_t i = 0; i < fetches_.size(); ++i) results[i] = run.take(i);
}

}  // namespace zeal
