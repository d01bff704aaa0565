// Starts many short programs, one after the other, or so many a second. Arguments: how many, how many a second. Waits for a line,
// then starts them, says "done".
// Each is this program again; it names itself job-0 to job-9 and works for half a millisecond.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned long sink;

static long thread_cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

__attribute__((noinline)) void short_work(void)
{
    long start = thread_cpu_ns();
    do {
        for (int i = 0; i < 1000; i++)
            sink++;
    } while (thread_cpu_ns() - start < 500000);
}

static void wait_for_one(int *running)
{
    wait(NULL);
    --*running;
}

int main(int count, char **arguments)
{
    if (count > 2 && strcmp(arguments[1], "job") == 0) {
        char name[16];
        snprintf(name, sizeof name, "job-%s", arguments[2]);
        prctl(PR_SET_NAME, name);
        short_work();
        return 0;
    }
    int total = count > 1 ? atoi(arguments[1]) : 1, rate = count > 2 ? atoi(arguments[2]) : 0, running = 0;
    puts("ready");
    fflush(stdout);
    getchar();
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int i = 0; i < total; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i % 10);
        pid_t child = fork();
        if (child == 0) {
            execl("/proc/self/exe", arguments[0], "job", number, (char *)NULL);
            _exit(1);
        }
        running++;
        if (rate == 0) {
            wait_for_one(&running);
            continue;
        }
        next.tv_nsec += 1000000000 / rate;
        if (next.tv_nsec >= 1000000000) {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            running--;
        // On a machine that cannot keep up, no more than this many wait for a CPU.
        while (running > 64)
            wait_for_one(&running);
    }
    while (running > 0)
        wait_for_one(&running);
    puts("done");
    fflush(stdout);
    getchar();
    return 0;
}
