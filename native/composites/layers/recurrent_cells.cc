// Recurrent cells whose steps are one op: the states alone, without Python objects for the gates.
#include "composites/composite.h"
#include "op/functions.h"

namespace zeal {
namespace {

Tensor grucell(const Tensor& x, const Tensor& h, const Tensor& w, const Tensor& w_h, const Tensor& b, const Tensor& b_h, bool hard, bool reset_after) {
  return gru_states({x, h, w, w_h, b, b_h}, hard, reset_after);
}
ZEAL_COMPOSITE(grucell, "x, h, w, w_h, b, b_h, hard, reset_after");

}  // namespace
}  // namespace zeal
