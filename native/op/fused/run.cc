// Running fused programs: the shape that all steps share, what to do with those that have another, outputs.
#include <algorithm>

#include "core/parallel.h"
#include "op/execute.h"
#include "op/fused/tiles.h"
#include "op/infer.h"

namespace zeal {
namespace {

constexpr int64_t kUnit = 512;          // elements; threads take whole ones

bool is_set(uint64_t set, int i) { return set >> i & 1; }

}  // namespace

// What inference knows of a value that is still to be made: dtype and shape.
struct FusedRun::Header {
  TensorImpl tensor;
  int64_t dims[kMaxRank];

  Header(DType dtype, ShapeView shape) {
    tensor.dtype = dtype;
    tensor.rank = int8_t(shape.rank);
    tensor.device = 0;
    tensor.flags = kSymbolic;
    tensor.numel = num_elements(shape);
    tensor.data = nullptr;
    tensor.owner = nullptr;
    tensor.id = 0;
    std::copy_n(shape.dims, shape.rank, tensor.dims());
  }
};

// Those of steps, on the stack.
class FusedRun::Headers {
 public:
  explicit Headers(const FusedRun& run) : run_(run) {}
  void add(int v, DType dtype, ShapeView shape) { new (at(v)) Header(dtype, shape); }
  TensorImpl& operator[](int v) { return v < run_.p_.num_inputs_ ? *run_.in_[v] : at(v)->tensor; }

 private:
  Header* at(int v) { return reinterpret_cast<Header*>(room_) + (v - run_.p_.num_inputs_); }
  const FusedRun& run_;
  alignas(Header) char room_[kMostMixed * sizeof(Header)];
};

bool FusedProgram::run_many(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step, Source* source) const {
  return FusedRun(*this, in, out, *step, source).run(dying);
}

bool FusedRun::run(uint64_t dying) {
  step_ = 0;
  if (p_.only_few_ || (!place_alike() && !place_mixed())) return run_alone(), false;
  tile_ = repeats_.nargs ? tile_elements(p_.num_registers_, repeats_.nargs, p_.widest_) : p_.tile_;
  make_outputs(dying);
  if (p_.reduced_ >= 0) finish_source(), run_reduction();
  else run_all(nullptr);
  return true;
}

// --- shapes ---

void FusedRun::put(int v, char* data, long stride) {
  base_[v] = data;
  strides_[v] = stride;
  placed_[num_placed_++] = uint8_t(v);
}

void FusedRun::place(int v, TensorImpl& t) {
  if (t.numel == numel_ || t.numel == 1) return put(v, t.data, t.numel == numel_ ? p_.sizes_[v] : 0);
  repeated_[repeats_.nargs] = uint8_t(v);
  repeats_.add(t, shape_);
}

// Inputs of one shape, and scalars beside them: the usual case. False where some step is of scalars alone, or may not like
// its operands.
bool FusedRun::place_alike() {
  if (p_.mixed_) return false;
  const TensorImpl* largest = in_[0];
  for (int i = 1; i < p_.num_inputs_ && largest->rank == 0; ++i) largest = in_[i];
  shape_ = largest->shape();
  numel_ = largest->numel;
  uint64_t scalars = 0;
  for (int i = 0; i < p_.num_inputs_; ++i) {
    TensorImpl& t = *in_[i];
    const bool whole = t.shape() == shape_;
    if (!whole && t.rank != 0) return num_placed_ = 0, false;
    if (!whole) scalars |= uint64_t{1} << i;
    put(i, t.data, t.numel == numel_ ? p_.sizes_[i] : 0);
  }
  if (!scalars || p_.takes_scalars(scalars)) return true;
  num_placed_ = 0;
  return false;
}

// Any shapes. Small inputs of the same ones as before need no new look.
bool FusedRun::place_mixed() {
  if (p_.layout_ && place_as_before()) return true;
  if (!find_layout()) return false;
  if (!early_) keep_layout();
  return true;
}

void FusedRun::keep_layout() const {
  auto layout = std::make_shared<FusedLayout>();
  for (int i = 0; i < p_.num_inputs_; ++i) {
    layout->inputs.push_back(in_[i]->rank);
    layout->inputs.insert(layout->inputs.end(), in_[i]->dims(), in_[i]->dims() + in_[i]->rank);
  }
  layout->shape = shape_;
  layout->numel = numel_;
  for (int k = 0; k < num_placed_; ++k) layout->placed.push_back({placed_[k], strides_[placed_[k]]});
  layout->repeated.assign(repeated_, repeated_ + repeats_.nargs);
  layout->repeats = repeats_;
  p_.layout_ = std::move(layout);
}

bool FusedRun::place_as_before() {
  const FusedLayout& layout = *p_.layout_;
  const int64_t* at = layout.inputs.data();
  for (int i = 0; i < p_.num_inputs_; ++i) {
    const ShapeView have = in_[i]->shape();
    if (!(ShapeView{int(*at), at + 1} == have)) return false;
    at += 1 + have.rank;
  }
  mixed_ = layout.shape;
  shape_ = mixed_;
  numel_ = layout.numel;
  for (const auto& [v, stride] : layout.placed) put(v, in_[v]->data, stride);
  repeats_.nargs = int(layout.repeated.size());
  if (!repeats_.nargs) return true;
  repeats_.rank = layout.repeats.rank;
  std::copy_n(layout.repeats.dims, repeats_.rank, repeats_.dims);
  for (int a = 0; a < repeats_.nargs; ++a) {
    repeated_[a] = layout.repeated[size_t(a)];
    repeats_.ptrs[a] = in_[repeated_[a]]->data;
    std::copy_n(layout.repeats.strides[a], repeats_.rank, repeats_.strides[a]);
  }
  return true;
}

// The shapes of all values are found out; steps whose results are smaller than the rest run first, by themselves.
bool FusedRun::find_layout() {
  Headers headers(*this);
  if (!infer_shapes(headers) || !sort_steps(headers) || !can_place(headers)) return false;
  run_early();
  uint64_t wanted = 0;
  for (int s = 0; s < p_.num_steps(); ++s)
    for (int i = 0; i < p_.steps_[s].nin && !is_set(early_, s); ++i) wanted |= uint64_t{1} << p_.steps_[s].args[i];
  for (int v = 0; v < p_.num_inputs_ + p_.num_steps(); ++v) {
    if (!is_set(wanted, v)) continue;
    if (v < p_.num_inputs_) place(v, *in_[v]);
    else if (is_set(early_, v - p_.num_inputs_)) place(v, *held_[v - p_.num_inputs_]);
  }
  if (repeats_.nargs) repeats_.merge(shape_);
  return true;
}

// False where an op does not take its operands' shapes: run alone, it says so.
bool FusedRun::infer_shapes(Headers& headers) const try {
  for (const FusedProgram::Step& s : p_.steps_) {
    TensorImpl* in[3];
    for (int i = 0; i < s.nin; ++i) in[i] = &headers[s.args[i]];
    const FusedProgram::Node& node = p_.nodes_[&s - p_.steps_.data()];
    OutSpec spec{p_.dtypes_[s.out]};
    InferContext context(*node.op, node.attrs, in, s.nin, &spec, 1);
    node.op->infer_fn(context);
    headers.add(s.out, spec.dtype, spec.shape);
    for (int i = 0; i < s.nin && s.only_alike; ++i)
      if (in[i]->rank != 0 && !(in[i]->shape() == spec.shape)) return false;
  }
  return true;
} catch (const Error&) {
  return false;
}

// The shape of the tiles is that of the largest output. False where a step with another one needs what tiles make.
bool FusedRun::sort_steps(Headers& headers) {
  numel_ = -1;
  const auto look_at = [&](int v) {
    if (headers[v].numel > numel_) numel_ = headers[v].numel, mixed_ = headers[v].shape();
  };
  for (const FusedProgram::Output& o : p_.outputs_)
    if (o.value != p_.reduction_) look_at(o.value);
  if (p_.reduced_ >= 0) look_at(p_.reduced_);
  shape_ = mixed_;
  for (const FusedProgram::Step& s : p_.steps_) {
    if (headers[s.out].shape() == shape_) continue;
    for (int i = 0; i < s.nin; ++i)
      if (s.args[i] >= p_.num_inputs_ && !is_set(early_, s.args[i] - p_.num_inputs_)) return false;
    early_ |= uint64_t{1} << (s.out - p_.num_inputs_);
  }
  return p_.reduced_ < 0 || headers[p_.reduced_].shape() == shape_;
}

// Whether the operands that repeat along axes have room, and no op has a way of its own with such.
bool FusedRun::can_place(Headers& headers) const {
  uint64_t repeated = 0;
  bool by_value = false;
  for (int s = 0; s < p_.num_steps(); ++s) {
    const FusedProgram::Step& step = p_.steps_[s];
    for (int i = 0; i < step.nin && !is_set(early_, s); ++i) {
      const int64_t n = headers[step.args[i]].numel;
      by_value |= step.by_value && n == 1;
      if (n == numel_ || n == 1) continue;
      if (step.by_value && i == 1) return false;
      repeated |= uint64_t{1} << step.args[i];
    }
  }
  const int n = __builtin_popcountll(repeated);
  const bool single = n && by_value && p_.reduced_ >= 0;  // blocks of a reduction may end one element into a row
  return n <= kMaxRepeats && tile_elements(p_.num_registers_, n, p_.widest_) >= kLeastTile && !single;
}

void FusedRun::run_early() {
  if (!early_) return;
  finish_source();
  held_.resize(p_.num_steps());
  for (; step_ < p_.num_steps(); ++step_) {
    if (!is_set(early_, step_)) continue;
    const FusedProgram::Step& s = p_.steps_[step_];
    TensorImpl* in[3];
    for (int i = 0; i < s.nin; ++i) in[i] = s.args[i] < p_.num_inputs_ ? in_[s.args[i]] : held_[s.args[i] - p_.num_inputs_].get();
    Outputs made;
    run_kernel(*p_.nodes_[step_].op, in, s.nin, p_.nodes_[step_].attrs, made);
    held_[step_] = std::move(made[0]);
  }
}

// --- outputs ---

// New memory, or that of an input that nobody else will look at.
Tensor FusedRun::output_for(const FusedProgram::Output& output, uint64_t dying) const {
  for (uint64_t set = output.donors & dying; set; set &= set - 1) {
    TensorImpl* t = in_[__builtin_ctzll(set)];
    if (t->unshared() && !t->id && t->shape() == shape_) return Tensor::share(t);
  }
  return make_tensor(p_.dtypes_[output.value], shape_);
}

void FusedRun::make_outputs(uint64_t dying) {
  for (size_t i = 0; i < p_.outputs_.size(); ++i) {
    const FusedProgram::Output& output = p_.outputs_[i];
    const int s = output.value - p_.num_inputs_;
    if (output.value == p_.reduction_) continue;
    if (is_set(early_, s)) {
      out_[i] = held_[s];
      continue;
    }
    step_ = s;
    out_[i] = output_for(output, dying);
    put(output.value, out_[i]->data, p_.sizes_[output.value]);
  }
}

// Threads share no row such that one element of it is left alone: some loops treat one element in another way.
int64_t FusedRun::cut(int64_t i) const {
  if (!repeats_.nargs || row_length() <= kLongRow) return i;
  const int64_t column = i % row_length();
  return column == 1 ? i - 1 : column == row_length() - 1 ? i + 1 : i;
}

void FusedRun::run_behind_source() {
  without_lock([&] { source_->each([&](int64_t begin, int64_t end) { evaluate(begin, end, nullptr); }); });
}

// `sink`: where the value that is reduced goes, if it is no output.
void FusedRun::run_all(char* sink) {
  if (source_ && source_->is_open() && source_->result()->numel == numel_) return run_behind_source();
  finish_source();
  if (!numel_) return;
  if (!early_ && !repeats_.nargs && numel_ <= tile_ + kTail && room_bytes(numel_) <= kSmallRoom) return evaluate_at_once(sink);
  if (numel_ <= kElementGrain) return evaluate(0, numel_, sink);
  const int64_t size = sink ? int64_t(dtype_size(p_.dtypes_[p_.reduced_])) : 0;
  without_lock([&] {
    parallel_for((numel_ + kUnit - 1) / kUnit, kElementGrain / kUnit, [&](int64_t begin, int64_t end) {
      begin = cut(begin * kUnit), end = cut(std::min(end * kUnit, numel_));
      evaluate(begin, end, sink ? sink + begin * size : nullptr);
    });
  });
}

// --- one op after the other ---

void FusedRun::run_alone() {
  finish_source();
  const int first = p_.num_inputs_, steps = int(p_.nodes_.size());
  std::vector<Tensor> made(steps);
  const auto value = [&](int v) { return v < first ? in_[v] : made[v - first].get(); };
  for (step_ = 0; step_ < steps; ++step_) {
    const FusedProgram::Node& node = p_.nodes_[step_];
    TensorImpl* in[3];
    int nin = 2;
    if (step_ == p_.num_steps()) in[0] = value(p_.reduced_), in[1] = p_.axes_.get();
    else for (nin = 0; nin < p_.steps_[step_].nin; ++nin) in[nin] = value(p_.steps_[step_].args[nin]);
    Outputs result;
    run_kernel(*node.op, in, nin, node.attrs, result);
    made[step_] = std::move(result[0]);
    for (int v = first; v < first + step_; ++v)
      if (p_.last_[v] == step_ && !p_.is_output(v)) made[v - first] = Tensor();
  }
  for (int i = 0; i < p_.num_outputs(); ++i) out_[i] = made[p_.outputs_[i].value - first];
}

}  // namespace zeal
