// Fingerprint: FarmHash's Fingerprint64 of the rows of a tensor.
#include "ops/string/fingerprint.h"

#include <string>
#include <vector>

#include "op/infer.h"

namespace zeal {
namespace {

uint64_t half(const char* p) {
  uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}

constexpr uint64_t k0 = 0xc3a5c85c97cb3127ULL, k1 = 0xb492b66fbe98f273ULL, k2 = 0x9ae16a3b2f90404fULL;

uint64_t folded(uint64_t v) { return v ^ (v >> 47); }
uint64_t hash_two(uint64_t u, uint64_t v, uint64_t mul) {
  uint64_t a = (u ^ v) * mul;
  a ^= a >> 47;
  uint64_t b = (v ^ a) * mul;
  b ^= b >> 47;
  return b * mul;
}

uint64_t hash_to_16(const char* s, size_t n) {
  if (n >= 8) {
    const uint64_t mul = k2 + n * 2, a = word(s) + k2, b = word(s + n - 8);
    return hash_two(turned(b, 37) * mul + a, (turned(a, 25) + b) * mul, mul);
  }
  if (n >= 4) {
    const uint64_t mul = k2 + n * 2;
    return hash_two(n + (half(s) << 3), half(s + n - 4), mul);
  }
  if (n > 0) {
    const uint8_t a = uint8_t(s[0]), b = uint8_t(s[n >> 1]), c = uint8_t(s[n - 1]);
    const uint32_t y = uint32_t(a) + (uint32_t(b) << 8), z = uint32_t(n) + (uint32_t(c) << 2);
    return folded(y * k2 ^ z * k0) * k2;
  }
  return k2;
}

uint64_t hash_to_32(const char* s, size_t n) {
  const uint64_t mul = k2 + n * 2, a = word(s) * k1, b = word(s + 8), c = word(s + n - 8) * mul, d = word(s + n - 16) * k2;
  return hash_two(turned(a + b, 43) + turned(c, 30) + d, a + turned(b + k2, 18) + c, mul);
}

uint64_t hash_to_64(const char* s, size_t n) {
  const uint64_t mul = k2 + n * 2, a = word(s) * k2, b = word(s + 8), c = word(s + n - 8) * mul, d = word(s + n - 16) * k2;
  const uint64_t y = turned(a + b, 43) + turned(c, 30) + d, z = hash_two(y, a + turned(b + k2, 18) + c, mul);
  const uint64_t e = word(s + 16) * mul, f = word(s + 24), g = (y + word(s + n - 32)) * mul, h = (z + word(s + n - 24)) * mul;
  return hash_two(turned(e + f, 43) + turned(g, 30) + h, e + turned(f + a, 18) + g, mul);
}

struct Two {
  uint64_t first, second;
};
Two weak_hash(const char* s, uint64_t a, uint64_t b) {
  const uint64_t w = word(s), x = word(s + 8), y = word(s + 16), z = word(s + 24);
  a += w;
  b = turned(b + a + z, 21);
  const uint64_t c = a;
  a += x + y;
  b += turned(a, 44);
  return {a + z, b + c};
}

}  // namespace

uint64_t fingerprint(const char* s, size_t n) {
  if (n <= 16) return hash_to_16(s, n);
  if (n <= 32) return hash_to_32(s, n);
  if (n <= 64) return hash_to_64(s, n);
  constexpr uint64_t seed = 81;
  uint64_t x = seed, y = seed * k1 + 113, z = folded(y * k2 + 113) * k2;
  Two v{0, 0}, w{0, 0};
  x = x * k2 + word(s);
  const char* end = s + (n - 1) / 64 * 64;
  const char* last = end + ((n - 1) & 63) - 63;
  do {
    x = turned(x + y + v.first + word(s + 8), 37) * k1;
    y = turned(y + v.second + word(s + 48), 42) * k1;
    x ^= w.second;
    y += v.first + word(s + 40);
    z = turned(z + w.first, 33) * k1;
    v = weak_hash(s, v.second * k1, x + w.first);
    w = weak_hash(s + 32, z + w.second, y + word(s + 16));
    std::swap(z, x);
    s += 64;
  } while (s != end);
  const uint64_t mul = k1 + ((z & 0xff) << 1);
  s = last;
  w.first += (n - 1) & 63;
  v.first += w.first;
  w.first += v.first;
  x = turned(x + y + v.first + word(s + 8), 37) * mul;
  y = turned(y + v.second + word(s + 48), 42) * mul;
  x ^= w.second * 9;
  y += v.first * 9 + word(s + 40);
  z = turned(z + w.first, 33) * mul;
  v = weak_hash(s, v.second * mul, x + w.first);
  w = weak_hash(s + 32, z + w.second, y + word(s + 16));
  std::swap(z, x);
  return hash_two(hash_two(v.first, w.first, mul) + folded(y) * k0 + z, hash_two(v.second, w.second, mul) + x, mul);
}

// ---- The op ---------------------------------------------------------------------------------
namespace {

constexpr std::string_view kMethod = "farmhash64";

void infer_fingerprint(InferContext& c) {
  c.require_rank_at_least(0, 1);
  c.require_rank(1, 0);
  if (const TensorImpl* method = c.value(1); method && *method->as<std::string>() != kMethod)
    c.invalid("Unsupported method: ", *method->as<std::string>(), "; the only one is ", kMethod);
  c.out() = Shape{c.rank(0) < 0 ? kUnknownDim : c.dim(0, 0), 8};
}

void put(uint8_t* out, uint64_t value) {
  for (int i = 0; i < 8; ++i) out[i] = uint8_t(value >> (8 * i));
}

// Of several strings in a row, the fingerprint of theirs.
void fingerprint_kernel(Kernel& k) {
  const TensorImpl& data = k.input(0);
  auto* out = k.output().as<uint8_t>();
  const int64_t rows = data.dims()[0], n = rows ? data.numel / rows : 0;
  if (data.dtype != DType::kString) {
    const size_t size = size_t(n) * dtype_size(data.dtype);
    for (int64_t i = 0; i < rows; ++i) put(out + 8 * i, fingerprint(data.as<char>() + size_t(i) * size, size));
    return;
  }
  const auto* texts = data.as<std::string>();
  std::vector<char> row(size_t(n) * 8);
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      const std::string& text = texts[i * n + j];
      put(reinterpret_cast<uint8_t*>(row.data()) + 8 * j, fingerprint(text.data(), text.size()));
    }
    if (data.rank == 1) std::memcpy(out + 8 * i, row.data(), 8);
    else put(out + 8 * i, fingerprint(row.data(), row.size()));
  }
}

}  // namespace

ZEAL_OP(Fingerprint)
    .doc("FarmHash's Fingerprint64 of each of a tensor's rows, 8 bytes, the lowest first.")
    .type("T", kAnyType).input("data", "T").input("method", "string").output("fingerprint", "uint8")
    .infer(infer_fingerprint).not_differentiable().cpu(kAnyType, fingerprint_kernel);

}  // namespace zeal
