// The table of convolution kernels, compiled once per instruction set (conv_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// One axis of a window: position q of the output meets positions q * stride + first + t * step of the input, for
// t < taps; those outside [0, in) count as zeros.
struct ConvAxis {
  int64_t in, out, stride, first, step, taps;
};

// A convolution of [batch, d, h, w, c] with [taps of d, h, w, c, n]. Axes that are not there have size 1.
struct ConvShape {
  int64_t batch;
  ConvAxis d, h, w;
  int64_t c, n;  // channels of the input and of the output
  int64_t k() const { return d.taps * h.taps * w.taps * c; }
  int64_t rows() const { return batch * d.out * h.out; }  // rows of the output
};

// Where an output pixel lies: in elements from the first one.
struct PixelStrides {
  int64_t batch, d, h, w;
};

// Weights as they lie: element (t of d, h, w; channel in, out) at t.d * d + ... + channel * c + out * n.
struct WeightStrides {
  int64_t d, h, w, c, n;
};

// Weights as `forward` takes them: in panels of columns that lie `panel` elements apart, with rows `row` apart. Or, where
// each panel is used once, as they lie: then `forward` packs them piece by piece.
struct Weights {
  const void* data;
  int64_t panel, row;
  const WeightStrides* loose = nullptr;
};

// What is done to a piece of the output once its sums are whole, while it lies in a cache: a bias is added to each channel, and
// what is negative then becomes 0. The bits are those of BiasAdd and Relu.
struct ConvFinish {
  const void* bias = nullptr;  // null: nothing is done
  bool relu = false;
};

// Sums are added in an order that follows from the sizes of the window and the input alone, so any cut into pieces
// gives the same bits.
struct ConvTable {
  int64_t columns;  // of the output's channels in a panel of weights
  int64_t lanes;    // weights [k, n] of so many channels or a multiple need not be packed
  // Elements that packed weights take; packs the panels [begin, end).
  int64_t (*packed_size)(const ConvShape&);
  void (*pack)(const ConvShape&, const void* weights, const WeightStrides&, int64_t begin, int64_t end, void* packed);
  // Elements of room that `forward` and `weights` want for each piece.
  int64_t (*forward_room)(const ConvShape&);
  int64_t (*weights_room)(const ConvShape&);
  // Output rows [begin, end) of the panels [first, last).
  void (*forward)(const ConvShape&, const void* x, const Weights&, int64_t begin, int64_t end, int64_t first, int64_t last,
                  const PixelStrides&, void* y, void* room, const ConvFinish&);
  // Finishes pixels of n channels that lie one behind the other.
  void (*finish)(int64_t pixels, int64_t n, const ConvFinish&, void* y);
  // Whether the whole input stays in a cache while panel after panel of weights meets it.
  bool (*is_one_block)(const ConvShape&);
  // How the gradient of the weights, [k, n], is cut: into tiles of its rows. Adds tiles [begin, end) to dw.
  int64_t (*weight_tiles)(const ConvShape&);
  void (*weights)(const ConvShape&, const void* x, const void* dy, int64_t begin, int64_t end, void* dw, void* room);
};

struct ConvKernels {
  ConvTable f32, f64;
};

ZEAL_DECLARE_FOR_ISAS(const ConvKernels, conv_kernels)

}  // namespace zeal
