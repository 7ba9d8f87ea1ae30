// Running bodies: one branch or call, or the steps of a loop.
#include <algorithm>

#include "core/error.h"
#include "core/handle.h"
#include "core/stack.h"
#include "core/thread_state.h"
#include "core/variant.h"
#include "graph/calls.h"
#include "graph/few_loop.h"
#include "graph/program.h"
#include "op/functions.h"
#include "op/plain_loop.h"

namespace zeal {
namespace {

// The lists of records that a call reads.
class Lists {
 public:
  Lists(const Calls& c, const Part& p, TensorImpl* const* in) {
    for (int i = 0; i < c.lists; ++i) {
      TensorImpl& list = *in[c.first_list() + i];
      Records& records = records_in(list);
      lists_.push_back({&records, bool(list.flags & kTakeOver)});
      const auto takes = [&](const Field& f) { return f.list == i && f.sole && size_t(f.place) < records.width; };
      if (lists_.back().owned && std::count_if(p.fields.begin(), p.fields.end(), takes) < int64_t(records.width)) left_.push_back(&records);
    }
  }
  // A record was read, which nobody reads again: its memory serves the steps that follow.
  void drop(size_t record) const {
    for (Records* r : left_)
      if (record < r->count) std::fill_n(r->items.begin() + int64_t(record * r->width), r->width, Tensor());
  }
  // To be called before values are asked for.
  void expand() const {
    for (const List& l : lists_) l.records->expand();
  }
  std::vector<Records*> records() const {
    std::vector<Records*> all;
    for (const List& l : lists_) all.push_back(l.records);
    return all;
  }
  // How many steps left a record.
  size_t count() const { return lists_.empty() ? 1 : lists_[0].records->count; }
  Tensor value(const Field& f, size_t record) const {
    const List& list = lists_[size_t(f.list)];
    Tensor* t = at(*list.records, record, f.place);
    if (!t || !*t) [[unlikely]] return zeros(f, record);
    return list.owned && f.sole ? std::move(*t) : *t;
  }

 private:
  struct List {
    Records* records;
    bool owned;  // by this call, which is the last to read it
  };
  // What is not there is null.
  static Tensor* at(Records& r, size_t record, int place) {
    return record < r.count && size_t(place) < r.width ? &r.items[record * r.width + size_t(place)] : nullptr;
  }
  [[gnu::noinline]] Tensor zeros(const Field& f, size_t record) const {
    const Tensor* like = f.like_list < 0 ? nullptr : at(*lists_[size_t(f.like_list)].records, record, f.like_place);
    if (!like || !*like) fail(Code::kInternal, "a record lacks what its reader needs");
    return zeros_for(*like);
  }

  std::vector<List> lists_;
  std::vector<Records*> left_;  // owned ones, of whose records fields do not take all
};

inline void feed_fields(const Part& p, size_t first, const Lists& lists, size_t record, Program::Run& run) {
  for (const Field& f : p.fields) run.feed(first++, lists.value(f, record));
  lists.drop(record);
}

// What steps emit and save, one record each.
struct Kept {
  const Part& part;
  bool saves;
  std::vector<Records> emitted;
  Records saved;

  // The body may be differentiated further while it runs: the program tells what this call saves.
  Kept(const Part& p, const Program& program, bool saves) : part(p), saves(saves), emitted(p.emitted.size()) {
    for (size_t e = 0; e < emitted.size(); ++e) emitted[e].width = p.emitted[e].size();
    saved.width = program.num_fetches() - p.body->outputs.size();
  }
  // Room for so many steps, but not for more than may come.
  void reserve(int64_t steps) {
    constexpr int64_t kMost = 1 << 12;
    if (saves) saved.items.reserve(size_t(std::min(steps, kMost)) * saved.width);
  }
  void take(Program::Run& run) {
    for (size_t e = 0; e < emitted.size(); ++e) {
      for (int output : part.emitted[e]) emitted[e].items.push_back(output < 0 ? Tensor() : run.take(size_t(output)));
      ++emitted[e].count;
    }
    if (!saves) return;
    for (size_t i = 0; i < saved.width; ++i) saved.items.push_back(run.take(part.body->outputs.size() + i));
    ++saved.count;
  }
  void give(const Calls& c, Tensor* out) {
    for (int e = 0; e < c.emits; ++e) out[c.carried + c.results + e] = make_records(std::move(emitted[size_t(e)]));
    if (saves) out[c.saved_output()] = make_records(std::move(saved));
  }
};

int chosen(const Calls& c, const TensorImpl& index) {
  const int last = int(c.parts.size()) - 1;
  if (index.rank != 0) fail(Code::kInvalidArgument, "what chooses a branch must be a scalar, got ", describe(index));
  if (index.dtype == DType::kBool) return *index.as<bool>() ? 0 : 1;
  const int64_t i = int_at(index, 0);
  return i < 0 || i > last ? last : int(i);  // as TensorFlow's Case does
}

void run_once(const Calls& c, TensorImpl* const* in, Tensor* out, bool saves, bool trusts, SessionState& state) {
  const Part& p = c.parts[c.chooses ? size_t(chosen(c, *in[0])) : 0];
  const auto program = p.body->compiled(saves, trusts).program;
  Program::Run run(*program, state);
  for (int i = 0; i < c.args; ++i) run.feed(size_t(i), Tensor::share(in[c.first_arg() + i]));
  const Lists lists(c, p, in);
  lists.expand();
  feed_fields(p, size_t(c.args), lists, 0, run);
  run.go();
  for (int i = 0; i < c.results; ++i) out[i] = run.take(size_t(i));
  Kept kept(p, *program, saves);
  kept.take(run);
  kept.give(c, out);
}

// sum += t, in the sum's own memory where nobody else sees it.
void add_to(Tensor& sum, Tensor t) {
  if (!sum) {
    sum = std::move(t);
    return;
  }
  TensorImpl* in[] = {sum.get(), t.get()};
  const LoopFn loop = sum->unshared() && sum->dtype == t->dtype ? plain_loop(OP(AddV2), *sum, *t) : nullptr;
  if (loop) [[likely]] return run_plain_loop(loop, sum->data, sum->dtype, t->data, 2, *sum, sum->numel);
  const OpDef& op = sum->dtype == DType::kVariant ? OP(AddVariants) : OP(AddV2);
  if (sum->refs.unique()) sum->flags |= kTakeOver;
  Outputs out;
  run_kernel(op, in, 2, op.defaults, out);
  sum->flags &= uint8_t(~kTakeOver);
  sum = std::move(out[0]);
}

bool truth(const TensorImpl& t) {
  if (t.dtype == DType::kBool && t.rank == 0) [[likely]] return *t.as<bool>();
  fail(Code::kInvalidArgument, "the condition of a loop must be a boolean scalar, got ", describe(t));
}

class Loop {
 public:
  Loop(const Calls& c, TensorImpl* const* in, bool saves, bool trusts, SessionState& state)
      : c_(c), p_(c.parts[0]), in_(in), lists_(c, p_, in), body_(p_.body->compiled(saves, trusts)), step_(*body_.program, state), kept_(p_, *body_.program, saves), sums_(size_t(c.results)) {
    if (!c.condition) steps_ = int64_t(lists_.count());
    else if (c.counter.place >= 0 && !state.trace()) steps_ = count_steps(c.counter, in);
    if (steps_ < 0) test_.emplace_back(c.condition->compiled(false, trusts).program, state);
    for (int i = 0; i < c.carried; ++i) {
      now_.push_back(Tensor::share(in[i]));
      if (!test_.empty() && test_[0].program->reads_feed(size_t(i))) tested_.push_back(size_t(i));
    }
    for (int i = 0; i < c.args; ++i) feed_arg(size_t(c.carried + i), in[c.carried + i]);
  }

  void go(SessionState& state) {
    if (steps_ < kWorthLooking || !runs_few(state)) run_steps(state);
    if (body_.leaves_counter && steps_ > 0) now_[size_t(c_.counter.place)] = count_on(c_.counter, *now_[size_t(c_.counter.place)], steps_);
  }

  void give(TensorImpl* const* in, Tensor* out) {
    for (int i = 0; i < c_.carried; ++i) out[i] = std::move(now_[size_t(i)]);
    for (int i = 0; i < c_.results; ++i) out[c_.carried + i] = sums_[size_t(i)] ? std::move(sums_[size_t(i)]) : no_steps(*in[c_.zeros[size_t(i)]]);
    kept_.give(c_, out);
  }

 private:
  static constexpr int64_t kWorthLooking = 4;  // steps

  bool runs_few(SessionState& state) {
    const ElementSteps* steps = c_.emits || state.trace() ? nullptr : body_.program->element_steps();
    const std::vector<Records*> lists = lists_.records();
    return steps && FewLoop{*steps, steps_, now_, in_ + c_.carried, c_.args, p_.fields, lists, sums_, kept_.saves ? &kept_.saved : nullptr}.run(state);
  }

  void run_steps(SessionState& state) {
    lists_.expand();
    if (steps_ >= 0) kept_.reserve(steps_);
    for (int64_t left = steps_; steps_ < 0 ? holds() : left-- > 0;) {
      step(c_.condition ? 0 : size_t(left));
      if (body_.leaves_counter && steps_ < 0) [[unlikely]] count();
      tick(state);
    }
  }

  struct Test {
    std::shared_ptr<const Program> program;
    std::unique_ptr<Program::Run> run;
    Test(std::shared_ptr<const Program> p, SessionState& state) : program(std::move(p)), run(new Program::Run(*program, state)) {}
  };

  void feed_arg(size_t i, TensorImpl* t) {
    step_.feed(i, Tensor::share(t));
    if (!test_.empty()) test_[0].run->feed(i, Tensor::share(t));
  }

  // One step on, of whatever the counter is.
  void count() {
    Tensor& counter = now_[size_t(c_.counter.place)];
    TensorImpl* in[] = {counter.get(), c_.counter.step.get()};
    Outputs next;
    run_kernel(OP(AddV2), in, 2, OP(AddV2).defaults, next);
    counter = std::move(next[0]);
  }

  bool holds() {
    Program::Run& test = *test_[0].run;
    for (const size_t i : tested_) test.feed(i, now_[i]);
    test.go();
    return truth(*test.take(0));
  }

  void step(size_t record) {
    for (int i = 0; i < c_.carried; ++i) step_.feed(size_t(i), std::move(now_[size_t(i)]));
    feed_fields(p_, size_t(c_.carried + c_.args), lists_, record, step_);
    step_.go();
    for (int i = 0; i < c_.carried; ++i) now_[size_t(i)] = step_.take(size_t(i));
    for (int i = 0; i < c_.results; ++i) add_to(sums_[size_t(i)], step_.take(size_t(c_.carried + i)));
    kept_.take(step_);
  }

  static Tensor no_steps(TensorImpl& like) {
    return zeros_for(like.dtype == DType::kResource ? read_variable(variable_at(like)) : Tensor::share(&like));
  }

  const Calls& c_;
  const Part& p_;
  TensorImpl* const* const in_;
  const Lists lists_;
  const Body::Compiled body_;
  int64_t steps_ = -1;   // how many; unknown: the condition tells
  Program::Run step_;
  std::vector<Test> test_;
  Kept kept_;
  std::vector<Tensor> now_, sums_;
  std::vector<size_t> tested_;  // what the condition reads of what is carried
};

constexpr int kShallow = 8;  // bodies in bodies, which take no more than a kernel

}  // namespace

void run_calls(const Calls& c, TensorImpl* const* in, Tensor* out, bool saves, bool trusts, SessionState& state) {
  if (c.depth() > kShallow) [[unlikely]] require_stack(kRoomToRun);
  if (!c.repeats) return run_once(c, in, out, saves, trusts, state);
  Loop loop(c, in, saves, trusts, state);
  loop.go(state);
  loop.give(in, out);
}

}  // namespace zeal
