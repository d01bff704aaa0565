// Thousands of threads, nearly all of which wait. Argument: how many. Says "ready" when all run.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned long sink;

__attribute__((noinline)) void take_turn(void)
{
    for (int i = 0; i < 20000; i++)
        sink++;
}

__attribute__((noinline)) void wait_for_turn(void)
{
    struct timespec time = { 1, 0 };
    nanosleep(&time, NULL);
    sink++;
}

static void *work(void *argument)
{
    for (;;) {
        wait_for_turn();
        take_turn();
    }
    return argument;
}

int main(int count, char **arguments)
{
    int threads = count > 1 ? atoi(arguments[1]) : 1;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 * 1024);
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, work, NULL) != 0)
            return 1;
    }
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
