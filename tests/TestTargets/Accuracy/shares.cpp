// Spends 50, 30 and 20 % of its CPU time in C++: in a template's method that is called virtually and whose loop is inlined, in
// a destructor while an exception passes, and in a lambda behind std::function that the C library calls.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>
#include <time.h>

#ifdef __clang__
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE __attribute__((noinline, noclone))
#endif

static volatile std::uint64_t sink;

static std::uint64_t cpu_time()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u + static_cast<std::uint64_t>(now.tv_nsec);
}

namespace kitchen {

template <typename T>
struct Stirrer {
    T state = 1;
    inline __attribute__((always_inline)) void stir(std::uint64_t nanoseconds)
    {
        std::uint64_t end = cpu_time() + nanoseconds;
        do {
            for (int i = 0; i < 4000; i++)
                sink = sink + state * 3;
        } while (cpu_time() < end);
    }
};

struct Cook {
    virtual void cook(std::uint64_t unit) = 0;
    virtual ~Cook() = default;
};

template <typename T, int Tenths>
struct Soup : Cook {
    Stirrer<T> stirrer;
    NOINLINE void cook(std::uint64_t unit) override { stirrer.stir(Tenths * unit); }
};

struct Cleanup {
    std::uint64_t unit;
    explicit Cleanup(std::uint64_t u) : unit(u) { }
    NOINLINE ~Cleanup() { Stirrer<unsigned>().stir(3 * unit); }
};

NOINLINE void spill(std::uint64_t unit)
{
    Cleanup cleanup(unit);
    throw std::runtime_error("spilled " + std::to_string(unit));
}

NOINLINE void wipe(std::uint64_t unit)
{
    try {
        spill(unit);
    } catch (const std::exception &error) {
        sink = sink + error.what()[0];
    }
}

static std::function<int(const void *, const void *)> comparer;

NOINLINE int compare(const void *left, const void *right) { return comparer(left, right); }

NOINLINE void sort(std::uint64_t unit)
{
    int values[2] = { 2, 1 };
    comparer = [unit](const void *left, const void *right) {
        Stirrer<unsigned long>().stir(2 * unit);
        return *static_cast<const int *>(left) - *static_cast<const int *>(right);
    };
    std::qsort(values, 2, sizeof values[0], compare);
    sink = sink + static_cast<unsigned>(values[0]);
}

} // namespace kitchen

NOINLINE void round_of_work(kitchen::Cook &cook, std::uint64_t unit)
{
    cook.cook(unit);
    kitchen::wipe(unit);
    kitchen::sort(unit);
    sink = sink + 1; // no tail call
}

NOINLINE void work_forever()
{
    kitchen::Soup<std::vector<int>::size_type, 5> soup;
    std::uint64_t random = 88172645463325252u;
    for (;;) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        round_of_work(soup, 400000 + random % 1000000);
    }
}

int main()
{
    std::puts("ready");
    std::fflush(stdout);
    work_forever();
}
