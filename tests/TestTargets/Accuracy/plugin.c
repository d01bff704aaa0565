/* A library that is loaded and unloaded, built once with -DNAME=a and once with -DNAME=b and another FRAME: what lies at one
   address in one of them lies elsewhere in the other. */
#define NOINLINE __attribute__((noinline, noclone))
#define JOIN(x, y) x##y
#define NAMED(x, y) JOIN(x, y)

volatile unsigned NAMED(sink_, NAME);

#if FRAME > 64
NOINLINE int NAMED(padding_, NAME)(int x) { return x * 7 + (int)NAMED(sink_, NAME); }
#endif

static NOINLINE void NAMED(NAMED(plugin_, NAME), _work)(void (*spin)(unsigned), unsigned rounds)
{
    volatile char room[FRAME];
    room[rounds % FRAME] = 1;
    for (unsigned i = 0; i < rounds / 2; i++)
        NAMED(sink_, NAME) += i;
    spin(rounds / 2);
    NAMED(sink_, NAME) += (unsigned)room[rounds % FRAME];
}

void NAMED(plugin_, NAME)(void (*spin)(unsigned), unsigned rounds)
{
    NAMED(NAMED(plugin_, NAME), _work)(spin, rounds);
    NAMED(sink_, NAME)++;
}
