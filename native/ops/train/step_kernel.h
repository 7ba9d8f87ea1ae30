// Contract of the kernels of training steps: one table per instruction set.
#pragma once
#include <cstdint>

#include "op/isa.h"

namespace zeal {

// What the steps of optimizers compute; step_kernel.cc has a functor for each.
enum class Rule : uint8_t {
  kDescent, kProximalDescent, kMomentum, kNesterov, kNesterovRows, kKerasMomentum, kKerasNesterov, kAdagrad, kAdagradFrozen,
  kAdagradV2, kAdagradV2Frozen, kAdagradDA, kAdagradDARows, kProximalAdagrad, kAdadelta, kRMSProp, kRMSPropRows,
  kCenteredRMSProp, kCenteredRMSPropRows, kAdam, kAdamRows, kAdamNesterov, kAdamWithAmsgrad, kAmsgradRows, kAdaMax, kFtrl,
  kFtrlV2, kAddSign, kPowerSign, kCount,
};

inline constexpr int kMaxState = 4;    // a variable and its slots
inline constexpr int kMaxNumbers = 8;  // learning rate and the like

// One step over n elements: state[0] is the variable, the slots follow; all are written in place. `numbers` in the
// order of the op's inputs.
template <class T> using StepFn = void (*)(T* const* state, const T* gradient, const T* numbers, int64_t n);

struct StepKernels {
  StepFn<float> float32[int(Rule::kCount)];
  StepFn<double> float64[int(Rule::kCount)];
};

ZEAL_DECLARE_FOR_ISAS(const StepKernels, step_kernels)

}  // namespace zeal
