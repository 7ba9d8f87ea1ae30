// Matrix products as C++ functions, for gradient rules.
#pragma once

#include "op/functions.h"

namespace zeal {

struct MatMulAttrs {
  bool transpose_a = false, transpose_b = false;
  bool adjoint_a = false, adjoint_b = false;  // of tf.matmul
};
struct BatchMatMulAttrs {
  bool adj_x = false, adj_y = false;
};

// How an operand enters a product.
enum class Form : uint8_t { plain, transposed, adjoint };

// op(a) op(b); matrices through MatMul, all else, unknown ranks and complex adjoints too, through BatchMatMulV2.
Tensor matmul(const Tensor& a, Form fa, const Tensor& b, Form fb);

}  // namespace zeal
