// Finding what a loop counts, in the graphs of its condition and body.
#include "graph/counter.h"

#include <algorithm>
#include <limits>

#include "graph/calls.h"

namespace zeal {
namespace {

const Symbol* behind_identities(const Symbol* s) {
  static const OpDef& identity = get_op("Identity");
  while (s->node->op == &identity && s->node->controls.empty()) s = s->node->inputs[0];
  return s;
}

int place_in(const std::vector<Symbol*>& list, const Symbol* s) {
  const auto at = std::find(list.begin(), list.end(), s);
  return at == list.end() ? -1 : int(at - list.begin());
}

// Of a value that each run has: what is captured may be fed.
Tensor constant_of(const Symbol* s) { return s->node->op == &const_op() ? s->constant : Tensor(); }

bool is_integer(const TensorImpl& t) { return contains(kIndex, t.dtype) && t.rank == 0; }

// i < limit: a constant, an argument, or what the loop carries unchanged.
bool read_condition(const Calls& loop, Counter& c) {
  static const OpDef& less = get_op("Less");
  const Body& condition = *loop.condition;
  const Node& test = *behind_identities(condition.outputs[0])->node;
  if (test.op != &less || !test.controls.empty() || !condition.effects.empty()) return false;
  c.place = place_in(condition.inputs, behind_identities(test.inputs[0]));
  if (c.place < 0 || c.place >= loop.carried || !is_integer(*test.inputs[0]->value)) return false;
  const Symbol* limit = behind_identities(test.inputs[1]);
  if ((c.limit = constant_of(limit))) return is_integer(*c.limit);
  c.limit_at = place_in(condition.inputs, limit);
  const Body& body = *loop.parts[0].body;
  return c.limit_at >= loop.carried || (c.limit_at >= 0 && behind_identities(body.outputs[size_t(c.limit_at)]) == body.inputs[size_t(c.limit_at)]);
}

// i + step.
bool read_body(const Calls& loop, Counter& c) {
  static const OpDef *const ops[] = {&get_op("Add"), &get_op("AddV2")};
  const Body& body = *loop.parts[0].body;
  const Node& add = *behind_identities(body.outputs[size_t(c.place)])->node;
  if (std::find(std::begin(ops), std::end(ops), add.op) == std::end(ops) || !add.controls.empty()) return false;
  for (size_t k = 0; k < 2; ++k)
    if (behind_identities(add.inputs[k]) == body.inputs[size_t(c.place)]) c.step = constant_of(add.inputs[1 - k]);
  return c.step && is_integer(*c.step) && int_at(*c.step, 0) > 0;
}

}  // namespace

Counter find_counter(const Calls& loop) {
  Counter c;
  return loop.condition && read_condition(loop, c) && read_body(loop, c) ? c : Counter{};
}

int64_t count_steps(const Counter& c, TensorImpl* const* in) {
  const TensorImpl &from = *in[c.place], &limit = c.limit ? *c.limit : *in[c.limit_at];
  if (!is_integer(from) || !is_integer(limit)) return -1;
  const int64_t i = int_at(from, 0), end = int_at(limit, 0), step = int_at(*c.step, 0);
  if (i >= end) return 0;
  const int64_t most = from.dtype == DType::kInt32 ? std::numeric_limits<int32_t>::max() : std::numeric_limits<int64_t>::max();
  int64_t way;
  if (__builtin_sub_overflow(end - 1, i, &way) || end - 1 > most - step) return -1;
  return way / step + 1;
}

Tensor count_on(const Counter& c, const TensorImpl& from, int64_t steps) {
  const int64_t to = int_at(from, 0) + steps * int_at(*c.step, 0);
  return from.dtype == DType::kInt32 ? make_scalar<int32_t>(int32_t(to)) : make_scalar<int64_t>(to);
}

}  // namespace zeal
