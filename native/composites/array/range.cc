// Grids of coordinates.
#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// Each vector along an axis of its own; `xy`: the first two change places.
Outputs meshgrid(TensorList vectors, bool xy) {
  const int n = vectors.size;
  const auto axis_of = [swapped = xy && n > 1](int i) { return swapped && i < 2 ? 1 - i : i; };
  Shape column;
  for (int i = 0; i < n; ++i) column.push(1);
  const int64_t rank = n;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});
  for (int i = 0; i < n; ++i) sizes->as<int64_t>()[i] = vectors[axis_of(i)]->numel;
  Outputs grids;
  grids.resize(n);
  for (int i = 0; i < n; ++i) {
    const int axis = axis_of(i);
    column[axis] = vectors[i]->numel;
    grids[i] = broadcast_to(reshaped(vectors[i], column.view()), sizes);
    column[axis] = 1;
  }
  return grids;
}
ZEAL_COMPOSITE(meshgrid, "vectors, xy");

}  // namespace
}  // namespace zeal
