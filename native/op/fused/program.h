// FusedProgram: elementwise ops that feed one another, run tile by tile, so that what lies between them stays in the
// first cache. A reduction may end it. The loops are those of the ops' own kernels, so the bits are too.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "op/elementwise.h"
#include "op/source.h"

namespace zeal {

struct FusedLayout;

class FusedProgram {
 public:
  static constexpr int kMaxValues = 512;
  static constexpr int kMaxInputs = 64;
  static constexpr int64_t kFewElements = 16;

  // The loop of a step; none (null `fn`) for what cannot be one.
  static ElementLoop loop_of(const OpDef& op, const Attrs& attrs, const DType* in, int nin, DType out);

  // A program of inputs of these dtypes. Values are numbered: the inputs, then the results of steps.
  explicit FusedProgram(std::vector<DType> inputs);

  // Adds an op on values that are there; returns its result's number, or -1 where the op cannot be part of a fused
  // program. `out`: the result's dtype, if it is known; else this throws what the op's inference throws for these dtypes.
  int add(const OpDef& op, const Attrs& attrs, std::span<const int> operands, DType out = DType::kInvalid);
  // Adds the last step: a reduction over `axes`. The same results.
  int reduce(const OpDef& op, const Attrs& attrs, int value, Tensor axes);
  // Ends the program. `outputs` are results of steps. False where there are too many values to hold at a time. A program
  // for `few` elements may have many more steps than others; other inputs than few elements of one shape, and scalars,
  // take its ops one by one.
  bool finish(std::vector<int> outputs, bool few = false);

  // Runs all steps. Writes one tensor per output, in the memory of an input where one of the inputs whose bits are set in
  // `dying` fits: those that the caller alone holds, and lets go of afterwards. `*step` is the step at hand, for when an
  // op throws. Returns whether all went in one pass, or, since some shapes did not fit that, one op after the other.
  bool run(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step) const {
    return run_few(in, out, dying, step) || run_many(in, out, dying, step, nullptr);
  }
  // The same, where `source` makes one of the inputs meanwhile.
  bool run(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step, Source& source) const { return run_many(in, out, dying, step, &source); }
  bool run(TensorImpl* const* in, Tensor* out, uint64_t dying = 0) const {
    int step;
    return run(in, out, dying, &step);
  }

  int num_inputs() const { return num_inputs_; }
  // Whether a run of few elements is but its loops, and these: `fn` is called with a loop, its operands' numbers and the
  // result's dtype.
  bool is_few() const { return few_ > 0; }
  template <class Fn> void each_op(Fn&& fn) const {
    for (const Step& s : steps_) fn(s.loop, std::span<const uint16_t>(s.args, s.nin), dtypes_[s.out]);
  }
  int output(int i) const { return outputs_[size_t(i)].value; }
  // Whether steps may read these inputs as scalars beside others of one shape.
  bool takes_scalars(uint64_t scalars) const;
  DType dtype(int value) const { return dtypes_[value]; }
  int num_steps() const { return int(steps_.size()); }
  int num_outputs() const { return int(outputs_.size()); }

 private:
  // What the tiles need of a step.
  struct Step {
    ElementLoop loop;
    uint8_t nin = 0;
    uint16_t args[kMaxLoopArgs] = {}, out = 0;  // operands, then the result; behind them the result again
    bool only_alike = false;   // its operands have one shape, or are scalars
    bool own_shapes = false;   // only the op knows which shapes fit
    bool by_value = false;     // operands that repeat along axes go the op's own way
    uint64_t reads = 0;        // inputs of the program that it depends on
  };
  struct Node {
    const OpDef* op;
    Attrs attrs;
  };
  struct Output {
    uint16_t value;
    uint64_t donors = 0;  // inputs whose memory it may take over
  };
  // What a run of few elements needs of a step.
  struct Ready {
    const ElementLoop* loop;
    int nin;
    uint16_t args[kMaxLoopArgs];
    long strides[kMaxLoopArgs];
  };
  friend class FusedRun;

  // --- few.cc: the usual short run ---
  bool run_few(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step) const;
  bool run_many(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step, Source* source) const;
  void make_ready(uint64_t scalars) const;

  int new_value(DType dtype);
  bool give_registers();
  void find_last_readers();
  void find_donors(Output& output) const;
  bool is_output(int value) const;

  int num_inputs_;
  std::vector<DType> dtypes_;  // of values
  std::vector<long> sizes_;    // of their elements
  std::vector<Step> steps_;
  std::vector<Node> nodes_;  // of steps, and the reduction
  std::vector<Output> outputs_;
  std::vector<int> last_;  // step that reads each value last; -1: none, num_steps(): the reduction
  std::vector<int16_t> registers_;  // of values; -1: an input or output
  std::vector<std::pair<uint16_t, uint16_t>> in_registers_;  // the same, of those that have one
  int num_registers_ = 0;
  int64_t widest_ = 1;  // bytes of an element
  int64_t tile_ = 0;    // elements, where nothing broadcasts
  int64_t few_ = 0;     // elements that run_few() takes
  bool only_few_ = false;
  bool mixed_ = false;  // some step wants operands of several shapes
  int reduced_ = -1;    // the value that the reduction takes,
  int reduction_ = -1;  // and its result
  RowReduction rows_ = {};
  Tensor axes_;
  // Of the last inputs of several shapes. Runs look at it and change it while they hold the host language's lock.
  mutable std::shared_ptr<const FusedLayout> layout_;
  // The same of runs of few elements: for the last set of scalars among the inputs; none where they cannot be.
  mutable std::vector<Ready> ready_;
  mutable uint64_t ready_for_ = ~uint64_t{0};
};

}  // namespace zeal
