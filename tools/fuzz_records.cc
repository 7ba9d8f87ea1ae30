// Parses mutations of serialized messages: what tools/fuzz_messages builds with sanitizers.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "core/error.h"
#include "data/example.h"
#include "data/record_file.h"

using namespace zeal;
using namespace zeal::data;

namespace {

using Random = std::mt19937;
size_t below(Random& r, size_t n) { return n ? r() % n : 0; }

struct Seed {
  bool sequence;
  std::string message;
};

std::vector<Seed> read_seeds(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  std::vector<Seed> seeds;
  for (size_t at = 0; at + 5 <= all.size();) {
    uint32_t n;
    std::copy_n(all.data() + at + 1, 4, reinterpret_cast<char*>(&n));
    seeds.push_back({all[at] == 1, all.substr(at + 5, n)});
    at += 5 + n;
  }
  return seeds;
}

std::string mutated(Random& r, std::string s) {
  for (size_t k = 1 + below(r, 5); k--;) {
    const size_t at = below(r, s.size() + 1);
    switch (below(r, 5)) {
      case 0: if (at < s.size()) s[at] = char(r()); break;
      case 1: if (at < s.size()) s[at] = char(s[at] ^ 1 << below(r, 8)); break;
      case 2: s.insert(at, 1 + below(r, 8), char(r())); break;
      case 3: s.erase(at, 1 + below(r, 8)); break;
      default: s.insert(at, s.substr(at, 1 + below(r, 40)));
    }
  }
  if (!below(r, 10)) s.resize(below(r, s.size() + 1));
  s.shrink_to_fit();  // what lies behind it belongs to nobody
  return s;
}

Plan plan(Random& r, char letter, size_t first_form, size_t forms) {
  const DType dtypes[] = {DType::kString, DType::kFloat32, DType::kInt64};
  std::vector<Wanted> wanted;
  for (size_t i = below(r, 6); i < 6; ++i)  // few, so that there are some that fit
    wanted.push_back({.key = std::string{letter, char('0' + i)}, .form = Form((first_form + below(r, forms)) % 3),
                      .dtype = dtypes[below(r, 3)], .shape = {int64_t(below(r, 3))}, .may_lack = true});
  return Plan(std::move(wanted));
}

// Defaults for half of the fixed features.
std::vector<Tensor> defaults(Random& r, const Plan& plan) {
  std::vector<Tensor> found(plan.size());
  for (size_t i = 0; i < plan.size(); ++i) {
    if (below(r, 2)) continue;
    const Wanted& w = plan.wanted()[i];
    found[i] = make_tensor(w.dtype, w.form == Form::kFixed ? Shape{w.elements} : Shape{1});
    if (w.dtype != DType::kString) std::fill_n(found[i]->data, found[i]->nbytes(), 1);
  }
  return found;
}

void parse(Random& r, const std::vector<Seed>& seeds) {
  const bool sequence = below(r, 2), single = below(r, 2);
  std::vector<std::string> messages;
  while (messages.size() < (single ? 1 : 3)) {
    const Seed& seed = seeds[below(r, seeds.size())];
    if (seed.sequence == sequence) messages.push_back(mutated(r, seed.message));
  }
  const Messages m{messages.data(), int64_t(messages.size()), single, nullptr};
  const Plan context = plan(r, 'k', 2, sequence ? 2 : 3);  // sparse, fixed, and in examples padded
  if (!sequence) return void(parse_examples(context, m, defaults(r, context)));
  parse_sequences(context, plan(r, 'l', 1, 2), m, defaults(r, context));
}

struct Bytes : ByteSource {
  explicit Bytes(std::string s) : all(std::move(s)) {}
  size_t read(char* to, size_t n) override {
    n = std::min(n, all.size() - at);
    std::copy_n(all.data() + at, n, to);
    at += n;
    return n;
  }
  std::string all;
  size_t at = 0;
};

void read_records(Random& r, const std::vector<Seed>& seeds) {
  std::string file;
  for (size_t k = below(r, 4); k--;) {
    const std::string& data = seeds[below(r, seeds.size())].message;
    char head[kRecordHead], tail[kRecordTail];
    write_record_frame(data.data(), data.size(), head, tail);
    file.append(head, kRecordHead).append(data).append(tail, kRecordTail);
  }
  RecordReader reader("file", std::make_unique<Bytes>(mutated(r, file)));
  for (std::string record; reader.next(record);) {}
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("fuzz_records SEEDS COUNT"), 2;
  const std::vector<Seed> seeds = read_seeds(argv[1]);
  Random random(1);
  int refused = 0;
  const int count = std::atoi(argv[2]);
  for (int i = 0; i < count; ++i) {
    for (auto* run : {parse, read_records}) try {
      run(random, seeds);
    } catch (const Error& e) {
      if (e.code() != Code::kInvalidArgument && e.code() != Code::kDataLoss) return std::printf("%d: %s\n", i, e.what()), 1;
      ++refused;
    }
  }
  std::printf("%d messages and as many files of records, %d refused\n", count, refused);
}
