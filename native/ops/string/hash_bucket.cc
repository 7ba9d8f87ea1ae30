// StringToHashBucketFast, StringToHashBucketStrong, StringToHashBucket: strings as numbers below a bound.
#include <cstring>
#include <string>

#include "op/infer.h"
#include "ops/string/fingerprint.h"

namespace zeal {
namespace {

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
