// Templates, closures, exceptions, virtual functions and much of the standard library inlined into each other.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace shop
{
template <class T> struct Shelf
{
    std::vector<T> items;

    template <class F> T total(F price) const
    {
        T sum{};
        for (auto &item : items)
            sum += price(item);
        return sum;
    }

    __attribute__((noinline)) T slow(int rounds)
    {
        T sum{};
        for (int i = 0; i < rounds; i++)
            sum += total([i](const T &item) { return item * (T)i; });
        return sum;
    }
};

struct Fruit
{
    virtual ~Fruit() = default;
    virtual int cost(int count) const = 0;
};

struct Apple : Fruit
{
    int cost(int count) const override
    {
        if (count < 0)
            throw std::runtime_error("negative");
        return count * 3;
    }
};
}

static inline int fibonacci(int n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

__attribute__((noinline)) std::map<std::string, int> count(const std::vector<std::string> &words)
{
    std::map<std::string, int> counts;
    for (auto &word : words)
        ++counts[word];
    return counts;
}

int main(int argc, char **)
{
    std::vector<std::string> words;
    for (int i = 0; i < 1000; i++)
        words.push_back("w" + std::to_string(i % 37));
    auto counts = count(words);
    shop::Shelf<double> prices{{1, 2, 3}};
    shop::Shelf<long> weights{{4, 5}};
    std::unordered_map<int, std::function<int(int)>> functions;
    functions[1] = [&](int x) { return fibonacci(x) + argc; };
    std::regex pattern("w([0-9]+)");
    std::smatch match;
    int hits = 0;
    for (auto &word : words)
        if (std::regex_match(word, match, pattern))
            hits += std::stoi(match[1]);
    std::sort(words.begin(), words.end(), [](auto &a, auto &b) { return a > b; });
    std::unique_ptr<shop::Fruit> fruit = std::make_unique<shop::Apple>();
    try
    {
        hits += fruit->cost(argc - 2);
    }
    catch (std::exception &)
    {
        hits--;
    }

    std::ostringstream text;
    text << prices.slow(argc * 10) << weights.slow(argc) << functions[1](20) << hits << counts.size();
    std::cout << text.str() << "\n";
}
