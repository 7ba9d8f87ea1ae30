// Truncated normals, by rejection in TensorFlow's order.
#pragma once
#include "ops/random/distributions.h"
#include "ops/random/random_kernel.h"

namespace zeal {
namespace {

// Each group of outputs (all that one block of words makes) owns a stretch of
// the stream and reads on in it until it has enough normals inside (-2, 2). Groups still short
// after a block stay on a worklist, so that every round works on full lanes.
template <class T>
struct Groups {
  // Values are compared and kept before they are rounded to T.
  using Value = typename Normal<T>::Value;
  static constexpr int kOutputs = Normal<T>::kPerCounter;
  static constexpr uint64_t kStride = kReservedPerOutput * kOutputs / 4;
  static constexpr int kBatch = 256;

  // Appends what is accepted of values, without branches (a full group may spill into the second
  // half of its row); true when the group is full.
  bool accept(int group, const Value* values) {
    int n = filled[group];
    for (int j = 0; j < kOutputs; ++j) {
      kept[group][n] = values[j];
      n += (values[j] < Value(2)) & (values[j] > Value(-2));
    }
    filled[group] = static_cast<uint8_t>(n);
    return n >= kOutputs;
  }

  Value kept[kBatch][2 * kOutputs];
  uint8_t filled[kBatch];
  uint16_t pending[kBatch];
};

// One round over up to L entries of the worklist (repeating the last to fill the lanes).
template <int L, class T>
int truncated_round(Groups<T>& g, const Philox& start, uint64_t first_group, uint64_t round,
                    int from, int pending, int still) {
  using Value = typename Groups<T>::Value;
  constexpr int kOutputs = Groups<T>::kOutputs;
  uint64_t offsets[L];
  PhiloxWords<L> words;
  Value values[L * kOutputs];
  const int lanes = pending - from < L ? pending - from : L;
  for (int i = 0; i < L; ++i) {
    const uint64_t group = first_group + g.pending[from + (i < lanes ? i : lanes - 1)];
    offsets[i] = group * Groups<T>::kStride + round;
  }
  philox_lanes<L>(start, offsets, words);
  Normal<Value>::template apply<L>(words, values);
  for (int i = 0; i < lanes; ++i) {
    const uint16_t group = g.pending[from + i];
    g.pending[still] = group;
    still += !g.accept(group, values + i * kOutputs);
  }
  return still;
}

template <class T>
void truncated_normal(const Philox& start, int64_t first, int64_t count, void* to) {
  constexpr int kOutputs = Groups<T>::kOutputs, kBatch = Groups<T>::kBatch;
  auto* out = static_cast<T*>(to);
  uint64_t first_group = static_cast<uint64_t>(first / kOutputs);
  Groups<T> g;
  for (; count > 0; count -= kBatch * kOutputs, out += kBatch * kOutputs, first_group += kBatch) {
    const int64_t outputs = count < kBatch * kOutputs ? count : kBatch * kOutputs;
    int pending = static_cast<int>((outputs + kOutputs - 1) / kOutputs);
    for (int i = 0; i < pending; ++i) g.pending[i] = static_cast<uint16_t>(i), g.filled[i] = 0;
    for (uint64_t round = 0; pending > 0; ++round) {
      int still = 0, from = 0;
      for (; from + kLanes <= pending; from += kLanes)
        still = truncated_round<kLanes>(g, start, first_group, round, from, pending, still);
      for (; from < pending; from += kTailLanes)
        still = truncated_round<kTailLanes>(g, start, first_group, round, from, pending, still);
      pending = still;
    }
    for (int64_t i = 0; i < outputs; ++i) store(g.kept[i / kOutputs][i % kOutputs], out[i]);
  }
}

}  // namespace
}  // namespace zeal
