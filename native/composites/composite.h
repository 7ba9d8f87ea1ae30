// Composites: functions made of several ops, without Python between the ops. One is a C++ function on
// tensors and a line after it that says what it takes beyond its types:
//
//   Tensor clip_by_norm(const Tensor& t, const Tensor& clip_norm, const Tensor& axes) { ... }
//   ZEAL_COMPOSITE(clip_by_norm, "t, clip_norm: like t, axes: ints?");
//
// Python calls it as zeal._native.composites.clip_by_norm, by position. Its gradient is that of its ops;
// public signatures and rarer ways are in zeal/, in the module of the same family and topic.
#pragma once
#include <array>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/small_list.h"
#include "op/execute.h"

namespace zeal {

// What a parameter takes. The C++ type says most; "x?", "axes: ints" and "y: like x" say the rest.
enum class Takes : uint8_t {
  kTensor,   // const Tensor&; "x?": null for None
  kLike,     // the same, and plain values take the dtype of the parameter that is named
  kInts,     // const Tensor& of axes or sizes, where an empty list is one of integers too
  kInt,      // int64_t
  kFlag,     // bool: anything that is true or false
  kTensors,  // TensorList: a tuple; one such parameter at most
};

struct TensorList {
  const Tensor* data;
  int size;
  const Tensor& operator[](int i) const { return data[i]; }
};

// What a call passes: at each parameter's place a tensor or a number, and the members of the TensorList.
struct Arguments {
  static constexpr size_t kMost = 8;
  Tensor tensors[kMost];
  int64_t numbers[kMost];
  SmallList<Tensor, 4> listed;
};

struct Parameter {
  std::string name;
  Takes takes;
  bool optional;  // null for None
  int place;      // among the arguments
  int like = -1;  // place of the tensor whose dtype plain values take
};

// What a composite returns: a tensor, a pair, or (Outputs) as many as its arguments say.
enum class Gives : uint8_t { kTensor, kPair, kList };
using Pair = std::array<Tensor, 2>;

struct Composite {
  const char* name;
  const char* text;          // of the parameters, as in the declaration
  std::vector<Takes> types;  // as the C++ parameters say
  Gives gives;
  // How to call it: the first for a tensor, the second for all else.
  Tensor (*one)(const Arguments&) = nullptr;
  Outputs (*several)(const Arguments&) = nullptr;
};

// In the order of names. Throws kInternal where two have one name.
std::vector<const Composite*> all_composites();
// From the declaration's text, in the order in which arguments are read: those that are like others last.
// Throws kInternal for a text that does not fit the function.
std::vector<Parameter> parameters_of(const Composite& c);

namespace composite_detail {

template <class P> constexpr Takes takes() {
  if constexpr (std::is_same_v<P, const Tensor&>) return Takes::kTensor;
  else if constexpr (std::is_same_v<P, int64_t>) return Takes::kInt;
  else if constexpr (std::is_same_v<P, bool>) return Takes::kFlag;
  else {
    static_assert(std::is_same_v<P, TensorList>, "parameters are const Tensor&, int64_t, bool or TensorList");
    return Takes::kTensors;
  }
}

template <class P> P argument(const Arguments& a, size_t i) {
  if constexpr (takes<P>() == Takes::kTensor) return a.tensors[i];
  else if constexpr (takes<P>() == Takes::kTensors) return {a.listed.begin(), int(a.listed.size())};
  else return P(a.numbers[i]);
}

template <auto fn, class F = decltype(fn)> struct Function;
template <auto fn, class R, class... P> struct Function<fn, R (*)(P...)> {
  template <size_t... i> static R spread(const Arguments& a, std::index_sequence<i...>) {
    return fn(argument<P>(a, i)...);
  }
  static R call(const Arguments& a) { return spread(a, std::index_sequence_for<P...>()); }
  static Outputs call_pair(const Arguments& a) {
    Pair pair = call(a);
    Outputs out;
    out.resize(2);
    for (int i = 0; i < 2; ++i) out[i] = std::move(pair[i]);
    return out;
  }
  static Composite declared(const char* name, const char* text) {
    const std::vector<Takes> types = {takes<P>()...};
    if constexpr (std::is_same_v<R, Tensor>) return {name, text, types, Gives::kTensor, call};
    else if constexpr (std::is_same_v<R, Outputs>) return {name, text, types, Gives::kList, nullptr, call};
    else return {name, text, types, Gives::kPair, nullptr, call_pair};
  }
};

}  // namespace composite_detail

const Composite& register_composite(Composite c);

// At namespace scope, after the function.
#define ZEAL_COMPOSITE(name, parameters)                                             \
  [[maybe_unused]] static const ::zeal::Composite& ZEAL_CAT(zeal_composite_, name) = \
      ::zeal::register_composite(::zeal::composite_detail::Function<&name>::declared(#name, parameters))

}  // namespace zeal
