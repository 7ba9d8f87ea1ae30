// The node whose scope's name it is to take, of the function of several ops that this thread is in.
#pragma once
#include <string>
#include <utility>

namespace zeal {

class ResultName {
 public:
  // The node `name` in `scope`; null for none. Both outlive this.
  ResultName(const std::string& scope, const std::string* name) : scope_(scope), name_(name), before_(std::exchange(current(), this)) {}
  ~ResultName() { current() = before_; }
  ResultName(const ResultName&) = delete;
  // What a node is called in the end.
  static std::string final_name(std::string node) {
    const ResultName* now = current();
    return now && now->name_ && node == now->scope_ + "/" + *now->name_ ? now->scope_ : node;
  }

 private:
  static ResultName*& current() {
    static thread_local ResultName* now = nullptr;
    return now;
  }
  const std::string& scope_;
  const std::string* name_;
  ResultName* before_;
};

}  // namespace zeal
