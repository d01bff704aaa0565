// Threads that spend their time in known ways. Arguments: none. Says "ready" when all run.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define OUTLINED __attribute__((noinline))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile unsigned long sink;
static int pipe_ends[2];
static const char *file_name;

static void nap(long milliseconds)
{
    struct timespec time = { 0, milliseconds * 1000000 };
    nanosleep(&time, NULL);
}

static long thread_cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

// 4 ms on a CPU.
OUTLINED void spend(void)
{
    long start = thread_cpu_ns();
    do {
        for (int i = 0; i < 5000; i++)
            sink++;
    } while (thread_cpu_ns() - start < 4000000);
}

// The lock is held for 30 ms and free for 10.
OUTLINED void hold_lock(void) { pthread_mutex_lock(&lock); nap(30); pthread_mutex_unlock(&lock); nap(10); sink++; }
OUTLINED void want_lock(void) { pthread_mutex_lock(&lock); pthread_mutex_unlock(&lock); nap(2); sink++; }
OUTLINED void read_slow_pipe(void) { char byte; sink += read(pipe_ends[0], &byte, 1); }
OUTLINED void write_slowly(void) { nap(20); sink += write(pipe_ends[1], "x", 1); }
OUTLINED void sleep_and_spend(void) { nap(8); spend(); }
OUTLINED void wait_forever(void) { pause(); sink++; }

OUTLINED void write_to_disk(void)
{
    static char block[65536];
    int file = open(file_name, O_CREAT | O_WRONLY, 0600);
    sink += pwrite(file, block, sizeof block, 0);
    fsync(file);
    close(file);
    nap(5);
}

static void *holder(void *a) { for (;;) hold_lock(); return a; }
static void *wanter(void *a) { for (;;) want_lock(); return a; }
static void *reader(void *a) { for (;;) read_slow_pipe(); return a; }
static void *writer(void *a) { for (;;) write_slowly(); return a; }
static void *worker(void *a) { for (;;) sleep_and_spend(); return a; }
static void *disk(void *a) { for (;;) write_to_disk(); return a; }

static void start(const char *name, void *(*run)(void *))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, NULL) != 0)
        exit(1);
    pthread_setname_np(thread, name);
}

int main(int count, char **arguments)
{
    file_name = count > 1 ? arguments[1] : "/dev/null";
    if (pipe(pipe_ends) != 0)
        return 1;
    start("holder", holder);
    start("wanter", wanter);
    start("reader", reader);
    start("writer", writer);
    start("worker", worker);
    if (count > 1)
        start("disk", disk);
    puts("ready");
    fflush(stdout);
    for (;;)
        wait_forever();
}
