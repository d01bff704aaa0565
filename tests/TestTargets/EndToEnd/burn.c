// Spends 50, 30 and 20 % of its CPU time in three functions and prints a line for each round, so that a test sees it go on.
// The shares are kept by the clock of its own CPU time: counted loops differ in speed with their place in memory.
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static volatile uint64_t sink;

static uint64_t cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Reading the clock is a system call: it is done seldom. The loops stand in each function, so that it is the leaf.
#define SPIN(nanoseconds)                                                                                              \
    do {                                                                                                               \
        uint64_t end = cpu_time() + (nanoseconds);                                                                    \
        do {                                                                                                           \
            for (int i = 0; i < 20000; i++)                                                                           \
                sink += (uint64_t)i;                                                                                   \
        } while (cpu_time() < end);                                                                                    \
    } while (0)

__attribute__((noinline)) static void burn_half(uint64_t unit) { SPIN(5 * unit); }
__attribute__((noinline)) static void burn_third(uint64_t unit) { SPIN(3 * unit); }
__attribute__((noinline)) static void burn_fifth(uint64_t unit) { SPIN(2 * unit); }

int main(void)
{
    printf("ready %d\n", getpid());
    uint32_t random = 1;
    for (unsigned long round = 0;; round++) {
        // Rounds of 4 to 16 ms: equal ones would fall into step with the sampler.
        random = random * 1664525u + 1013904223u;
        uint64_t unit = 400000 + (random >> 8) % 1200000;
        burn_half(unit);
        burn_third(unit);
        burn_fifth(unit);
        printf("round %lu\n", round);
        fflush(stdout);
    }
}
