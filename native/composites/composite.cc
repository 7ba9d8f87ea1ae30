// The list of composites, and what the texts of their declarations say.
#include "composites/composite.h"

#include <algorithm>
#include <memory>

#include "core/text.h"

namespace zeal {
namespace {

using std::string_view;

std::vector<std::unique_ptr<Composite>>& registered() {
  static auto* list = new std::vector<std::unique_ptr<Composite>>;  // threads may call at the exit
  return *list;
}

[[noreturn]] void misdeclared(const Composite& c, string_view what) {
  fail(Code::kInternal, "ZEAL_COMPOSITE(", c.name, ", \"", c.text, "\"): ", what);
}

int place_of(const Composite& c, const std::vector<Parameter>& all, string_view name) {
  for (const Parameter& p : all)
    if (p.name == name && p.takes == Takes::kTensor && !p.optional) return p.place;
  misdeclared(c, "`like` names no parameter that is always a tensor");
}

// "x", "x?", "axes: ints", "axes: ints?"; of "y: like x" the name of x goes to `like`.
Parameter parameter(const Composite& c, string_view text, int place, string_view& like) {
  if (size_t(place) >= c.types.size()) misdeclared(c, "the function has fewer parameters");
  const bool optional = text.ends_with('?');
  if (optional) text.remove_suffix(1);
  Takes takes = c.types[place];
  const string_view name = cut(text, ':');
  if (name.empty()) misdeclared(c, "a parameter has no name");
  if ((optional || !text.empty()) && takes != Takes::kTensor)
    misdeclared(c, "only a tensor can be optional, ints or like another");
  if (text == "ints") takes = Takes::kInts;
  else if (text.starts_with("like ") && !optional) takes = Takes::kLike, like = trimmed(text.substr(5));
  else if (!text.empty()) misdeclared(c, "a tensor is `ints` or `like` another");
  return {std::string(name), takes, optional, place};
}

}  // namespace

const Composite& register_composite(Composite c) {
  return *registered().emplace_back(std::make_unique<Composite>(std::move(c)));
}

std::vector<const Composite*> all_composites() {
  std::vector<const Composite*> list;
  for (const auto& c : registered()) list.push_back(c.get());
  std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return string_view(a->name) < b->name; });
  for (size_t i = 1; i < list.size(); ++i)
    if (!string_view(list[i]->name).compare(list[i - 1]->name)) misdeclared(*list[i], "declared twice");
  return list;
}

std::vector<Parameter> parameters_of(const Composite& c) {
  std::vector<Parameter> list;
  std::vector<string_view> like;
  for (string_view rest = c.text; !rest.empty();) {
    const string_view text = cut(rest, ',');
    list.push_back(parameter(c, text, int(list.size()), like.emplace_back()));
  }
  if (list.size() != c.types.size()) misdeclared(c, "the function has more parameters");
  if (list.size() > Arguments::kMost) misdeclared(c, "there is room for six arguments");
  if (std::count(c.types.begin(), c.types.end(), Takes::kTensors) > 1)
    misdeclared(c, "there is room for one TensorList");
  for (Parameter& p : list)
    if (p.takes == Takes::kLike) p.like = place_of(c, list, like[p.place]);
  std::stable_partition(list.begin(), list.end(), [](const Parameter& p) { return p.takes != Takes::kLike; });
  return list;
}

}  // namespace zeal
