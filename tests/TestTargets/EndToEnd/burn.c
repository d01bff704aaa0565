// Spends 50, 30 and 20 % of its CPU time in three functions and prints a line for each round, so that a test sees it go on.
#include <stdio.h>
#include <unistd.h>

static volatile unsigned long sink;

__attribute__((noinline)) static void burn_half(void)
{
    for (unsigned long i = 0; i < 5000000; i++)
        sink += i;
}

__attribute__((noinline)) static void burn_third(void)
{
    for (unsigned long i = 0; i < 3000000; i++)
        sink += i;
}

__attribute__((noinline)) static void burn_fifth(void)
{
    for (unsigned long i = 0; i < 2000000; i++)
        sink += i;
}

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
