// What the losses and decoders of connectionist temporal classification share: arithmetic on logs of probabilities, and
// the checks of logits with their lengths.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>

#include "op/infer.h"

namespace zeal {

inline constexpr DTypeSet kCtcTypes = bit(DType::kFloat32) | bit(DType::kFloat64);
inline constexpr double kNever = -std::numeric_limits<double>::infinity();  // the log of 0

// log(exp(a) + exp(b))
inline double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

// Logs of the softmax of a row.
template <class T> void log_softmax(const T* row, int64_t classes, double* to) {
  const double most = *std::max_element(row, row + classes);
  double sum = 0;
  for (int64_t c = 0; c < classes; ++c) sum += std::exp(double(row[c]) - most);
  for (int64_t c = 0; c < classes; ++c) to[c] = double(row[c]) - most - std::log(sum);
}

// The batch of logits [time, batch, classes] and input `lengths`, [batch]; kUnknownDim where nobody knows.
inline int64_t checked_batch(const InferContext& c, int lengths) {
  c.require_rank(0, 3, "inputs is not a 3-Tensor");
  c.require_rank(lengths, 1, "sequence_length is not a vector");
  const int64_t batch = c.rank(0) == 3 ? c.dim(0, 1) : kUnknownDim, given = c.rank(lengths) == 1 ? c.dim(lengths, 0) : kUnknownDim;
  if (batch >= 0 && given >= 0 && batch != given) c.invalid("len(sequence_length) != batch_size.  len(sequence_length):  ", given, " batch_size: ", batch);
  if (c.rank(0) == 3 && c.dim(0, 2) == 0) c.invalid("inputs must have at least one class, the blank; ", c.show(0));
  return batch < 0 ? given : batch;
}

}  // namespace zeal
