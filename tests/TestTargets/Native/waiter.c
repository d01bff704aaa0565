// Tells its ID and waits, with a child and a thread if asked: "waiter [fork] [thread] [comm=NAME]".
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *wait_in_thread(void *name)
{
    prctl(PR_SET_NAME, name);
    printf("thread %ld\n", (long)syscall(SYS_gettid));
    fflush(stdout);
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "comm=", 5) == 0) {
            prctl(PR_SET_NAME, argv[i] + 5);
        } else if (strcmp(argv[i], "fork") == 0) {
            pid_t child = fork();
            if (child == 0) {
                for (;;)
                    pause();
            }
            printf("child %d\n", child);
        } else if (strcmp(argv[i], "zombie") == 0) {
            pid_t child = fork();
            if (child == 0)
                _exit(0);
            printf("zombie %d\n", child);
        } else if (strcmp(argv[i], "thread") == 0) {
            pthread_t thread;
            pthread_create(&thread, NULL, wait_in_thread, "a worker");
        }
    }
    printf("ready %d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}
