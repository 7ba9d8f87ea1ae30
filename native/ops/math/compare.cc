// Ops that compare (functors: compare.h). NaN compares false, except by NotEqual.
#include <string>

#include "op/op_def.h"

namespace zeal {
namespace {

constexpr DTypeSet kEquatable = kNumbers | kQuantized | bit(DType::kBool) | bit(DType::kString);

template <bool equal> void compare_strings(char* const* p, const long* s, long n) {
  for (long i = 0; i < n; ++i) {
    auto& x = *reinterpret_cast<const std::string*>(p[0] + i * s[0]);
    auto& y = *reinterpret_cast<const std::string*>(p[1] + i * s[1]);
    *reinterpret_cast<bool*>(p[2] + i * s[2]) = (x == y) == equal;
  }
}
LoopEntry string_entries[] = {{"Equal", 0, 7, 10, 2, compare_strings<true>, nullptr},
                              {"NotEqual", 0, 7, 10, 2, compare_strings<false>, nullptr}};
[[maybe_unused]] const bool linked = [] {
  for (LoopEntry& e : string_entries) e.next = loop_list, loop_list = &e;
  return true;
}();

OpDef& comparison(OpDef& op, DTypeSet types) {
  return op.type("T", types).input("x", "T").input("y", "T").output("z", "bool").elementwise().not_differentiable();
}

}  // namespace

ZEAL_OP(Less)
    .with(comparison, kRealNumbers).operand_must_fit().doc("x < y.")
    .api("less, math.less(x, y, name=None)")
    .example("tf.less([1, 3], [2, 2])", "[ True False]");

ZEAL_OP(LessEqual)
    .with(comparison, kRealNumbers).operand_must_fit().doc("x <= y.")
    .api("less_equal, math.less_equal(x, y, name=None)")
    .example("tf.less_equal([2, 3], [2, 2])", "[ True False]");

ZEAL_OP(Greater)
    .with(comparison, kRealNumbers).operand_must_fit().doc("x > y.")
    .api("greater, math.greater(x, y, name=None)")
    .example("tf.greater([1, 3], [2, 2])", "[False True]");

ZEAL_OP(GreaterEqual)
    .with(comparison, kRealNumbers).operand_must_fit().doc("x >= y.")
    .api("greater_equal, math.greater_equal(x, y, name=None)")
    .example("tf.greater_equal([1, 2], [2, 2])", "[False True]");

ZEAL_OP(Equal)
    .with(comparison, kEquatable).doc("x == y.")
    .api("equal, math.equal(x, y, name=None)")
    .example("tf.equal([1, 2], [1, 3])", "[ True False]");

ZEAL_OP(NotEqual)
    .with(comparison, kEquatable).doc("x != y.")
    .api("not_equal, math.not_equal(x, y, name=None)")
    .example("tf.not_equal([1, 2], [1, 3])", "[False True]");

}  // namespace zeal
