// Elementwise driver: one untemplated function runs every stamped loop.
#include "op/elementwise.h"

#include <algorithm>
#include <cstring>

#include "core/half.h"
#include "core/parallel.h"
#include "op/infer.h"
#include "op/isa.h"
#include "op/layout.h"
#include "op/repeat.h"

namespace zeal {
namespace {

constexpr int64_t kTile = 1024;

using Layout = StridedLayout<kMaxLoopArgs>;

Layout make_layout(Kernel& k) {
  Layout l;
  const TensorImpl& out = k.output();
  for (int a = 0; a < k.nin; ++a) l.add(*k.in[a], out.shape());
  l.add(out, out.shape());
  l.merge(out.shape());
  return l;
}

// Runs `loop` over elements [begin, end) of the outermost-to-innermost order.
template <class Run>
void run_range(const Layout& l, int64_t begin, int64_t end, Run&& run) {
  int64_t index[kMaxRank], inner = l.dims[l.rank - 1];
  for (int64_t i = l.rank - 1, rest = begin; i >= 0; --i) index[i] = rest % l.dims[i], rest /= l.dims[i];
  long strides[kMaxLoopArgs];
  for (int a = 0; a < l.nargs; ++a) strides[a] = l.strides[a][l.rank - 1];
  while (begin < end) {
    char* ptrs[kMaxLoopArgs];
    for (int a = 0; a < l.nargs; ++a) {
      ptrs[a] = l.ptrs[a];
      for (int i = 0; i < l.rank; ++i) ptrs[a] += index[i] * l.strides[a][i];
    }
    int64_t n = std::min(inner - index[l.rank - 1], end - begin);
    run(ptrs, strides, n);
    begin += n;
    index[l.rank - 1] += n;
    for (int i = l.rank - 1; i > 0 && index[i] == l.dims[i]; --i) index[i] = 0, ++index[i - 1];
  }
}

// --- dtypes that run another dtype's loops on converted tiles ---
template <class From, class To> void widen(const char* src, long stride, char* dst, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const From& v = *reinterpret_cast<const From*>(src + i * stride);
    if constexpr (requires { v.to_float(); }) reinterpret_cast<To*>(dst)[i] = v.to_float();
    else reinterpret_cast<To*>(dst)[i] = To(v);
  }
}
template <class From, class To> void narrow(const char* src, char* dst, long stride, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    From v = reinterpret_cast<const From*>(src)[i];
    if constexpr (requires { To::from(0.f); }) *reinterpret_cast<To*>(dst + i * stride) = To::from(v);
    else *reinterpret_cast<To*>(dst + i * stride) = To(v);
  }
}

template <class S, class V> constexpr Conversion conversion(DType via) { return {via, widen<S, V>, narrow<V, S>}; }

}  // namespace

// Wrapping 32-bit arithmetic truncates to the right 8- and 16-bit results.
const Conversion* conversion_of(DType t) {
  static const Conversion half = conversion<Half, float>(DType::kFloat32),
                          bfloat = conversion<BFloat16, float>(DType::kFloat32),
                          i8 = conversion<int8_t, int32_t>(DType::kInt32),
                          i16 = conversion<int16_t, int32_t>(DType::kInt32),
                          u8 = conversion<uint8_t, int32_t>(DType::kInt32),
                          u16 = conversion<uint16_t, int32_t>(DType::kInt32);
  switch (storage_of(t)) {
    case DType::kFloat16: return &half;
    case DType::kBFloat16: return &bfloat;
    case DType::kInt8: return &i8;
    case DType::kInt16: return &i16;
    case DType::kUInt8: return &u8;
    case DType::kUInt16: return &u16;
    default: return nullptr;
  }
}

void ElementLoop::run_converted(int nin, char* const* ptrs, const long* strides, int64_t n) const {
  alignas(64) char tiles[kMaxLoopArgs][kTile * 8];
  const Conversion& c = *conversion;
  const long via_size = long(dtype_size(c.via));
  for (int64_t at = 0; at < n; at += kTile) {
    int64_t m = std::min(kTile, n - at);
    char* p[kMaxLoopArgs];
    long s[kMaxLoopArgs];
    for (int a = 0; a <= nin; ++a) {
      const bool converts = converted >> a & 1;
      p[a] = converts ? tiles[a] : ptrs[a] + at * strides[a];
      s[a] = converts ? via_size : strides[a];
      if (!converts || a == nin) continue;
      c.in(ptrs[a] + at * strides[a], strides[a], tiles[a], strides[a] ? m : 1);
      if (!strides[a]) s[a] = 0;
    }
    fn(p, s, m);
    if (converted >> nin & 1) c.out(tiles[nin], ptrs[nin] + at * strides[nin], strides[nin], m);
  }
}

namespace {

// --- short rows: operands that repeat along or across them are written out, and many rows make one
// long one; a call of the loop per row would cost more than its work ---
constexpr int64_t kShortRow = 64;    // elements
constexpr int64_t kRowsTile = 2048;  // bytes per operand

bool has_short_rows(const Layout& l, const Kernel& k) {
  if (l.rank != 2 || l.dims[1] > kShortRow || l.dims[0] < 4) return false;
  for (int a = 0; a < k.nin; ++a) {
    const long size = long(dtype_size(k.in[a]->dtype));
    if (size > 16 || (l.strides[a][1] != 0 && l.strides[a][1] != size)) return false;  // 32: strings
    if (l.strides[a][1] == size && l.strides[a][0] != 0 && l.strides[a][0] != size * l.dims[1]) return false;
  }
  return true;
}

void run_short_rows(const Kernel& k, const Layout& l, LoopFn loop, int64_t begin, int64_t end) {
  alignas(64) char tiles[kMaxLoopArgs][kRowsTile];
  const int64_t n = l.dims[1];
  long sizes[kMaxLoopArgs], widest = 1;
  for (int a = 0; a < l.nargs; ++a) {
    sizes[a] = long(dtype_size((a < k.nin ? k.in[a] : k.out[0].get())->dtype));
    widest = std::max(widest, sizes[a]);
  }
  const int64_t group = std::min(end - begin, kRowsTile / (n * widest));
  for (int a = 0; a < k.nin; ++a)
    if (l.strides[a][0] == 0 && l.strides[a][1]) repeat_row(l.ptrs[a], n * sizes[a], group, tiles[a]);
  for (int64_t r = begin; r < end; r += group) {
    const int64_t rows = std::min(group, end - r);
    char* ptrs[kMaxLoopArgs];
    for (int a = 0; a < l.nargs; ++a) {
      char* at = l.ptrs[a] + r * l.strides[a][0];
      const bool whole = l.strides[a][0] && l.strides[a][1];
      ptrs[a] = whole ? at : tiles[a];
      if (!l.strides[a][1]) repeat_elements(sizes[a], at, l.strides[a][0], rows, n, tiles[a]);
    }
    loop(ptrs, sizes, rows * n);
  }
}

// The last two axes of all; pointers are those of the first block.
Layout last_two_axes(const Layout& l) {
  Layout block = l;
  block.rank = 2;
  for (int i = 0; i < 2; ++i) {
    block.dims[i] = l.dims[l.rank - 2 + i];
    for (int a = 0; a < l.nargs; ++a) block.strides[a][i] = l.strides[a][l.rank - 2 + i];
  }
  return block;
}

// Short rows under outer axes (images less their channels' means): each block of the last two axes by itself. False where
// the rows of a block are none, or too few.
bool run_short_blocks(const Kernel& k, const Layout& l, LoopFn loop) {
  const Layout first = last_two_axes(l);
  const int64_t elements = first.dims[0] * first.dims[1];
  if (!has_short_rows(first, k) || elements < 256) return false;
  int64_t blocks = 1;
  for (int i = 0; i < l.rank - 2; ++i) blocks *= l.dims[i];
  parallel_for(blocks, std::max<int64_t>(1, kElementGrain / elements), [&](int64_t begin, int64_t end) {
    Layout block = first;
    for (int64_t b = begin; b < end; ++b) {
      for (int a = 0; a < l.nargs; ++a) block.ptrs[a] = l.ptrs[a];
      int64_t rest = b;
      for (int i = l.rank - 3; i >= 0; rest /= l.dims[i], --i)
        for (int a = 0; a < l.nargs; ++a) block.ptrs[a] += rest % l.dims[i] * l.strides[a][i];
      run_short_rows(k, block, loop, 0, block.dims[0]);
    }
  });
  return true;
}

// Inputs of other dtypes than the dispatch dtype (Select's condition) pass unconverted.
uint8_t converted_args(const DType* in, int nin, DType out, DType t) {
  uint8_t set = uint8_t((out == t) << nin);
  for (int a = 0; a < nin; ++a) set |= uint8_t((in[a] == t) << a);
  return set;
}

void run_layout(Kernel& k, const ElementLoop& loop) {
  if (!k.output().numel) return;  // rows may have no elements to divide by
  Layout l = make_layout(k);
  if (!loop.conversion && l.rank > 2 && run_short_blocks(k, l, loop.fn)) return;
  if (!loop.conversion && has_short_rows(l, k))
    return parallel_for(l.dims[0], std::max<int64_t>(1, kElementGrain / l.dims[1]),
                        [&](int64_t begin, int64_t end) { run_short_rows(k, l, loop.fn, begin, end); });
  parallel_for(k.output().numel, kElementGrain, [&](int64_t begin, int64_t end) {
    run_range(l, begin, end, [&](char* const* p, const long* s, int64_t n) { loop.run(k.nin, p, s, n); });
  });
}

// All operands of one shape, or scalars beside it: no layout needed.
void elementwise_native(Kernel& k) {
  const TensorImpl& out = k.output();
  DType t = k.in[k.op.dispatch_input]->dtype;
  LoopFn loop = k.op.loops[int(t)];
  if (out.numel > kElementGrain) return run_layout(k, {loop});
  char* ptrs[kMaxLoopArgs];
  long strides[kMaxLoopArgs];
  for (int a = 0; a < k.nin; ++a) {
    const TensorImpl& in = *k.in[a];
    if (in.numel != out.numel && in.numel != 1) return run_layout(k, {loop});
    ptrs[a] = in.data;
    strides[a] = in.numel == 1 ? 0 : long(dtype_size(in.dtype));
  }
  ptrs[k.nin] = out.data;
  strides[k.nin] = long(dtype_size(out.dtype));
  loop(ptrs, strides, out.numel);
}

void elementwise_tiled(Kernel& k) {
  if (k.output().numel == 0) return;
  DType t = k.in[k.op.dispatch_input]->dtype, in[kMaxLoopArgs];
  for (int a = 0; a < k.nin; ++a) in[a] = k.in[a]->dtype;
  run_layout(k, {k.op.loops[int(t)], conversion_of(t), converted_args(in, k.nin, k.output().dtype, t)});
}

int usable(const LoopEntry& e, const OpDef& op, const char* name) {
  return e.isa <= best_isa() && e.arity == op.inputs.size() && !std::strcmp(e.op, name);
}

// The checked form of an op's kernel for dtype t, when it has one.
template <KernelFn run> void checked_kernel(Kernel& k) {
  if (k.output().numel == 0) return;
  k.op.check_fn(k);
  run(k);
}
template <KernelFn run> KernelFn kernel_for(const OpDef& op, DType t) {
  return op.check_fn && contains(op.checked_types, t) ? checked_kernel<run> : run;
}

}  // namespace

namespace {

bool wants(const OpDef& op, DType t) { return contains(op.inputs[op.dispatch_input].allowed, t); }

// The loops stamped under the op's name, of the best instruction set.
void bind_stamped(OpDef& op) {
  int8_t isa[kNumDTypes];
  std::fill_n(isa, kNumDTypes, int8_t(-1));
  const char* name = op.name.c_str();
  for (LoopEntry* e = loop_list; e; e = e->next) {
    if (!usable(*e, op, name) || e->isa < isa[e->in_dtype]) continue;
    isa[e->in_dtype] = int8_t(e->isa);
    op.loops[e->in_dtype] = e->fn;
    op.loop_out[e->in_dtype] = DType(e->out_dtype);
    op.by_value_types = e->by_value ? op.by_value_types | bit(DType(e->in_dtype)) : op.by_value_types & ~bit(DType(e->in_dtype));
    if (wants(op, DType(e->in_dtype))) op.kernels[0][e->in_dtype] = kernel_for<elementwise_native>(op, DType(e->in_dtype));
  }
}

// Dtypes that are stored as another one is run through its loop.
void bind_stored_alike(OpDef& op, int t) {
  const int same = int(storage_of(DType(t)));
  if (same == t || !wants(op, DType(t)) || op.kernels[0][same] != elementwise_native) return;
  op.loops[t] = op.loops[same];
  op.loop_out[t] = op.loop_out[same] == DType(same) ? DType(t) : op.loop_out[same];
  op.kernels[0][t] = elementwise_native;
}

// Others are converted to a dtype that has a loop, tile by tile.
void bind_converted(OpDef& op, int t) {
  const Conversion* c = conversion_of(DType(t));
  if (!c || !wants(op, DType(t)) || op.loops[t] || !op.loops[int(c->via)]) return;
  op.loops[t] = op.loops[int(c->via)];
  if (contains(op.by_value_types, c->via)) op.by_value_types |= bit(DType(t));
  op.kernels[0][t] = kernel_for<elementwise_tiled>(op, DType(t));
}

// Other inference may choose another output dtype (Real, ComplexAbs).
bool keeps_shape_and_dtype(const OpDef& op) {
  const bool usual = op.infer_fn == infer_broadcast || op.infer_fn == infer_same_shape;
  return usual && (op.inputs.size() == 1 || (op.inputs.size() == 2 && op.inputs[1].same_as == 0));
}

}  // namespace

void bind_elementwise(OpDef& op) {
  bind_stamped(op);
  for (int t = 0; t < kNumDTypes; ++t) bind_stored_alike(op, t), bind_converted(op, t);
  if (!keeps_shape_and_dtype(op)) return;
  for (int t = 0; t < kNumDTypes; ++t)
    if (op.kernels[0][t] == elementwise_native) op.plain_loops[t] = op.loops[t];
}

ElementLoop element_loop(const OpDef& op, const Attrs& attrs, const DType* in, int nin, DType out) {
  const DType t = in[op.dispatch_input];
  if (op.loop_fn) return {op.loop_fn(attrs, t)};
  const KernelFn kernel = op.is_elementwise ? op.kernels[0][int(t)] : nullptr;
  if (kernel == elementwise_native) return {op.loops[int(t)]};
  if (kernel == elementwise_tiled) return {op.loops[int(t)], conversion_of(t), converted_args(in, nin, out, t)};
  return {};
}

}  // namespace zeal
