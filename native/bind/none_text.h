// What is said of a None in the place of a value, most often a gradient or an open size.
#pragma once
#include "core/error.h"
#include "core/thread_state.h"

namespace zeal::bind {

inline constexpr const char* kNoneText =
    "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor; a tensor, number, list or "
    "NumPy array is expected. A gradient is None where nothing leads from source to target: tape.explain(target, source) says why; "
    "a size is None where only the run of a graph tells it: tf.shape(x)[i] is the tensor of it";

inline std::string none_text() { return concat(thread_state().mode & kGraphMode ? "None values not supported. " : "", kNoneText); }

}  // namespace zeal::bind
