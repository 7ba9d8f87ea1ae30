// Element types: TensorFlow's DataType numbers, sizes, names, and sets of them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace zeal {

enum class DType : uint8_t {
  kInvalid = 0, kFloat32 = 1, kFloat64 = 2, kInt32 = 3, kUInt8 = 4, kInt16 = 5, kInt8 = 6,
  kString = 7, kComplex64 = 8, kInt64 = 9, kBool = 10, kQInt8 = 11, kQUInt8 = 12, kQInt32 = 13, kBFloat16 = 14,
  kQInt16 = 15, kQUInt16 = 16, kUInt16 = 17,
  kComplex128 = 18, kFloat16 = 19, kResource = 20, kVariant = 21, kUInt32 = 22, kUInt64 = 23,
};
inline constexpr int kNumDTypes = 24;

// A set of dtypes, one bit each.
using DTypeSet = uint32_t;
constexpr DTypeSet bit(DType t) { return 1u << static_cast<int>(t); }
constexpr bool contains(DTypeSet set, DType t) { return (set >> static_cast<int>(t)) & 1u; }

inline constexpr DTypeSet kHalfTypes = bit(DType::kFloat16) | bit(DType::kBFloat16);
inline constexpr DTypeSet kFloating = kHalfTypes | bit(DType::kFloat32) | bit(DType::kFloat64);
inline constexpr DTypeSet kComplexTypes = bit(DType::kComplex64) | bit(DType::kComplex128);
inline constexpr DTypeSet kSigned = bit(DType::kInt8) | bit(DType::kInt16) | bit(DType::kInt32) | bit(DType::kInt64);
inline constexpr DTypeSet kUnsigned = bit(DType::kUInt8) | bit(DType::kUInt16) | bit(DType::kUInt32) | bit(DType::kUInt64);
inline constexpr DTypeSet kIntegers = kSigned | kUnsigned;
inline constexpr DTypeSet kRealNumbers = kFloating | kIntegers;
inline constexpr DTypeSet kNumbers = kRealNumbers | kComplexTypes;
inline constexpr DTypeSet kIndex = bit(DType::kInt32) | bit(DType::kInt64);
// Integers that stand for something else: moved, cast and compared, not computed with.
inline constexpr DTypeSet kQuantized =
    bit(DType::kQInt8) | bit(DType::kQUInt8) | bit(DType::kQInt16) | bit(DType::kQUInt16) | bit(DType::kQInt32);
inline constexpr DTypeSet kAnyType = kNumbers | kQuantized | bit(DType::kBool) | bit(DType::kString);
// What a tape follows: values whose infinitesimal change means something.
inline constexpr DTypeSet kTrainable = kFloating | kComplexTypes;
// These, and lists of them.
inline constexpr DTypeSet kFollowed = kTrainable | bit(DType::kVariant);

// Bytes of one element; strings count their handle (std::string); 0 where there is no host value.
inline constexpr uint8_t kDTypeSizes[kNumDTypes] = {
    0, 4, 8, 4, 1, 2, 1, sizeof(std::string), 8, 8, 1, 1, 1, 4, 2, 2, 2, 2, 16, 2, 0, 0, 4, 8};
inline size_t dtype_size(DType t) { return kDTypeSizes[static_cast<int>(t)]; }
// The dtype whose elements are the same in memory: the integers of quantized ones.
constexpr DType storage_of(DType t) {
  switch (t) {
    case DType::kQInt8: return DType::kInt8;
    case DType::kQUInt8: return DType::kUInt8;
    case DType::kQInt16: return DType::kInt16;
    case DType::kQUInt16: return DType::kUInt16;
    case DType::kQInt32: return DType::kInt32;
    default: return t;
  }
}
// TensorFlow's name, "float32"; "invalid" for numbers that name no type.
const char* dtype_name(DType t);
// The name in TensorFlow's own messages, "float" for float32.
const char* dtype_word(DType t);
// The dtype of that name, kInvalid when there is none. "half", "float", "double" are accepted.
DType dtype_from_name(const char* name);

template <class T> struct DTypeOf;
template <> struct DTypeOf<float> { static constexpr DType value = DType::kFloat32; };
template <> struct DTypeOf<double> { static constexpr DType value = DType::kFloat64; };
template <> struct DTypeOf<int8_t> { static constexpr DType value = DType::kInt8; };
template <> struct DTypeOf<int16_t> { static constexpr DType value = DType::kInt16; };
template <> struct DTypeOf<int32_t> { static constexpr DType value = DType::kInt32; };
template <> struct DTypeOf<int64_t> { static constexpr DType value = DType::kInt64; };
template <> struct DTypeOf<uint8_t> { static constexpr DType value = DType::kUInt8; };
template <> struct DTypeOf<uint16_t> { static constexpr DType value = DType::kUInt16; };
template <> struct DTypeOf<uint32_t> { static constexpr DType value = DType::kUInt32; };
template <> struct DTypeOf<uint64_t> { static constexpr DType value = DType::kUInt64; };
template <> struct DTypeOf<bool> { static constexpr DType value = DType::kBool; };

}  // namespace zeal
