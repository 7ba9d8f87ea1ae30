// StringToHashBucketFast, StringToHashBucketStrong, StringToHashBucket: strings as numbers below a bound.
#include <cstring>
#include <string>

#include "op/infer.h"

namespace zeal {
namespace {

uint64_t word(const char* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
uint64_t half(const char* p) {
  uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}
uint64_t turned(uint64_t v, int by) { return by ? (v >> by) | (v << (64 - by)) : v; }

// ---- Pike and Alakuijala's FarmHash, whose Fingerprint64 never changes ------------------------

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

// ---- Aumasson and Bernstein's SipHash-2-4 ---------------------------------------------------

struct Sip {
  uint64_t a, b, c, d;
  void round() {
    a += b, b = turned(b, 51), b ^= a, a = turned(a, 32);
    c += d, d = turned(d, 48), d ^= c;
    a += d, d = turned(d, 43), d ^= a;
    c += b, b = turned(b, 47), b ^= c, c = turned(c, 32);
  }
  void take(uint64_t m) {
    d ^= m;
    round(), round();
    a ^= m;
  }
};

uint64_t sip_hash(const char* s, size_t n, uint64_t key0, uint64_t key1) {
  Sip state{key0 ^ 0x736f6d6570736575ULL, key1 ^ 0x646f72616e646f6dULL, key0 ^ 0x6c7967656e657261ULL, key1 ^ 0x7465646279746573ULL};
  size_t i = 0;
  for (; i + 8 <= n; i += 8) state.take(word(s + i));
  char rest[8] = {};
  std::memcpy(rest, s + i, n - i);
  rest[7] = char(n);
  state.take(word(rest));
  state.c ^= 0xff;
  for (int r = 0; r < 4; ++r) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

// ---- Appleby's MurmurHash64A ----------------------------------------------------------------

uint64_t murmur(const char* s, size_t n) {
  constexpr uint64_t m = 0xc6a4a7935bd1e995ULL, seed = 0xDECAFCAFFEULL;
  uint64_t h = seed ^ (n * m);
  for (; n >= 8; s += 8, n -= 8) {
    uint64_t k = word(s) * m;
    k ^= k >> 47;
    h = (h ^ (k * m)) * m;
  }
  if (n) {
    for (size_t i = n; i-- > 0;) h ^= uint64_t(uint8_t(s[i])) << (8 * i);
    h *= m;
  }
  h = (h ^ (h >> 47)) * m;
  return h ^ (h >> 47);
}

// ---- Ops ------------------------------------------------------------------------------------

struct BucketAttrs {
  int64_t num_buckets = 0;
};
struct KeyedBucketAttrs {
  int64_t num_buckets = 0;
  const IntList* key = nullptr;
};

void infer_bucket(InferContext& c) {
  if (const int64_t n = c.attr<BucketAttrs>().num_buckets; n < 1)
    c.invalid("Value for attr 'num_buckets' of ", n, " must be at least minimum 1");
  c.out() = c.shape(0);
}
void infer_keyed(InferContext& c) {
  infer_bucket(c);
  const IntList* key = c.attr<KeyedBucketAttrs>().key;
  if (!key || key->n != 2) c.invalid("Key must have 2 elements, got ", key ? key->n : 0);
}

template <class Hash> void buckets(Kernel& k, int64_t count, Hash&& hash) {
  const auto* texts = k.input(0).as<std::string>();
  auto* out = k.output().as<int64_t>();
  for (int64_t i = 0; i < k.output().numel; ++i) out[i] = int64_t(hash(texts[i].data(), texts[i].size()) % uint64_t(count));
}
void fast_kernel(Kernel& k) { buckets(k, k.attr<BucketAttrs>().num_buckets, fingerprint); }
void plain_kernel(Kernel& k) { buckets(k, k.attr<BucketAttrs>().num_buckets, murmur); }
void strong_kernel(Kernel& k) {
  const auto& a = k.attr<KeyedBucketAttrs>();
  const auto k0 = uint64_t(a.key->values[0]), k1 = uint64_t(a.key->values[1]);
  buckets(k, a.num_buckets, [&](const char* s, size_t n) { return sip_hash(s, n, k0, k1); });
}

}  // namespace

ZEAL_OP(StringToHashBucketFast)
    .doc("A number from 0 to before num_buckets for each string, by FarmHash's Fingerprint64.")
    .example("tf.strings.to_hash_bucket_fast([\"a\", \"b\"], 1000)", "[939 822]")
    .input("input", "string").output("output", "int64").attrs<BucketAttrs>().attr("num_buckets", &BucketAttrs::num_buckets, true)
    .api("string_to_hash_bucket_fast, strings.to_hash_bucket_fast(input, num_buckets, name=None)")
    .infer(infer_bucket).not_differentiable().cpu(bit(DType::kString), fast_kernel);

ZEAL_OP(StringToHashBucket)
    .doc("A number from 0 to before num_buckets for each string, by MurmurHash64A.")
    .input("string_tensor", "string").output("output", "int64").attrs<BucketAttrs>().attr("num_buckets", &BucketAttrs::num_buckets, true)
    .infer(infer_bucket).not_differentiable().cpu(bit(DType::kString), plain_kernel);

ZEAL_OP(StringToHashBucketStrong)
    .doc("A number from 0 to before num_buckets for each string, by SipHash-2-4 with a key that nobody else knows.")
    .example("tf.strings.to_hash_bucket_strong([\"a\"], 1, key=[1, 2])", "[0]")
    .input("input", "string").output("output", "int64").attrs<KeyedBucketAttrs>()
    .attr("num_buckets", &KeyedBucketAttrs::num_buckets, true).attr("key", &KeyedBucketAttrs::key, true)
    .api("string_to_hash_bucket_strong, strings.to_hash_bucket_strong(input, num_buckets, key, name=None)")
    .infer(infer_keyed).not_differentiable().cpu(bit(DType::kString), strong_kernel);

}  // namespace zeal
