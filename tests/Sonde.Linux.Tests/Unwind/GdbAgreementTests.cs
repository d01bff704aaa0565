using System.Globalization;
using System.Text;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>
/// Stacks of real programs, stopped hundreds of times in the middle of anything, compared frame by frame with gdb's.
/// </summary>
[Trait("Needs", "gdb")]
public sealed class GdbAgreementTests
{
    private const int Stops = 30, Steps = 4;

    public static TheoryData<string, string, string> Flavours => new()
    {
        { "gcc", "mixture.c", "-O2 -fomit-frame-pointer -lm" },
        { "gcc", "mixture.c", "-O2 -fomit-frame-pointer -Wl,-z,lazy -lm" },
        { "gcc", "mixture.c", "-O3 -march=native -fomit-frame-pointer -lm" },
        { "gcc", "mixture.c", "-O2 -fomit-frame-pointer -static -s -lm" },
        { "gcc", "mixture.c", "-O3 -fomit-frame-pointer -static-pie -lm" },
        { "gcc", "mixture.c", "-Os -fomit-frame-pointer -s -lm" },
        { "gcc", "mixture.c", "-O0 -lm" },
        { "gcc", "mixture.c", "-O1 -fno-omit-frame-pointer -lm" },
        { "clang-14", "mixture.c", "-O2 -lm" },
        { "g++", "exceptions.cc", "-O2 -fomit-frame-pointer" },
        { "g++", "exceptions.cc", "-O3 -fomit-frame-pointer -static -s" },
        { "clang++-14", "exceptions.cc", "-O2" },
        { "rustc", "mixture.rs", "-O" },
        { "rustc", "mixture.rs", "-C opt-level=3 -C strip=symbols" },
    };

    [Theory]
    [MemberData(nameof(Flavours))]
    public void Stacks_agree_with_gdb(string compiler, string source, string flags)
    {
        string program = StoppingPrograms.Build(compiler, $"Unwind/{source}", flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Compare(GdbRecording.Make(program, Stops, Steps), 0.99);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stacks_of_Go_agree_with_gdb(bool isStripped)
    {
        // Stripping moves no code; but it takes .debug_frame away, without which gdb is lost.
        string full = StoppingPrograms.Build("go", "Unwind/mixture.go", []);
        string? stripped = isStripped ? StoppingPrograms.Build("go", "Unwind/mixture.go", ["-ldflags=-s -w"]) : null;
        Compare(GdbRecording.Make(full, 2 * Stops, Steps, stripped), 0.97);
    }

    private static void Compare(IReadOnlyList<StoppedThread> stops, double atLeast)
    {
        var unwinder = new Unwinder();
        var frames = new ulong[10_000];
        var report = new StringBuilder();
        int agreed = 0;
        foreach (StoppedThread stop in stops)
        {
            int count = unwinder.Unwind(stop.Registers, stop.Stack, stop.StackStart, stop.Modules, frames, out UnwindStop cause);
            string? difference = Difference(stop, frames.AsSpan(0, count), cause);
            if (difference is null)
                agreed++;
            else if (report.Length < 2_000)
                report.AppendLine(difference);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{agreed} of {stops.Count} stacks agree with gdb's");
        Assert.True(agreed >= atLeast * stops.Count, $"only {agreed} of {stops.Count} stacks agree with gdb's:\n{report}");
    }

    /// <summary>What is different; null when the stacks agree.</summary>
    private static string? Difference(StoppedThread stop, ReadOnlySpan<ulong> frames, UnwindStop cause)
    {
        for (int i = 0; i < Math.Min(frames.Length, stop.Frames.Count); i++)
        {
            bool isExact = i == 0 || stop.Frames[i].IsSignalTrampoline || stop.Frames[i - 1].IsSignalTrampoline;
            if (frames[i] != stop.Frames[i].Address - (isExact ? 0UL : 1))
                return Describe(stop, frames, cause, i);
        }

        // Where Go changes the stack gdb's frames end, or are what .debug_frame says of another stack.
        if (IsStackSwitch(stop, frames[Math.Min(frames.Length, stop.Frames.Count) - 1]))
            return null;
        // While _Unwind_Resume installs a handler's context it overwrites the slots in which its own frame keeps its caller's registers:
        // no CFI is true there. gdb goes on with what it finds and shows data as frames; the walk here must end and say why.
        if (cause == UnwindStop.UnmappedPc && frames.Length < stop.Frames.Count && stop.Modules.Find(stop.Frames[frames.Length].Address) is null)
            return null;
        // What lies beyond the copied memory cannot be seen, and must be told.
        bool isCut = cause is UnwindStop.StackTruncated or UnwindStop.ForeignStack && frames.Length < stop.Frames.Count;
        return isCut || (frames.Length == stop.Frames.Count && cause == UnwindStop.EndOfStack)
            ? null
            : Describe(stop, frames, cause, Math.Min(frames.Length, stop.Frames.Count));
    }

    private static bool IsStackSwitch(StoppedThread stop, ulong address) =>
        stop.Modules.Find(address)?.GetTable(stop.Modules.Tables, out ulong bias)?.Go is { } go && go.TryGetSwitch(address - bias, out _);

    private static string Describe(StoppedThread stop, ReadOnlySpan<ulong> frames, UnwindStop cause, int at)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"frame {at} differs, {cause} after {frames.Length} of {stop.Frames.Count}; here");
        foreach (ulong frame in frames[Math.Max(0, at - 2)..Math.Min(frames.Length, at + 3)])
            text.Append(CultureInfo.InvariantCulture, $" {frame:x}");
        text.Append(", gdb");
        foreach (StoppedFrame frame in stop.Frames.Skip(Math.Max(0, at - 2)).Take(5))
            text.Append(CultureInfo.InvariantCulture, $" {frame.Address:x}");
        return text.ToString();
    }
}
