// Element types: TensorFlow's DataType numbers, sizes, names, and sets of them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace zeal {

enum class DType : uint8_t {
  kInvalid = 0, kFloat32 = 1, kFloat64 = 2, kInt32 = 3, kUInt8 = 4, kInt16 = 5, kInt8 = 6,
  kString = 7, kComplex64 = 8, kInt64 = 9, kBool = 10, kBFloat16 = 14, kUInt16 = 17,
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
inline constexpr DTypeSet kAnyType = kNumbers | bit(DType::kBool) | bit(DType::kString);
// What a tape follows: values whose infinitesimal change means something.
inline constexpr DTypeSet kTrainable = kFloating | kComplexTypes;

// Bytes of one element; strings count their handle (std::string); 0 where there is no host value.
inline constexpr uint8_t kDTypeSizes[kNumDTypes] = {
    0, 4, 8, 4, 1, 2, 1, sizeof(std::string), 8, 8, 1, 0, 0, 0, 2, 0, 0, 2, 16, 2, 0, 0, 4, 8};
inline size_t dtype_size(DType t) { return kDTypeSizes[static_cast<int>(t)]; }
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
