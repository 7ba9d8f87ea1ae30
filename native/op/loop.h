// The inner loops of elementwise ops: their signature and the list that they register in.
#pragma once

namespace zeal {

// Applies an op to n elements. ptrs are the inputs, then the output; byte_strides likewise, 0 for an
// input that is one value. The output may be an input (same address and stride), and may overlap
// none otherwise. Loops touch only these n elements, allocate nothing and never throw.
using LoopFn = void (*)(char* const* ptrs, const long* byte_strides, long n);

// One loop; dtypes are TensorFlow's DataType numbers. isa: 0 baseline, 1 x86-64-v3, 2 x86-64-v4.
// in_dtype is that of the last input (a leading condition is bool).
struct LoopEntry {
  const char* op;
  unsigned char isa;
  signed char in_dtype;
  signed char out_dtype;
  unsigned char arity;
  LoopFn fn;
  LoopEntry* next;
  bool by_value = false;  // single values on the right may take a shorter way, with other bits
};

// Head of the list; entries are static objects that link themselves before main.
extern LoopEntry* loop_list;

}  // namespace zeal
