// The end of a record, of all of it at once; and what a collector may follow until then.
#include "core/error.h"
#include "tape/scratch.h"
#include "tape/tape.h"

namespace zeal {

int Tape::traverse(int (*visit)(void*, void*), void* arg) const {
  for (const VariableImpl* v : variables_)
    if (v->object)
      if (int r = visit(v->object, arg)) return r;
  for (const auto& hook : hooks_)
    if (hook && hook.use_count() == 1)  // else the walker holds it as well
      if (int r = hook->traverse(visit, arg)) return r;
  return 0;
}

// What a tape held, to be freed once nothing leads to it any more. Memory for lists is kept for the next use.
struct Tape::Remains {
  struct Rare {
    std::vector<std::shared_ptr<GradHook>> hooks;
    std::vector<std::pair<int32_t, SourceLine>> lines;
    std::vector<Leave> leaves;
    ~Rare() {
      for (auto& [entry, line] : lines) g_source_release(line);
      for (auto& l : leaves) g_source_release(l.where);
    }
  };
  Tape& tape;
  SavedList saved;
  std::unique_ptr<Rare> rare;

  explicit Remains(Tape& t) : tape(t) { saved.swap(t.saved_); }
  void take_rare(bool explainable) {
    rare = std::make_unique<Rare>();
    rare->hooks.swap(tape.hooks_);
    if (explainable) return;
    rare->lines.swap(tape.lines_);
    rare->leaves.swap(tape.leaves_);
  }
  [[gnu::always_inline]] ~Remains() {
    saved.clear();
    if (!tape.saved_.size()) saved.swap(tape.saved_);
  }
};

namespace {
template <class V> void empty(V& v) {
  v.clear();
  if (v.capacity() > 4096) V().swap(v);
}
}  // namespace

void Tape::release(bool explainable) {
  if (nodes_.empty() && entries_.empty()) return;
  Hold hold(*this);
  ++era_;
  to_drop_.clear();
  Remains remains(*this);
  if (!hooks_.empty() || !lines_.empty() || !leaves_.empty()) remains.take_rare(explainable);
  if (explainable) return;
  entries_.clear();
  in_nodes_.clear();
  nodes_.clear();
  ids_.clear();
  if (!refusals_.empty()) empty(refusals_);
  if (!hook_names_.empty()) empty(hook_names_);
}

void Tape::clear() {
  Hold hold(*this);
  release(false);
  if (variables_.empty()) return;
  std::vector<VariableImpl*> variables;
  variables.swap(variables_);
  for (VariableImpl* v : variables) {
    if (v->object && g_object_release) g_object_release(v->object);
    v->unref();
  }
  if (variables_.empty() && variables.capacity() < 4096) {
    variables.clear();
    variables_.swap(variables);
  }
}

void Tape::destroy() {
  clear();  // while the last holder still counts
  delete this;
}

}  // namespace zeal
