/* Makes many different stacks: a thousand functions with frames of different sizes call each other in an order that depends
   on a number, up to a random depth, some of them back out of the C library. For measuring how fast stacks are unwound. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline, noclone))

typedef unsigned (*function)(unsigned depth, unsigned seed);

static volatile unsigned sink;
extern const function functions[1000];

static unsigned next(unsigned seed) { return seed * 1664525u + 1013904223u; }

static NOINLINE unsigned leaf(unsigned seed)
{
    char text[64];
    memset(text, (int)seed, sizeof text);
    for (unsigned i = 0; i < 200; i++)
        seed = next(seed) + (unsigned)text[i % sizeof text];
    sink += seed;
    return seed;
}

static unsigned sort_depth, sort_seed;

static NOINLINE int compare(const void *left, const void *right)
{
    unsigned depth = sort_depth, seed = sort_seed;
    sort_depth = 0;
    int order = (int)(*(const unsigned *)left & 0xff) - (int)(*(const unsigned *)right & 0xff);
    if (depth > 0)
        sink += functions[seed % 1000](depth - 1, next(seed));
    return order;
}

static NOINLINE unsigned through_library(unsigned depth, unsigned seed)
{
    unsigned values[3] = { seed, seed >> 8, seed >> 16 };
    sort_depth = depth;
    sort_seed = seed;
    qsort(values, 3, sizeof values[0], compare);
    return values[0];
}

#define DEFINE(n)                                                                                                              \
    static NOINLINE unsigned f##n(unsigned depth, unsigned seed)                                                               \
    {                                                                                                                          \
        volatile char room[8 + (n * 37) % 160];                                                                                \
        room[seed % sizeof room] = (char)seed;                                                                                 \
        if (depth == 0)                                                                                                        \
            return leaf(seed) + (unsigned)room[0];                                                                             \
        unsigned rest = (n * 7 + seed) % 40 == 0 ? through_library(depth - 1, next(seed))                                      \
                                                 : functions[(next(seed) >> 7) % 1000](depth - 1, next(seed));                 \
        return rest + (unsigned)room[n % sizeof room] + depth;                                                                 \
    }

#define TEN(m, n) m(n##0) m(n##1) m(n##2) m(n##3) m(n##4) m(n##5) m(n##6) m(n##7) m(n##8) m(n##9)
#define HUNDRED(m, n) TEN(m, n##0) TEN(m, n##1) TEN(m, n##2) TEN(m, n##3) TEN(m, n##4) TEN(m, n##5) TEN(m, n##6) TEN(m, n##7)   \
    TEN(m, n##8) TEN(m, n##9)
#define THOUSAND(m) HUNDRED(m, 1) HUNDRED(m, 2) HUNDRED(m, 3) HUNDRED(m, 4) HUNDRED(m, 5) HUNDRED(m, 6) HUNDRED(m, 7)           \
    HUNDRED(m, 8) HUNDRED(m, 9) HUNDRED(m, 10)

THOUSAND(DEFINE)

#define ENTRY(n) f##n,
const function functions[1000] = { THOUSAND(ENTRY) };

int main(int argc, char **argv)
{
    unsigned seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    for (unsigned i = 0; i < (argc > 2 ? (unsigned)atoi(argv[2]) : 1000000u); i++) {
        seed = next(seed);
        sink += functions[(seed >> 9) % 1000]((seed >> 20) % 50 + 5, seed);
    }
    return 0;
}
