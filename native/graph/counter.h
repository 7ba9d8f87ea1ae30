// Loops that count: i = i + step as long as i < limit. How many steps they take is known before the first one.
#pragma once
#include "core/tensor.h"

namespace zeal {

struct Calls;

struct Counter {
  int place = -1;  // among what the loop carries; -1: it does not count
  Tensor step;
  Tensor limit;        // null where it is
  int limit_at = -1;   // an input
};

// Whether what the loop carries there is counted; loops by other conditions have none.
Counter find_counter(const Calls& loop);
// How many steps a run with these inputs takes; -1 where that is not known, as where the counter would run over.
int64_t count_steps(const Counter& counter, TensorImpl* const* in);
// The counter behind some steps.
Tensor count_on(const Counter& counter, const TensorImpl& from, int64_t steps);

}  // namespace zeal
