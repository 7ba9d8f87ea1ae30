// Sweeping: nodes go whose results nobody reads any more. What acts, keeps state or draws random numbers stays.
#include "graph/passes/passes.h"

namespace zeal {

int sweep(Plan& plan) {
  std::vector<bool> read(size_t(plan.size()), false);
  int changes = 0;
  for (int i = plan.size(); i-- > 0;) {
    if (plan.is_gone(i)) continue;
    const Node& node = plan.node(i);
    if (!read[size_t(i)] && !plan.stays(i)) {
      plan.drop(i);
      changes += node.op != &const_op();
      continue;
    }
    for (size_t k = 0; k < node.inputs.size(); ++k)
      if (const Symbol* s = plan.input(i, k); !plan.known(s))
        if (const int p = plan.maker(s); p >= 0) read[size_t(p)] = true;
  }
  return changes;
}

}  // namespace zeal
