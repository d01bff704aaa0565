using Sonde.Collectors;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>
/// Writes dumped stacks for people: the answer, then processes, threads, one line for each frame. Threads and tasks that do the same at the
/// same place are shown once.
/// </summary>
internal sealed class DumpText
{
    private const int MaxNames = 4;

    private readonly TextWriter _output;
    private readonly int _width;
    private readonly bool _withValues;

    private DumpText(TextWriter output, int width, bool withValues)
    {
        _output = output;
        _width = width;
        _withValues = withValues;
    }

    /// <summary>Writes all processes.</summary>
    /// <param name="dumps">The processes.</param>
    /// <param name="output">Where to.</param>
    /// <param name="width">Columns for lines of locals' types.</param>
    /// <param name="withValues">Locals have values: each stands on a line of its own.</param>
    public static void Write(IReadOnlyList<ProcessDump> dumps, TextWriter output, int width, bool withValues)
    {
        var text = new DumpText(output, width, withValues);
        output.WriteLine(Safe(DumpHeadline.Answer(dumps)));
        foreach (ProcessDump dump in dumps)
        {
            output.WriteLine();
            text.WriteProcess(dump);
        }
    }

    private void WriteProcess(ProcessDump dump)
    {
        string threads = dump.Threads.Count == 1 ? "1 thread" : $"{dump.Threads.Count} threads";
        string tasks = dump.Tasks.Count switch { 0 => "", 1 => ", 1 task", var count => $", {count} tasks" };
        string gil = !dump.HasGil ? "" : dump.Threads.FirstOrDefault(thread => thread.HoldsGil) is { } holder
            ? $", GIL held by {DumpHeadline.NameOf(holder)}"
            : ", GIL free";
        _output.WriteLine(Safe($"process {dump.Process} {dump.Name}: {dump.Runtime}, {threads}{tasks}{gil}"));
        var stuck = dump.FindDeadlocks().SelectMany(cycle => cycle).ToHashSet();
        // What is stuck first, then what runs; the order of threads stays within each.
        foreach (List<ThreadDump> group in Folded(dump.Threads.OrderBy(thread => stuck.Contains(thread) ? 0 : thread.Runs ? 1 : 2)))
        {
            _output.WriteLine();
            WriteThreads(group, dump);
        }

        foreach (List<TaskDump> group in Folded(dump.Tasks))
        {
            _output.WriteLine();
            WriteTasks(group);
        }
    }

    private void WriteThreads(List<ThreadDump> threads, ProcessDump dump)
    {
        ThreadDump first = threads[0];
        TimeSpan? longest = threads.Max(thread => thread.BlockedFor);
        string time = threads.Count > 1 && longest is not null ? DumpHeadline.For(longest).Replace(" for ", " for up to ", StringComparison.Ordinal)
            : DumpHeadline.For(longest);
        _output.WriteLine(Safe(threads.Count == 1
            ? $"  thread {first.Thread} {first.Name}: {first.State}{time}"
            : $"  {threads.Count} threads: {first.State}{time}"));
        if (threads.Count > 1)
            _output.WriteLine(Safe($"    {Names(threads.Select(DumpHeadline.NameOf))}"));
        if (first.Waits is { } wait)
            _output.WriteLine(Safe($"    waits for {Describe(wait, dump)}"));
        WriteFrames(first.Frames, withLocals: threads.Count == 1);
        if (first.Note is { } note)
            _output.WriteLine($"    ({note})");
    }

    private void WriteTasks(List<TaskDump> tasks)
    {
        TaskDump first = tasks[0];
        string waits = first.WaitsFor is { } waiter ? $" for {waiter}" : "";
        _output.WriteLine(Safe(tasks.Count == 1
            ? $"  task {first.Name}: {first.State}{waits}"
            : $"  {tasks.Count} tasks: {first.State}{waits}"));
        if (tasks.Count > 1)
            _output.WriteLine(Safe($"    {Names(tasks.Select(task => task.Name))}"));
        WriteFrames(first.Frames, withLocals: tasks.Count == 1);
    }

    private static string Describe(LockWait wait, ProcessDump dump)
    {
        string what = wait.Kind == "end" ? "the end of" : $"{(wait.Kind == "RLock" ? "an" : "a")} {wait.Kind} at 0x{wait.Address:x}";
        string limit = wait.IsTimed ? ", for a limited time" : "";
        if (wait.Owner is not { } id)
            return $"{what}, whose owner is not known{limit}";
        string owner = dump.Threads.FirstOrDefault(thread => thread.Thread == id) is { } thread ? DumpHeadline.NameOf(thread) : $"thread {id}";
        string place = wait.OwnerPlace is { } at ? $" in {at}" : "";
        return wait.Kind == "end" ? $"{what} {owner}{limit}" : $"{what}, held by {owner}{place}{limit}";
    }

    private void WriteFrames(IReadOnlyList<DumpFrame> frames, bool withLocals)
    {
        const int WidestName = 48;
        int column = Math.Min(WidestName, frames.Select(frame => frame.Function.Length).DefaultIfEmpty().Max());
        foreach (DumpFrame frame in frames)
        {
            _output.WriteLine($"    {Safe(frame.Function).PadRight(column)}  {Safe(Place(frame))}".TrimEnd());
            if (withLocals && frame.Locals.Count > 0)
                WriteLocals(frame.Locals);
        }
    }

    private void WriteLocals(IReadOnlyList<DumpLocal> locals)
    {
        const string Indent = "        ";
        if (_withValues)
        {
            foreach (DumpLocal local in locals)
                _output.WriteLine(Safe(Indent + Describe(local)));
        }
        else if (locals is not [{ Name: "self" }]) // the function's name tells the class
        {
            _output.WriteLine(Indent + TextFit.End(string.Join(", ", locals.Select(local => $"{local.Name}: {local.Type}")), _width - Indent.Length));
        }
    }

    // A number or a text tells its type by itself.
    private static string Describe(DumpLocal local) => local switch
    {
        { Value: null } => $"{local.Name}: {local.Type}",
        { Type: "int" or "float" or "str" or "bytes" or "bool" or "NoneType" } => $"{local.Name} = {local.Value}",
        _ => $"{local.Name}: {local.Type}, {local.Value}",
    };

    private static string Place(DumpFrame frame) => frame switch
    {
        { File.Length: > 0, Line: > 0 } => $"{frame.File}:{frame.Line}",
        { File.Length: > 0 } => frame.File,
        _ => frame.Module,
    };

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length <= MaxNames ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MaxNames))} and {all.Length - MaxNames} more";
    }

    private static List<List<ThreadDump>> Folded(IEnumerable<ThreadDump> threads) => Fold(
        threads, static (one, other) => one.State == other.State && one.Note == other.Note && one.Waits == other.Waits
            && AreSame(one.Frames, other.Frames));

    private static List<List<TaskDump>> Folded(IEnumerable<TaskDump> tasks) => Fold(
        tasks, static (one, other) => one.State == other.State && one.WaitsFor == other.WaitsFor && AreSame(one.Frames, other.Frames));

    private static List<List<T>> Fold<T>(IEnumerable<T> items, Func<T, T, bool> isSame)
    {
        List<List<T>> groups = [];
        foreach (T item in items)
        {
            List<T>? group = groups.Find(candidate => isSame(candidate[0], item));
            if (group is null)
                groups.Add(group = []);
            group.Add(item);
        }

        return groups;
    }

    private static bool AreSame(IReadOnlyList<DumpFrame> one, IReadOnlyList<DumpFrame> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.IsSamePlace(pair.Second));

    /// <summary>Names come from the target: control characters in them must not reach the terminal.</summary>
    private static string Safe(string text) => TextFit.Printable(text);
}
