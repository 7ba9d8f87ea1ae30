// Python signatures of ops: how call arguments map to inputs and attributes.
//
// A signature is text such as
//   "matmul, linalg.matmul(a, b, transpose_a=False, name=None)"
//   "reduce_sum(input_tensor:input, axis:reduction_indices=None, keepdims:keep_dims=None, name=None)"
// Before the bracket stand the names under which the callable is published (tf.matmul, tf.linalg.matmul);
// the last part of the first one is its own. Each parameter is `python_name[:target][=default]`. The target
// is an input or attribute of the op (by default the one of the same name); `target` naming another
// parameter makes a deprecated alias. A parameter with no target and a default is accepted and ignored
// (`name`).
#pragma once
#include <string>
#include <vector>

#include "bind/bind.h"
#include "op/op_def.h"

namespace zeal::bind {

inline constexpr int kInlineInputs = kMaxArgs;
inline constexpr int kMaxParams = 24;  // of a callable

struct Param {
  enum Kind : uint8_t { kInput, kAttr, kAlias, kIgnored, kOther } kind;  // kOther: Python code reads it
  uint8_t target;  // index of the input, attribute or parameter
  bool required;
  PyObject* name;  // interned, immortal
  std::string text_default;
  // Of functions in Python (op_function.cc):
  PyObject* value = nullptr;  // the default
  PyObject* part = nullptr;   // the input is this attribute of the argument
  bool unstated = false;      // the default is None, which the op does not take: Python code says what it stands for
  uint8_t entries = 0;        // of a list that is the op's attribute; those around may be left out
};

struct Signature {
  std::string name;
  std::vector<Param> params;
  bool of_function = false;  // of a function in Python, which serves calls that the op cannot
  // The first `direct` parameters are inputs 0, 1, ...; those from `needed` on may be left out.
  uint8_t direct = 0, needed = 255;
  // Inputs (bit i) whose dtype no other input shares, and that may be int32: axes, sizes, shapes.
  uint32_t index_inputs = 0;
  // Inputs (bit i) that may become an output, or share its memory, and so get a tensor of their own.
  uint32_t own_inputs = 0;
  // The inputs whose dtype is input i's, i among them.
  uint32_t sharing[kInlineInputs] = {};
  std::string text;  // "(a, b, transpose_a=False, name=None)"
};

// Parses an api line of `op`; a mistake in it is an Error(kInternal) at import.
Signature parse_signature(const OpDef& op, const char* text);
// Inputs then attributes, under the op's own names.
Signature raw_signature(const OpDef& op);

// Adds the op to a module as a callable of that signature.
void add_callable(PyObject* module, const OpDef& op, Signature sig);

// Sets one attribute from a Python value; throws TypeError or ValueError naming both.
void set_attr(const OpDef& op, const AttrDef& def, PyObject* value, Attrs& attrs);
// Sets one of `entries` small integers, one per axis of images: from all of them; or, where channels are last, from those of
// the spatial axes or one number for these. `other`: the value is of another kind.
enum class Axes { other, all, spatial };
Axes set_axes_attr(const AttrDef& def, PyObject* value, int entries, Attrs& attrs);
// All of them, from a dict of those that differ from their defaults; `function` is for messages.
Attrs attrs_from(const OpDef& op, PyObject* dict, const char* function);
// The reverse of set_attr, for introspection.
PyObject* get_attr(const AttrDef& def, const Attrs& attrs);

}  // namespace zeal::bind
