/* Stops the program at moments it does not choose: a signal after every tick of its own CPU time, on which a debugger stops
   and which it does not pass on. Linked into each program that a debugger records. */
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

static void passed_on(int number)
{
    (void)number;
}

__attribute__((constructor)) static void start_stops(void)
{
    struct itimerval every = { { 0, 1000 }, { 0, 1000 } };
    signal(SIGVTALRM, passed_on);
    setitimer(ITIMER_VIRTUAL, &every, NULL);
}
