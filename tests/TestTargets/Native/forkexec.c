// Works in "before_exec"; a line on stdin makes it fork a child that works in "in_child" for a while and then starts the
// program named by its argument. The parent goes on working in "after_fork".
#include <stdio.h>
#include <stdint.h>
#include <time.h>
#include <poll.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint64_t sink;

// Inlined: a leaf function has no frame of its own, and its caller would be missing from the stack.
static inline __attribute__((always_inline)) void spin(void)
{
    for (int i = 0; i < 20000; i++)
        sink += (uint64_t)i * 3;
}

static int has_input(void)
{
    struct pollfd input = { .fd = 0, .events = POLLIN };
    return poll(&input, 1, 0) > 0;
}

NOINLINE void before_exec(void)
{
    while (!has_input())
        spin();
}

NOINLINE void in_child(void)
{
    for (clock_t end = clock() + CLOCKS_PER_SEC / 2; clock() < end;)
        spin();
}

NOINLINE void after_fork(void)
{
    for (;;)
        spin();
}

int main(int argc, char **argv)
{
    (void)argc;
    printf("ready %d\n", getpid());
    fflush(stdout);
    before_exec();
    pid_t child = fork();
    if (child == 0) {
        in_child();
        execl(argv[1], argv[1], (char *)0);
        return 1;
    }
    printf("child %d\n", child);
    fflush(stdout);
    after_fork();
}
