// What watched ops (kWatched, core/thread_state.h) are shown to.
#pragma once
#include <string>

#include "core/thread_state.h"
#include "op/execute.h"

namespace zeal {

// Runs after every watched op, before tapes record it; may throw. Set by the binding.
extern void (*g_after_op)(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout);

// Whether a floating point or complex tensor has an element that is infinite or not a number.
bool has_not_finite(const TensorImpl& t);

// "Log at train.py:12": the recorded op whose gradient rule this thread runs; empty outside of gradients,
// and where nobody watched when the gradient started.
std::string differentiated_op();

}  // namespace zeal
