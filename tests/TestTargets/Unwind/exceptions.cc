// Runs for ever through C++: exceptions thrown deep below, virtual and indirect calls, templates of the standard library,
// destructors that work while the stack is unwound, threads that end.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>
#include "stops.h"

#define NOINLINE __attribute__((noinline, noclone))
#ifdef __clang__
#undef NOINLINE
#define NOINLINE __attribute__((noinline))
#endif

volatile unsigned sink;

static NOINLINE unsigned spin(unsigned n)
{
    unsigned x = n;
    for (unsigned i = 0; i < n; i++)
        x = x * 1664525u + 1013904223u + sink;
    return x;
}

struct Working {
    unsigned amount;
    explicit Working(unsigned n) : amount(n) { }
    NOINLINE ~Working() { sink = sink + spin(amount); }
};

struct Shape {
    virtual unsigned area(unsigned depth) const = 0;
    virtual ~Shape() = default;
};

struct Leaf : Shape {
    unsigned area(unsigned) const override
    {
        sink = sink + spin(200);
        return sink;
    }
};

struct Node : Shape {
    std::unique_ptr<Shape> left = std::make_unique<Leaf>();
    unsigned area(unsigned depth) const override { return depth == 0 ? left->area(0) : Node().area(depth - 1) + left->area(depth); }
};

static NOINLINE void thrower(unsigned depth)
{
    Working work(300);
    if (depth == 0)
        throw std::runtime_error("at the bottom " + std::to_string(sink));
    thrower(depth - 1);
}

static NOINLINE void catching()
{
    try {
        thrower(12);
    } catch (const std::exception &error) {
        sink = sink + static_cast<unsigned>(std::string(error.what()).size()) + spin(500);
    }
}

template <typename Key>
static NOINLINE void containers(Key (*make)(unsigned))
{
    std::map<Key, unsigned> map;
    std::vector<Key> keys;
    for (unsigned i = 0; i < 100; i++) {
        keys.push_back(make(i));
        map[keys.back()] += i;
    }
    std::sort(keys.begin(), keys.end(), [](const Key &a, const Key &b) { sink = sink + spin(10); return b < a; });
    std::ostringstream text;
    text << keys.front() << ' ' << map.size() << ' ' << 3.25 * map.size();
    sink = sink + static_cast<unsigned>(text.str().size());
}

static std::string make_string(unsigned n) { return "key number " + std::to_string(n * 7919 % 1000); }
static unsigned make_number(unsigned n) { return n * 7919 % 1000; }

int main()
{
    std::vector<std::function<void()>> steps = {
        catching,
        [] { sink = sink + Node().area(20); },
        [] { containers<std::string>(make_string); },
        [] { containers<unsigned>(make_number); },
    };
    for (unsigned i = 0;; i++)
        for (int times = 0; times < 20; times++)
            steps[i % steps.size()]();
}
