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
#define SPIN(milliseconds)                                                                                             \
    do {                                                                                                               \
        uint64_t end = cpu_time() + (milliseconds) * 1000000u;                                                         \
        do {                                                                                                           \
            for (int i = 0; i < 20000; i++)                                                                           \
                sink += (uint64_t)i;                                                                                   \
        } while (cpu_time() < end);                                                                                    \
    } while (0)

__attribute__((noinline)) static void burn_half(void) { SPIN(5); }
__attribute__((noinline)) static void burn_third(void) { SPIN(3); }
__attribute__((noinline)) static void burn_fifth(void) { SPIN(2); }

int main(void)
{
    printf("ready %d\n", getpid());
    for (unsigned long round = 0;; round++) {
        burn_half();
        burn_third();
        burn_fifth();
        printf("round %lu\n", round);
        fflush(stdout);
    }
}
