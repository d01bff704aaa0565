// Spends its time in a member function of a template that every optimising compiler inlines into its caller.
#include <cstdint>
#include <cstdio>

namespace work
{
template <class T> struct Mixer
{
    T state;

    __attribute__((always_inline)) void stir(T value)
    {
        for (int i = 0; i < 64; i++)
            state = (state ^ value) * 6364136223846793005u + 1442695040888963407u;
    }
};

// A function that calls another one has a frame of its own.
__attribute__((noinline)) void taste()
{
    asm volatile("");
}

__attribute__((noinline)) void cook(Mixer<std::uint64_t> &mixer, int rounds)
{
    for (int i = 0; i < rounds; i++)
        mixer.stir(i);
    taste();
}
}

int main()
{
    work::Mixer<std::uint64_t> mixer{1};
    std::puts("ready");
    std::fflush(stdout);
    for (;;)
    {
        work::cook(mixer, 1 << 16);
        if (mixer.state == 0)
            std::puts("never");
    }
}
