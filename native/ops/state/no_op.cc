// NoOp: nothing, for other ops to wait for.
#include "op/infer.h"

namespace zeal {

ZEAL_OP(NoOp)
    .doc("Does nothing; in graphs it stands for the ops that it waits for.")
    .infer([](InferContext&) {}).stateful().dispatch_on_output()
    .cpu(bit(DType::kInvalid), [](Kernel&) {}).not_differentiable();

}  // namespace zeal
