// The elementwise driver: broadcasting, strides, dtype conversion and threads around stamped loops.
#pragma once
#include "op/op_def.h"

namespace zeal {

inline constexpr int kMaxLoopArgs = 4;            // inputs and the output
inline constexpr int64_t kElementGrain = 32768;  // elements that are worth a thread of their own

// Between a dtype and the one whose loops it runs: strided elements to a tile of the other's, and back.
struct Conversion {
  DType via;
  void (*in)(const char* from, long stride, char* tile, int64_t n);
  void (*out)(const char* tile, char* to, long stride, int64_t n);
};
// Null for dtypes that have loops of their own.
const Conversion* conversion_of(DType t);

// What an op does to elements of given dtypes: a loop, and the conversion around it if it is another dtype's.
struct ElementLoop {
  LoopFn fn = nullptr;
  const Conversion* conversion = nullptr;
  uint8_t converted = 0;  // bit i: input i, or behind them the output, passes through the conversion

  // See LoopFn; ptrs and strides are those of the inputs and the output.
  void run(int nin, char* const* ptrs, const long* strides, int64_t n) const {
    if (conversion) run_converted(nin, ptrs, strides, n);
    else fn(ptrs, strides, n);
  }

 private:
  void run_converted(int nin, char* const* ptrs, const long* strides, int64_t n) const;
};

// The loop that an op's kernel for inputs of these dtypes runs; none (null `fn`) where the kernel does more, as checking
// values, or works in another way.
ElementLoop element_loop(const OpDef& op, const Attrs& attrs, const DType* in, int nin, DType out);

// Fills the op's kernel and loop tables from the stamped entries of the best instruction set here.
void bind_elementwise(OpDef& op);

}  // namespace zeal
