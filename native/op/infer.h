// InferContext: shape inference of one call, the same for concrete and for partly known inputs.
#pragma once
#include <algorithm>
#include <memory>
#include <vector>

#include "core/symbolic.h"
#include "op/graph_words.h"
#include "op/op_def.h"

namespace zeal {

struct OutSpec {
  DType dtype;
  Shape shape;
};

class InferContext {
 public:
  InferContext(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, OutSpec* out, int nout)
      : op(op), attrs(attrs), nin(nin), nout(nout), in_(in), out_(out) {}

  const OpDef& op;
  const Attrs& attrs;
  const int nin, nout;

  template <class A> const A& attr() const { return attrs.as<A>(); }
  ShapeView shape(int i) const { return in_[i]->shape(); }
  int rank(int i) const { return in_[i]->rank; }
  int64_t dim(int i, int axis) const {
    if (uint32_t(axis) >= uint32_t(std::max(int(in_[i]->rank), 0))) [[unlikely]] no_axis(i, axis);
    return in_[i]->dims()[axis];
  }
  DType dtype(int i) const { return in_[i]->dtype; }
  const TensorImpl& input(int i) const { return *in_[i]; }
  // The input's value, or null while it is only known at run time (graphs).
  const TensorImpl* value(int i) const { return known_value(*in_[i]); }
  // Output shapes start as rank 0; dtypes follow from the declaration and may be overridden.
  Shape& out(int i = 0) { return out_[i].shape; }
  DType& out_dtype(int i = 0) { return out_[i].dtype; }

  // --- checks; each raises InvalidArgumentError naming op, operand and fix ---
  template <class... Parts> [[noreturn, gnu::cold, gnu::noinline]] void invalid(const Parts&... parts) const {
    const TextPart all[] = {text_part("["), text_part(op.name), text_part("] "), text_part(parts)...};
    fail_with(Code::kInvalidArgument, all, 3 + sizeof...(parts));
  }
  // "a is [2,3] float32"
  std::string show(int i) const;
  // What TensorFlow says where it builds a graph, to go before the words of calls that run; nothing where this call runs.
  template <class... Words> std::string in_graph(const Words&... words) const { return is_building(in_, nin) ? closed(concat(words...)) : ""; }
  // The same of two shapes that are to be one.
  std::string differing_in_graph(ShapeView a, ShapeView b) const;
  // `words` say it as TensorFlow does, for programs that look for them; operand and fix follow.
  template <class... Words> void require_rank(int i, int rank, const Words&... words) const {
    if (in_[i]->rank >= 0 && in_[i]->rank != rank) [[unlikely]] bad_rank(i, "", rank, words...);
  }
  template <class... Words> void require_rank_at_least(int i, int rank, const Words&... words) const {
    if (in_[i]->rank >= 0 && in_[i]->rank < rank) [[unlikely]] bad_rank(i, "at least ", rank, words...);
  }
  // The known length of input i's first axis, which counts the axes of a tensor; kUnknownRank when unknown.
  int axis_count(int i) const;
  // Axis of input 0 in [-rank, rank), made non-negative.
  template <class... Words> int axis(int64_t axis, int rank, const Words&... words) const {
    if (axis < -rank || axis >= rank) [[unlikely]] bad_axis(axis, rank, words...);
    return int(axis < 0 ? axis + rank : axis);
  }
  // A scalar operand, unknown as yet or of one element.
  template <class... Words> void require_one(int i, const Words&... words) const {
    if (value(i) && value(i)->numel != 1) [[unlikely]] invalid(closed(concat(words...)), show(i), "; it must be a single integer");
  }
  // Reads input i, a 1-D (or scalar) int32/int64 host tensor holding a shape; dims of -1 are allowed
  // when `partial`. Unknown while symbolic.
  Shape shape_value(int i, bool partial = false) const;

 private:
  // The words, closed for what follows; nothing of nothing.
  static std::string closed(std::string words);
  template <class... Words>
  [[noreturn, gnu::cold, gnu::noinline]] void bad_rank(int i, const char* bound, int rank, const Words&... words) const {
    refuse_rank(i, bound, rank, concat(words...));
  }
  template <class... Words>
  [[noreturn, gnu::cold, gnu::noinline]] void bad_axis(int64_t axis, int rank, const Words&... words) const {
    refuse_axis(axis, rank, concat(words...));
  }
  [[noreturn, gnu::cold]] void no_axis(int i, int axis) const;
  [[noreturn, gnu::cold]] void refuse_rank(int i, const char* bound, int rank, const std::string& words) const;
  [[noreturn, gnu::cold]] void refuse_axis(int64_t axis, int rank, const std::string& words) const;

  TensorImpl* const* in_;
  OutSpec* out_;
};

// Checks the dtypes of a call and infers its outputs without running it; inputs may be symbolic, no
// kernel is needed. Throws what execute() would throw before the kernel.
std::vector<OutSpec> infer_call(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs);

// Ready-made rules.
void infer_same_shape(InferContext& c);   // out = shape of input 0
void infer_broadcast(InferContext& c);    // out = broadcast of all inputs
void infer_scalar(InferContext& c);       // out = ()
// Merges b into a under broadcasting; false when they do not fit.
bool broadcast_into(Shape& a, ShapeView b);

}  // namespace zeal
