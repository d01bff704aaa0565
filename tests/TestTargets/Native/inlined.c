// Functions that every optimising compiler inlines, with loops that keep their lines apart.
#include <stdio.h>
#include <stdlib.h>

static inline __attribute__((always_inline)) int square(int x)
{
    return x * x;
}

static inline int cube(int x)
{
    return square(x) * x;
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

__attribute__((noinline)) int work(int count)
{
    int *numbers = malloc(count * sizeof *numbers);
    int sum = 0;
    for (int i = 0; i < count; i++)
        numbers[i] = cube(i ^ count) + square(i);
    qsort(numbers, count, sizeof *numbers, compare);
    for (int i = 0; i < count; i++)
        sum ^= numbers[i];
    free(numbers);
    return sum;
}

int main(int argc, char **argv)
{
    (void)argv;
    printf("%d\n", work(argc * 1000));
    return 0;
}
