// Spends 50, 30 and 20 % of its CPU time in three functions, called through two levels: "shares [threads=N] [seconds=S]".
// The shares are kept by the clock of the thread's own CPU time, so that they hold on a loaded machine.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint64_t sink;

static uint64_t cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Reading the clock is a system call: do it seldom. The loops stand in each function, so that it is the leaf.
#define SPIN(nanoseconds)                                                                                              \
    do {                                                                                                               \
        uint64_t end = cpu_time() + (nanoseconds);                                                                     \
        do {                                                                                                           \
            for (int i = 0; i < 4000; i++)                                                                            \
                sink += (uint64_t)i * 3;                                                                               \
        } while (cpu_time() < end);                                                                                    \
    } while (0)

NOINLINE void spend_fifty(uint64_t unit) { SPIN(5 * unit); }
NOINLINE void spend_thirty(uint64_t unit) { SPIN(3 * unit); }
NOINLINE void spend_twenty(uint64_t unit) { SPIN(2 * unit); }

// Rounds differ in length, so that they never fall into step with a sampler.
NOINLINE void round_of_work(void)
{
    static __thread uint64_t random = 88172645463325252u;
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    uint64_t unit = 400000 + random % 1000000;
    spend_fifty(unit);
    spend_thirty(unit);
    spend_twenty(unit);
    sink++; // no tail call
}

NOINLINE void work_forever(void)
{
    for (;;)
        round_of_work();
}

static void *in_thread(void *name)
{
    prctl(PR_SET_NAME, name);
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19); // let the main thread create the others
    work_forever();
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "threads=", 8) == 0)
            threads = atoi(argv[i] + 8);
        else if (strncmp(argv[i], "seconds=", 8) == 0)
            alarm((unsigned)atoi(argv[i] + 8));
    }
    printf("ready %d\n", getpid());
    fflush(stdout);
    // Threads come one after the other, so that many are created while the program is sampled.
    static char names[512][16];
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        snprintf(names[i], sizeof names[i], "worker-%d", i);
        pthread_create(&thread, NULL, in_thread, names[i]);
        usleep(5000);
    }
    if (threads > 0) {
        printf("threads %d\n", threads);
        fflush(stdout);
        for (;;)
            pause();
    }
    work_forever();
    return 0;
}
