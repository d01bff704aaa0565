using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>Writes dumped stacks for people: processes, threads, one line for each frame.</summary>
internal static class DumpText
{
    /// <summary>Writes all processes.</summary>
    public static void Write(IReadOnlyList<ProcessDump> dumps, TextWriter output)
    {
        for (int i = 0; i < dumps.Count; i++)
        {
            if (i > 0)
                output.WriteLine();
            WriteProcess(dumps[i], output);
        }
    }

    private static void WriteProcess(ProcessDump dump, TextWriter output)
    {
        string threads = dump.Threads.Count == 1 ? "1 thread" : $"{dump.Threads.Count} threads";
        output.WriteLine($"process {dump.Process} {Safe(dump.Name)}: {dump.Runtime}, {threads}");
        foreach (ThreadDump thread in dump.Threads)
        {
            output.WriteLine();
            output.WriteLine($"  thread {thread.Thread} {Safe(thread.Name)}: {thread.State}");
            WriteFrames(thread.Frames, output);
            if (thread.Note is { } note)
                output.WriteLine($"    ({note})");
        }
    }

    private static void WriteFrames(IReadOnlyList<DumpFrame> frames, TextWriter output)
    {
        const int WidestName = 48;
        int column = Math.Min(WidestName, frames.Select(frame => frame.Function.Length).DefaultIfEmpty().Max());
        foreach (DumpFrame frame in frames)
            output.WriteLine($"    {Safe(frame.Function).PadRight(column)}  {Safe(Place(frame))}".TrimEnd());
    }

    private static string Place(DumpFrame frame) => frame switch
    {
        { File.Length: > 0, Line: > 0 } => $"{frame.File}:{frame.Line}",
        { File.Length: > 0 } => frame.File,
        _ => frame.Module,
    };

    /// <summary>Names come from the target: control characters in them must not reach the terminal.</summary>
    private static string Safe(string name) =>
        name.Any(char.IsControl) ? string.Concat(name.Select(c => char.IsControl(c) ? '?' : c)) : name;
}
