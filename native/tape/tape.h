// Tape: the record of a forward pass, and the only gradient walker.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "core/thread_state.h"
#include "core/variable.h"
#include "op/execute.h"
#include "op/op_def.h"
#include "tape/id_map.h"
#include "tape/pod_list.h"
#include "tape/saved_list.h"

namespace zeal {

// Rows `values` at `indices` of a tensor of `dense_shape` (tf.IndexedSlices).
struct Slices {
  Tensor values, indices, dense_shape;
  std::shared_ptr<void> given = nullptr;  // the object of a subclass that these are, until they are added to
};

// A gradient: a dense tensor, or slices, or nothing. Two words: tapes move many of them.
struct GradValue {
  Tensor dense;
  std::unique_ptr<Slices> slices;

  GradValue() = default;
  explicit GradValue(Tensor t) : dense(std::move(t)) {}
  explicit GradValue(Slices s) : slices(std::make_unique<Slices>(std::move(s))) {}
  GradValue(GradValue&&) = default;
  GradValue& operator=(GradValue&&) = default;
  GradValue(const GradValue& o) : dense(o.dense), slices(o.slices ? std::make_unique<Slices>(*o.slices) : nullptr) {}

  bool empty() const { return !dense && !slices; }
  bool sparse() const { return bool(slices); }
  // The dense tensor; sums slices that share an index.
  Tensor densify() const;
};

// A gradient supplied from outside (tf.custom_gradient, traced functions). One tape records it, once: a
// collector counts what a hook holds by the tape that leads to it.
class GradHook {
 public:
  virtual ~GradHook() = default;
  // dy has one tensor per recorded output (null only for hooks that say so), dx one slot per recorded input.
  virtual void backward(const std::vector<Tensor>& dy, std::vector<GradValue>& dx) = 0;
  // What nothing flows into is null, not zeros.
  virtual bool takes_nothing() const { return false; }
  // Lives as long as the process (intern_string).
  virtual const char* name() const = 0;
  // For the garbage collector of the language that the hook belongs to.
  virtual int traverse(int (*)(void* object, void* arg), void*) { return 0; }
};

// A line of the user's program; filled by the binding. Holds what it needs to name it later.
struct SourceLine {
  void* code = nullptr;
  int line = 0;
};
extern SourceLine (*g_current_source)();
extern std::string (*g_source_text)(const SourceLine&);
extern void (*g_source_release)(const SourceLine&);
// Keep the language's object of a watched variable alive, and let it go.
extern void (*g_object_keep)(void* object);
extern void (*g_object_release)(void* object);

// Whatever a tape lets go of may run code of the program (finalizers, owners of foreign memory), and so may
// rules: it records, resets or drops this very tape. So a method that frees or calls out holds the tape (Hold),
// brings it into a state that others may meet before anything dies, and keeps no pointer into its lists.
//
// Reference counted. Thread safety: one thread records at a time; the binding's lock guards the rest.
class Tape {
 public:
  void* object = nullptr;  // the host language's, not owned
  int pauses = 0;          // those in force when it became active: it rests while there are more

  Tape() = default;
  Tape(const Tape&) = delete;
  [[gnu::always_inline]] void unref() {
    if (holders_ > 1) [[likely]] --holders_;
    else destroy();
  }

  // Forgets everything; variables that were watched too.
  void start(bool persistent, bool watch_variables) {
    clear();
    persistent_ = persistent;
    watch_variables_ = watch_variables;
    record_nothing_ = hides_ = false;
  }
  bool persistent() const { return persistent_; }
  // Only notes which variables are read; `hide` keeps ops from the tapes around it too.
  void record_nothing(bool hide) {
    record_nothing_ = true;
    hides_ = hide;
  }
  bool hides() const { return hides_; }
  bool is_paused(const ThreadState& ts) const { return pauses != ts.pauses; }
  // A gradient of this tape is being computed: it must not be cleared.
  bool busy() const { return busy_ > 0; }

  // Starts following a value.
  int watch(TensorImpl& t);
  int watch(VariableImpl& v);
  // A variable was read: its current value stands for it from here on.
  void on_read(VariableImpl& v);
  void record(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout);
  // Records outputs of a custom gradient; keeps the hook only when an input is followed.
  bool record_hook(std::shared_ptr<GradHook> hook, TensorImpl* const* in, int nin, Tensor* out, int nout);
  // A followed tensor died. An entry whose outputs are gone and that feeds no other one can never
  // be asked for: it lets go of what it held.
  void on_death(uint64_t id) noexcept;
  // The program let go of a tensor. True when its own entry alone still held it, and was dropped.
  bool on_left(const TensorImpl& t) noexcept;
  // A followed value, which the caller holds, left for plain Python (`.numpy()`, `float()`); for explain().
  void on_leave(TensorImpl& t, const char* how);

  // From here on the tensor is what this node stands for; -1: nothing that is followed.
  void rebind(TensorImpl& t, int node) { ids_.insert(t.id ? t.id : t.id = next_id(), node); }

  // Node of a tensor or variable, -1 when not followed.
  int node_of(const TensorImpl& t) const { return t.id ? ids_.find(t.id) : -1; }
  int node_of(const VariableImpl& v) const { return ids_.find(v.id); }
  const std::vector<VariableImpl*>& variables() const { return variables_; }

  // d(sum of targets * seeds) / d(source nodes) into out, one per source. Releases what was recorded
  // unless the tape is persistent or `keep`. A target may be -1.
  void gradient(const int* targets, Tensor* seeds, int ntargets, const int* sources, int nsources, GradValue* out,
                bool keep = false);
  // Why the gradient of target by source is None, in a sentence or two. Nodes may be -1.
  std::string explain(int target, int source) const;
  void clear();
  size_t size() const { return entries_.size(); }
  int traverse(int (*visit)(void*, void*), void* arg) const;

 private:
  friend class Grad;
  friend class Backward;
  friend class Explanation;
  struct Entry {
    const OpDef* op;  // null: hooks_[hook]
    Attrs attrs;
    int32_t hook;
    int32_t first_in, nin;
    int32_t first_saved, nsaved;
    int32_t first_out, nout;
    bool cut;      // not differentiable: no gradient passes
    bool reduces;  // broadcast inputs: their shapes follow the declared saves
    bool dropped;  // holds nothing any more: nobody can ask for its outputs
  };
  struct Node {
    DType dtype;
    bool dead;     // no gradient: an integer, or made from integers alone
    bool gone;     // the tensor died
    int32_t uses;  // as an input of entries that were not dropped
    int32_t made_by;  // entry, -1 for what was watched
  };
  struct Leave {
    int32_t node;
    const char* how;
    SourceLine where;
  };
  class Hold {  // keeps the tape while what dies with its entries runs code
   public:
    explicit Hold(Tape& t) : t_(t) { ++t.holders_; }
    [[gnu::always_inline]] ~Hold() { t_.unref(); }
    Hold(const Hold&) = delete;

   private:
    Tape& t_;
  };
  struct Remains;
  struct Scratch;
  struct FreeScratch {
    void operator()(Scratch* s) const;
  };
  using ScratchPtr = std::unique_ptr<Scratch, FreeScratch>;

  int new_node(TensorImpl& t, bool dead, int made_by = -1);
  bool is_unused(const Entry& e) const;
  bool is_kept_by_its_entry(int node) const;
  void drop(int entry);
  void drop_unused(int entry) noexcept;
  void bind_value(VariableImpl& v, int node);
  bool find_inputs(TensorImpl* const* in, int nin, bool* live);
  Entry& push_entry(const OpDef* op, const Attrs& attrs, int nin, Tensor* out, int nout, bool cut, bool live);
  uint32_t followed_inputs(const Entry& e) const;
  void save(const OpDef& op, Entry& e, TensorImpl* const* in, int nin, Tensor* out, int nout);
  void note_line();  // the program's, for the last entry; runs code of the program
  template <class Keep> void with_line(Keep&& keep);
  // Shape and zero of an output: enough to make zeros of it later.
  void save_zero(const Tensor& out);
  Tensor make_zeros(const Entry& e, int output) const;
  void release_saved(const Entry& e);
  // Frees tensors and hooks; what explain() reads stays when `explainable`.
  void release(bool explainable);

  void destroy();
  ~Tape() = default;

  int holders_ = 1;
  bool persistent_ = false, watch_variables_ = true, record_nothing_ = false, hides_ = false;
  int busy_ = 0;  // gradients being computed: threads, and rules that ask for gradients, may overlap
  IdMap ids_;
  PodList<Entry> entries_;
  PodList<int32_t> in_nodes_;
  SavedList saved_;
  PodList<Node> nodes_;
  std::vector<std::shared_ptr<GradHook>> hooks_;
  std::vector<const char*> hook_names_;
  std::vector<VariableImpl*> variables_;
  std::vector<std::pair<int32_t, SourceLine>> lines_;  // by entry: of those that end paths and, while ops are watched, of all
  std::vector<Leave> leaves_;
  std::vector<std::pair<int32_t, int32_t>> refusals_;  // entry, input: the rule gave no gradient
  PodList<int32_t> to_drop_;  // entries that may have become unused
  bool dropping_ = false;
  uint32_t era_ = 0;  // how often everything was released
  ScratchPtr scratch_;
};

// Active tapes of this thread.
void push_tape(Tape* tape);
void pop_tape(Tape* tape);
// Calls fn(tape) for those that record ops now, innermost first. What fn runs may start and stop tapes.
template <class Fn> void each_recording_tape(Fn&& fn) {
  const ThreadState& ts = thread_state();
  for (size_t i = ts.tapes.size(); i-- > 0;) {
    if (i >= ts.tapes.size()) [[unlikely]] continue;
    Tape& tape = *ts.tapes[i];
    if (tape.is_paused(ts) || tape.hides()) return;
    fn(tape);
  }
}
// Lets the tapes that are active by now rest; returns what ends that. Tapes that start inside record.
inline int pause_recording(ThreadState& ts) {
  ts.mode &= ~kRecording;
  return ts.pauses++;
}
// Scopes of the host language may end in any order: those inside end too.
inline void resume_recording(ThreadState& ts, int pauses) {
  if (pauses < ts.pauses) ts.pauses = pauses;
  for (size_t i = ts.tapes.size(); i-- > 0 && ts.tapes[i]->pauses > ts.pauses;) ts.tapes[i]->pauses = ts.pauses;
  if (!ts.tapes.empty() && !ts.tapes.back()->is_paused(ts)) ts.mode |= kRecording;
}
// execute() calls this when kRecording is set.
void record_on_tapes(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout);
// The variable's value for use as an op input; notes the read on active tapes.
const Tensor& read_variable(VariableImpl& v);

// No tape of this thread that was active before records while one of these lives.
class PauseRecording {
 public:
  PauseRecording() : state_(thread_state()), before_(pause_recording(state_)) {}
  ~PauseRecording() { resume_recording(state_, before_); }
  PauseRecording(const PauseRecording&) = delete;

 private:
  ThreadState& state_;
  int before_;
};

// What a gradient rule works with. `entry` is the walker's own copy: the ops that a rule calls may be recorded
// by the tape itself, whose lists move.
class Grad {
 public:
  Grad(Tape& tape, const Tape::Entry& entry, GradValue* dys, const uint8_t* needed, GradValue* dx)
      : tape_(tape), e_(entry), dys_(dys), needed_(needed), dx_(dx) {}

  const OpDef& op() const { return *e_.op; }
  template <class A> const A& attr() const { return e_.attrs.as<A>(); }
  const Attrs& attrs() const { return e_.attrs; }
  int nin() const { return e_.nin; }
  int nout() const { return e_.nout; }
  // Gradient of output i; zeros when nothing flowed into it (outputs of several only).
  Tensor dy(int i = 0);
  bool has_dy(int i) const { return !dys_[i].empty(); }
  // Saved values; only declared ones exist.
  Tensor in(int i) const { return slot(op().slot_in[i], "In", i); }
  Tensor out(int i = 0) const { return slot(op().slot_out[i], "Out", i); }
  // Of ops that save everything (rules written in Python): input or output i.
  Tensor saved(int i) const { return tape_.saved_[e_.first_saved + i]; }
  // Only of inputs that somebody wants a gradient of: of others the tape knows nothing.
  DType in_dtype(int i) const;
  // 1-D tensor: int32, or int64 where a size needs it.
  Tensor in_shape(int i) const { return slot(op().slot_shape[i], "InShape", i); }
  Tensor last_in() const { return slot(op().slot_last, "LastIn", 0); }
  Tensor list_shape(int i) const;
  // Whether anybody asks for the gradient of input i.
  bool wants(int i) const {
    int node = tape_.in_nodes_[e_.first_in + i];
    return node >= 0 && needed_[node];
  }
  void set(int i, Tensor dx) { dx_[i].dense = std::move(dx); }
  void set(int i, GradValue dx) { dx_[i] = std::move(dx); }
  void set_slices(int i, Tensor values, Tensor indices, Tensor dense_shape);
  // Gives input 0 what flows into output 0 as it is, slices included.
  void pass() { dx_[0] = GradValue(dys_[0]); }

 private:
  Tensor slot(int s, const char* what, int i) const;

  Tape& tape_;
  const Tape::Entry& e_;
  GradValue* dys_;
  const uint8_t* needed_;
  GradValue* dx_;
};

}  // namespace zeal
