// Building fused programs: which ops they take, and where values are kept.
#include "op/fused/program.h"

#include <algorithm>

#include "op/fused/tiles.h"
#include "op/infer.h"

namespace zeal {

FusedProgram::FusedProgram(std::vector<DType> inputs) : num_inputs_(int(inputs.size())) {
  for (DType t : inputs) new_value(t);
}

int FusedProgram::new_value(DType dtype) {
  if (dtypes_.size() == kMaxValues) return -1;
  dtypes_.push_back(dtype);
  sizes_.push_back(long(dtype_size(dtype)));
  widest_ = std::max(widest_, int64_t(dtype_size(dtype)));
  return int(dtypes_.size()) - 1;
}

namespace {

// The dtype of what an op makes of values of these dtypes, whatever their shapes.
DType dtype_of(const OpDef& op, const Attrs& attrs, const DType* in, int nin) {
  std::vector<Tensor> held;
  std::vector<TensorImpl*> symbols;
  for (int i = 0; i < nin; ++i) symbols.push_back(held.emplace_back(make_symbolic(in[i], Shape::unknown())).get());
  return infer_call(op, symbols.data(), nin, attrs)[0].dtype;
}

}  // namespace

ElementLoop FusedProgram::loop_of(const OpDef& op, const Attrs& attrs, const DType* in, int nin, DType out) {
  const auto is_number = [](DType t) { return dtype_size(t) <= kWidest; };
  const bool fits = (op.is_elementwise || op.loop_fn) && !op.is_stateful && nin >= 1 && nin <= 3 && nin == int(op.inputs.size());
  return fits && is_number(out) && std::all_of(in, in + nin, is_number) ? element_loop(op, attrs, in, nin, out) : ElementLoop{};
}

int FusedProgram::add(const OpDef& op, const Attrs& attrs, std::span<const int> operands, DType out) {
  const int nin = int(operands.size());
  if (reduced_ >= 0 || nin > 3) return -1;
  DType in[3];
  for (int i = 0; i < nin; ++i) in[i] = dtypes_[operands[i]];
  if (out == DType::kInvalid) out = dtype_of(op, attrs, in, nin);
  Step step{loop_of(op, attrs, in, nin, out), uint8_t(nin)};
  const int value = step.loop.fn ? new_value(out) : -1;
  if (value < 0) return -1;
  std::fill_n(step.args, kMaxLoopArgs, uint16_t(value));
  for (int i = 0; i < nin; ++i) {
    step.args[i] = uint16_t(operands[i]);
    step.reads |= operands[i] < num_inputs_ ? uint64_t{1} << operands[i] : steps_[operands[i] - num_inputs_].reads;
  }
  step.out = uint16_t(value);
  step.only_alike = nin > 1 && !op.is_elementwise && !op.loop_broadcasts;
  step.own_shapes = op.infer_fn != infer_broadcast && op.infer_fn != infer_same_shape;
  mixed_ |= op.loop_broadcasts;
  step.by_value = contains(op.by_value_types, in[op.dispatch_input]);
  steps_.push_back(step);
  nodes_.push_back({&op, attrs});
  return value;
}

int FusedProgram::reduce(const OpDef& op, const Attrs& attrs, int value, Tensor axes) {
  if (reduced_ >= 0 || value < num_inputs_ || !op.rows_fn || !op.rows_fn(dtypes_[value], rows_)) return -1;
  const int result = new_value(dtypes_[value]);
  if (result < 0) return -1;
  reduced_ = value;
  reduction_ = result;
  axes_ = std::move(axes);
  nodes_.push_back({&op, attrs});
  return result;
}

void FusedProgram::find_last_readers() {
  last_.assign(dtypes_.size(), -1);
  for (int s = 0; s < num_steps(); ++s)
    for (int i = 0; i < steps_[s].nin; ++i) last_[steps_[s].args[i]] = s;
  if (reduced_ >= 0) last_[reduced_] = num_steps();
}

bool FusedProgram::is_output(int value) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.value == value; });
}

// A register serves again once its value has been read; a step may write where it reads elements of the same size.
bool FusedProgram::give_registers() {
  registers_.assign(dtypes_.size(), -1);
  std::vector<int> free;
  for (int s = 0; s < int(steps_.size()); ++s) {
    const Step& step = steps_[s];
    std::vector<int> later;
    for (int i = 0; i < step.nin; ++i) {
      const int v = step.args[i], r = registers_[v];
      if (r < 0 || last_[v] != s || std::count(step.args, step.args + i, v)) continue;
      (sizes_[v] == sizes_[step.out] ? free : later).push_back(r);
    }
    if (!is_output(step.out)) {
      if (free.empty()) free.push_back(num_registers_++);
      registers_[step.out] = int16_t(free.back());
      in_registers_.push_back({step.out, uint16_t(free.back())});
      free.pop_back();
      if (last_[step.out] < 0) later.push_back(registers_[step.out]);
    }
    free.insert(free.end(), later.begin(), later.end());
  }
  tile_ = tile_elements(num_registers_, 0, widest_);
  const int64_t few = num_registers_ ? kFewRoom / num_registers_ / 64 * 64 / widest_ : kFusedTile;
  few_ = reduced_ >= 0 || mixed_ ? 0 : only_few_ ? few : std::min(few, tile_ + kTail);
  return only_few_ ? few_ >= kFewElements : tile_ >= kLeastTile;
}

// An output is written over an input that only the step itself or earlier ones read.
void FusedProgram::find_donors(Output& output) const {
  for (int i = 0; i < num_inputs_; ++i)
    if (dtypes_[i] == dtypes_[output.value] && last_[i] <= output.value - num_inputs_) output.donors |= uint64_t{1} << i;
}

bool FusedProgram::finish(std::vector<int> outputs, bool few) {
  if (steps_.empty() || num_inputs_ > kMaxInputs || (!few && int(dtypes_.size()) > kMostMixed)) return false;
  only_few_ = few;
  find_last_readers();
  for (int v : outputs) {
    if (v < num_inputs_ || is_output(v)) return false;
    outputs_.push_back({uint16_t(v)});
    if (v != reduction_) find_donors(outputs_.back());
  }
  return give_registers();
}

}  // namespace zeal
