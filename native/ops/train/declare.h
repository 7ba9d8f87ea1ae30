// How the ops that train are declared: inputs, attributes, checks and kernels follow from a list of names.
#pragma once
#include "ops/train/step.h"

namespace zeal {

// Registers what a step op computes, `other` where its attribute says so, and declares its inputs: `state` names the
// variable and its slots, `rest` scalars of dtype T and the gradient ("grad" or "delta"), in TensorFlow's order, and
// "indices" where the gradient is one of rows; "global_step" is an int64.
OpDef& declare_step(OpDef& op, Rule rule, Rule other, const char* state, const char* rest, DTypeSet types = kFloating);

inline OpDef& step_of(OpDef& op, Rule rule, const char* state, const char* rest) { return declare_step(op, rule, rule, state, rest); }
// A rule with a variant.
OpDef& nesterov_step_of(OpDef& op, Rule rule, Rule nesterov, const char* state, const char* rest);
OpDef& growing_step_of(OpDef& op, Rule rule, Rule frozen, const char* state, const char* rest);

}  // namespace zeal
