// Windows that slide over images: strides, dilations, paddings and layouts, for convolutions and pooling.
#pragma once

#include <algorithm>
#include <cstring>

#include "op/infer.h"
#include "op/short_attrs.h"

namespace zeal {

// Which axis is which: NHWC, or NCHW where channels come first; NDHWC and NCDHW with three spatial axes.
struct ImageFormat {
  int rank;
  bool channels_first;
  int spatial() const { return rank - 2; }
  int axis(int i) const { return channels_first ? i + 2 : i + 1; }
  int channels() const { return channels_first ? 1 : rank - 1; }
};
// Of an op on images of `rank` axes; other words than its formats are refused.
ImageFormat image_format(const OpDef& op, const char* word, int rank);

enum class Padding : uint8_t { valid, same, given };
Padding padding_of(const OpDef& op, const char* word, bool may_be_given);

// A window along one axis, and what it gives.
struct Window {
  int64_t size = 1, stride = 1, dilation = 1;
  int64_t before = 0, after = 0;  // zeros around the input, filled in by `fit` unless they are given
  int64_t out = kUnknownDim;

  int64_t reach() const { return (size - 1) * dilation + 1; }
  // Finds out and paddings for an input of `in`; sizes may be unknown. `c` is null where the op runs.
  void fit(const OpDef& op, const InferContext* c, int64_t in, Padding padding);

 private:
  void check_room(const OpDef& op, const InferContext* c, int64_t in) const;
};

// Strides or dilations of an op: one number per axis, 1 for batch and channels. `what` is "stride" or "dilation".
void read_steps(const InferContext& c, const IntList& list, ImageFormat format, bool dilations, Window* windows);

// Whether a gradient by sizes becomes a node of a graph: TensorFlow asks only when it runs whether all sizes fit.
bool is_checked_later(const InferContext& c);

// Sizes and strides of pooling: one number per axis, 1 for batch and channels.
void read_pool_windows(const InferContext& c, const IntList& sizes, const IntList& strides, ImageFormat format, Window* windows);

// What a thread found last about windows, from an op's attributes and shapes of known sizes. Networks of small images ask about
// the same again and again, each call for the output's shape and in the kernel, and the answer costs as much as some
// arithmetic. Windows that give no output are not kept: graphs refuse what calls that run take.
template <class Found, int n_shapes>
class LastFound {
 public:
  template <class Find>
  const Found& get(const InferContext& c, const ShapeView (&shapes)[n_shapes], Find&& find) {
    if (is_for(c, shapes)) return found_;
    op_ = nullptr;
    found_ = find();
    for (const ShapeView& s : shapes)
      if (s.rank < 0 || s.rank > kMost || !s.fully_known()) return found_;
    for (int i = 0; i < found_.format.spatial(); ++i)
      if (found_.windows[i].out <= 0) return found_;
    op_ = &c.op, attrs_ = c.attrs;
    for (int i = 0; i < n_shapes; ++i) ranks_[i] = shapes[i].rank, std::copy_n(shapes[i].dims, shapes[i].rank, sizes_[i]);
    return found_;
  }

 private:
  static constexpr int kMost = 5;  // axes

  bool is_for(const InferContext& c, const ShapeView (&shapes)[n_shapes]) const {
    bool same = op_ == &c.op && !std::memcmp(&c.attrs, &attrs_, sizeof attrs_);
    for (int i = 0; same && i < n_shapes; ++i) same = shapes[i] == ShapeView{ranks_[i], sizes_[i]};
    return same;
  }

  const OpDef* op_ = nullptr;
  Attrs attrs_{};
  int ranks_[n_shapes]{};
  int64_t sizes_[n_shapes][kMost]{};
  Found found_{};
};

// A thread's own object, looked up once: GCC makes a call for each use of a part.
template <class T>
inline T& looked_up(T& own) {
  T* p = &own;
  asm("" : "+r"(p));
  return *p;
}

// The sizes that input i has, as those of `rank` axes; unknown ones until the op runs.
Shape read_sizes(const InferContext& c, int i, int rank);
// Refuses an output with sizes that a call which runs left open, as input `sizes` did.
void require_sizes(InferContext& c, int sizes);

// A tensor with its channels moved last, and back: what kernels of channels-first ops do around those of the others.
Tensor channels_last(const TensorImpl& x);
Tensor channels_first(const TensorImpl& x);

}  // namespace zeal
