// One thread in each state a dump tells apart: main waits in read(), "sleeper" in nanosleep(), "locked" for a mutex, "busy"
// runs. Each is called through functions of its own.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint64_t sink;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int pipe_ends[2];

NOINLINE void sleep_inner(void)
{
    struct timespec hour = { .tv_sec = 3600 };
    nanosleep(&hour, NULL);
    sink++;
}

NOINLINE void sleep_outer(void)
{
    sleep_inner();
    sink++;
}

NOINLINE void lock_inner(void)
{
    pthread_mutex_lock(&mutex);
    sink++;
}

NOINLINE void lock_outer(void)
{
    lock_inner();
    sink++;
}

NOINLINE void busy_inner(void)
{
    for (;;)
        sink++;
}

NOINLINE void busy_outer(void)
{
    busy_inner();
    sink++;
}

NOINLINE void read_inner(void)
{
    char byte;
    sink += (uint64_t)read(pipe_ends[0], &byte, 1);
}

NOINLINE void read_outer(void)
{
    read_inner();
    sink++;
}

static void *sleeper(void *unused) { prctl(PR_SET_NAME, "sleeper"); sleep_outer(); return unused; }
static void *locked(void *unused) { prctl(PR_SET_NAME, "locked"); lock_outer(); return unused; }
static void *busy(void *unused) { prctl(PR_SET_NAME, "busy"); busy_outer(); return unused; }

int main(void)
{
    pthread_t threads[3];
    pthread_mutex_lock(&mutex);
    if (pipe(pipe_ends) != 0)
        return 1;
    pthread_create(&threads[0], NULL, sleeper, NULL);
    pthread_create(&threads[1], NULL, locked, NULL);
    pthread_create(&threads[2], NULL, busy, NULL);
    printf("ready %d\n", getpid());
    fflush(stdout);
    read_outer();
    return 0;
}
