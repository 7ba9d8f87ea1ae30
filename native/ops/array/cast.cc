// Cast: every number type to every other, with C's rules (floats truncate, complex drops the imaginary part).
#include "ops/array/cast.h"

#include <algorithm>
#include <limits>

#include "core/half.h"
#include "core/parallel.h"
#include "core/thread_state.h"
#include "op/complex.h"
#include "op/execute.h"
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

template <class T> constexpr bool is_half = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;
template <class T> struct IsComplex : std::false_type {};
template <class R> struct IsComplex<Complex<R>> : std::true_type {};

// Out-of-range floats are undefined in C++; x86's answer, the smallest integer, is what TF gives.
// Selections, not branches: the loop vectorises.
template <class To, class From> To float_to_signed(From v) {
  constexpr From limit = From(1) * (uint64_t(1) << (8 * sizeof(To) - 1));
  const bool fits = v >= -limit && v < limit;
  const To value = To(fits ? v : From(0));
  return fits ? value : std::numeric_limits<To>::min();
}

// Negative floats wrap around, as they do by way of int64.
template <class To, class From> To float_to_unsigned(From v) {
  constexpr double high = double(std::numeric_limits<To>::max());
  if (v >= 0 && v < high) return To(v);
  return v < 0 && v > From(-9.2e18) ? To(int64_t(v)) : std::numeric_limits<To>::max();
}

template <class To, class From> To float_to_int(From v) {
  if constexpr (sizeof(To) < 4) return To(float_to_signed<int32_t>(v));
  else if constexpr (std::is_signed_v<To>) return float_to_signed<To>(v);
  else return float_to_unsigned<To>(v);
}

template <class To, class From> To convert(From v) {
  if constexpr (std::is_same_v<To, From>) return v;
  else if constexpr (is_half<From>) return v.to_float();
  else if constexpr (IsComplex<From>::value && IsComplex<To>::value) return To{decltype(To::re)(v.re), decltype(To::im)(v.im)};
  else if constexpr (IsComplex<From>::value) {
    if constexpr (std::is_same_v<To, bool>) return v.re != 0 || v.im != 0;
    else return convert<To>(v.re);
  } else if constexpr (IsComplex<To>::value) return To{decltype(To::re)(v), 0};
  else if constexpr (is_half<To>) return To::from(float(v));
  else if constexpr (std::is_same_v<To, bool>) return v != From(0);
  else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) return float_to_int<To>(v);
  else return To(v);
}

// Both operands are contiguous.
template <class From, class To> [[gnu::noinline]] void cast_loop(char* const* ptrs, const long*, long n) {
  auto* s = reinterpret_cast<const From*>(ptrs[0]);
  auto* d = reinterpret_cast<To*>(ptrs[1]);
  for (long i = 0; i < n; ++i) d[i] = convert<To>(s[i]);
}

// 16-bit floats go by way of float32, block by block: one loop each way serves all dtypes.
template <class From, class To> void cast_by_float(char* const* ptrs, const long* strides, long n) {
  float block[256];
  for (long i = 0, m; i < n; i += m) {
    m = std::min(n - i, 256L);
    char* const in[] = {ptrs[0] + i * sizeof(From), reinterpret_cast<char*>(block)};
    char* const out[] = {in[1], ptrs[1] + i * sizeof(To)};
    cast_loop<From, float>(in, strides, m);
    cast_loop<float, To>(out, strides, m);
  }
}

template <class From, class To> constexpr LoopFn loop_of() {
  constexpr bool same = std::is_same_v<From, To> || std::is_same_v<From, float> || std::is_same_v<To, float>;
  if constexpr (!same && (is_half<From> || is_half<To>)) return cast_by_float<From, To>;
  else return cast_loop<From, To>;
}

struct Table {
  LoopFn loops[kNumDTypes][kNumDTypes] = {};
};

template <class... Ts> struct Types {};
using All = Types<float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                  uint64_t, bool, Complex<float>, Complex<double>>;
template <class T> constexpr DType id_of() {
  if constexpr (std::is_same_v<T, Half>) return DType::kFloat16;
  else if constexpr (std::is_same_v<T, BFloat16>) return DType::kBFloat16;
  else if constexpr (std::is_same_v<T, Complex<float>>) return DType::kComplex64;
  else if constexpr (std::is_same_v<T, Complex<double>>) return DType::kComplex128;
  else return DTypeOf<T>::value;
}
template <class From, class... To> void add_row(Table& t, Types<To...>) {
  ((t.loops[int(id_of<From>())][int(id_of<To>())] = loop_of<From, To>()), ...);
}
template <class... From> Table make_table(Types<From...> all) {
  Table t;
  (add_row<From>(t, all), ...);
  return t;
}

void cast_kernel(Kernel& k) { convert_elements(k.input(0), k.output()); }

constexpr DTypeSet kCastable = kNumbers | kQuantized | bit(DType::kBool);
constexpr DTypeSet kAsked = kAnyType | bit(DType::kResource) | bit(DType::kVariant);  // also of what has it already

// A tensor that has the dtype already is the result of tf.cast; a graph's is one of the graph, also of a plain value.
bool keep(const OpDef&, TensorImpl* const* in, int, const Attrs& attrs, Outputs& out) {
  const DType from = in[0]->dtype, to = attrs.as<CastAttrs>().DstT;
  if (from != to) return check_castable(from, to), false;
  if (in[0]->has_value() && (thread_state().mode & kGraphMode)) {
    if (contains(kCastable, from)) return false;
    out[0] = call(OP(Identity), {Tensor::share(in[0])});
    return true;
  }
  out[0] = Tensor::share(in[0]);
  return true;
}

// Nothing flows to what has no derivative.
void grad_cast(Grad& g) {
  if (contains(kFloating | kComplexTypes, g.in_dtype(0))) g.set(0, cast(g.dy(), g.in_dtype(0)));
}

}  // namespace

LoopFn conversion(DType from, DType to) {
  static const Table table = make_table(All{});
  return table.loops[int(storage_of(from))][int(storage_of(to))];
}

void convert_elements(const TensorImpl& from, TensorImpl& to) {
  const LoopFn loop = conversion(from.dtype, to.dtype);
  const long sizes[] = {long(dtype_size(from.dtype)), long(dtype_size(to.dtype))};
  parallel_for(to.numel, 65536, [&](int64_t b, int64_t e) {
    char* const ptrs[] = {from.data + b * sizes[0], to.data + b * sizes[1]};
    loop(ptrs, sizes, e - b);
  });
}

// Not a wrong argument: TensorFlow's Cast takes every dtype and lacks these kernels.
void check_castable(DType from, DType to) {
  if (!contains(kCastable, from) || !contains(kCastable, to)) [[unlikely]]
    fail(Code::kUnimplemented, "[Cast] Cast ", dtype_word(from), " to ", dtype_word(to), " is not supported");
}

ZEAL_OP(Cast)
    .doc("Converts each element to another dtype.")
    .example("tf.cast([1.8, -1.8], tf.int32)", "[ 1 -1]")
    .type("SrcT", kCastable)
    .attrs<CastAttrs>()
    .type_arg("DstT", &CastAttrs::DstT, kAsked, /*required=*/true)
    .attr("Truncate", &CastAttrs::Truncate)
    .input("x", "SrcT").output("y", "DstT")
    .api("cast, dtypes.cast(x, dtype:DstT, name=None)")
    .wrapper(keep).shares(0)
    .infer(infer_same_shape).cpu(kCastable, cast_kernel)
    .element_loop([](const Attrs& attrs, DType in) { return conversion(in, attrs.as<CastAttrs>().DstT); })
    .grad(grad_cast);

}  // namespace zeal
