// Threads without frame pointers whose functions call each other through pointers: main waits in poll(), "sleeper" in
// nanosleep(), "locked" for a mutex, "busy" runs. Only unwind information tells who called.
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint64_t sink;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

NOINLINE void sleep_inner(void)
{
    struct timespec hour = { .tv_sec = 3600 };
    nanosleep(&hour, NULL);
    sink++;
}

NOINLINE void lock_inner(void)
{
    pthread_mutex_lock(&mutex);
    sink++;
}

NOINLINE void busy_inner(void)
{
    while (sink != 1)
        sink += 2;
}

NOINLINE void poll_inner(void)
{
    sink += 2 * (uint64_t)poll(NULL, 0, -1);
}

static void (*volatile inner[])(void) = { sleep_inner, lock_inner, busy_inner, poll_inner };

NOINLINE void outer(int which)
{
    volatile char room[300];
    room[which] = 1;
    inner[which]();
    sink += 2 * (uint64_t)room[which];
}

static void (*volatile indirect)(int) = outer;

static void *sleeper(void *unused) { prctl(PR_SET_NAME, "sleeper"); indirect(0); return unused; }
static void *locked(void *unused) { prctl(PR_SET_NAME, "locked"); indirect(1); return unused; }
static void *busy(void *unused) { prctl(PR_SET_NAME, "busy"); indirect(2); return unused; }

int main(void)
{
    pthread_t threads[3];
    pthread_mutex_lock(&mutex);
    pthread_create(&threads[0], NULL, sleeper, NULL);
    pthread_create(&threads[1], NULL, locked, NULL);
    pthread_create(&threads[2], NULL, busy, NULL);
    printf("ready %d\n", getpid());
    fflush(stdout);
    indirect(3);
    return 0;
}
