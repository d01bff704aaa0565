/* Fixed work in native code: three functions that take 50, 30 and 20 % of it, below a stack of some depth.
 *
 * usage: busy ROUNDS
 *
 * Prints "ready", waits for a line on stdin, does the work, prints its elapsed and CPU seconds. With a second line
 * on stdin it ends. Compile with -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile uint64_t sink;

static __attribute__((noinline)) uint64_t spin(uint64_t value, int steps)
{
    for (int i = 0; i < steps; i++) {
        value ^= value << 13;
        value ^= value >> 7;
        value ^= value << 17;
    }
    return value;
}

static __attribute__((noinline)) void half(void) { sink = spin(sink + 1, 50000); }
static __attribute__((noinline)) void third(void) { sink = spin(sink + 3, 30000); }
static __attribute__((noinline)) void fifth(void) { sink = spin(sink + 5, 20000); }

static __attribute__((noinline)) void descend(int depth)
{
    if (depth > 0) {
        descend(depth - 1);
        sink++;
        return;
    }
    half();
    third();
    fifth();
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : 1000;
    sink = 88172645463325252ULL;
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        return 1;
    double elapsed = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (long i = 0; i < rounds; i++)
        descend(16);
    elapsed = seconds(CLOCK_MONOTONIC) - elapsed;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("{\"elapsed\": %.6f, \"cpu\": %.6f}\n", elapsed, cpu);
    fflush(stdout);
    getchar();
    return 0;
}
