using Sonde.Linux;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session;

/// <summary>
/// Gives every process to the first collector that recognises it, and asks again when the process becomes another program.
/// A process that cannot be sampled is told once and left alone.
/// </summary>
internal sealed class CollectorAssignment
{
    /// <summary>
    /// An interpreter maps its library and builds its state some time after exec: until a process is this old it is asked
    /// again what it is.
    /// </summary>
    private const ulong SettledTicks = 2 * ProcessStat.TicksPerSecond;

    private readonly IReadOnlyList<ICollector> _collectors;
    private readonly ProcFileSystem _proc;
    private readonly Dictionary<ProcessIdentity, Entry> _entries = [];
    private readonly List<ProcessIdentity> _gone = [];

    /// <summary>Starts without processes.</summary>
    /// <param name="collectors">The most specific first.</param>
    /// <param name="proc">Where processes are read.</param>
    public CollectorAssignment(IReadOnlyList<ICollector> collectors, ProcFileSystem proc)
    {
        _collectors = collectors;
        _proc = proc;
    }

    /// <summary>Processes that are sampled now.</summary>
    public int Attached { get; private set; }

    /// <summary>Processes that could not be sampled, and why; those that were sampled later after all are not among them.</summary>
    public Dictionary<ProcessIdentity, TargetException> Failures { get; } = [];

    /// <summary>Processes that another collector than the best one samples, and why.</summary>
    public Dictionary<ProcessId, string> Substitutions { get; } = [];

    /// <summary>Collectors that have or had a process.</summary>
    public HashSet<ICollector> Used { get; } = [];

    /// <summary>Takes in who lives now.</summary>
    /// <param name="alive">The living processes.</param>
    /// <param name="nowTicks">Ticks since boot.</param>
    public void Update(List<ProcessIdentity> alive, ulong nowTicks)
    {
        Forget(alive);
        Attached = 0;
        foreach (ProcessIdentity identity in alive)
        {
            bool isKnown = _entries.TryGetValue(identity, out Entry entry);
            (string, ulong) program = Program(identity.Process);
            if (!isKnown)
                entry = Assign(identity, entry, program, identity.StartTimeTicks);
            else if (program != entry.Program)
                entry = Assign(identity, entry, program, nowTicks);
            else if (nowTicks < entry.SinceTicks + SettledTicks)
                entry = Assign(identity, entry, program, entry.SinceTicks);
            _entries[identity] = entry;
            if (entry.Collector is not null)
                Attached++;
        }
    }

    /// <summary>
    /// Why nothing can be sampled; null while something is, was or still may be: a young interpreter is tried again.
    /// </summary>
    public TargetException? Verdict(ulong nowTicks)
    {
        if (Attached > 0 || Used.Count > 0 || Failures.Count == 0)
            return null;
        foreach ((ProcessIdentity identity, TargetException failure) in Failures)
        {
            bool isFinal = failure.Error is TargetError.PermissionDenied || nowTicks >= identity.StartTimeTicks + SettledTicks;
            if (!isFinal)
                return null;
        }

        TargetException first = Failures.Values.First();
        return Failures.Count == 1
            ? first
            : new TargetException(first.Error, $"{first.Message} (and {Failures.Count - 1} more processes likewise)", first);
    }

    private Entry Assign(ProcessIdentity identity, Entry old, (string, ulong) program, ulong sinceTicks)
    {
        ProcessId process = identity.Process;
        try
        {
            ICollector? first = _collectors.FirstOrDefault(candidate => candidate.Recognises(process));
            if (first == old.Wanted && program == old.Program && old.Collector is not null)
                return old;
            old.Collector?.Detach(process);
            ICollector? collector = first is null ? null : AttachToFirstAble(process, first);
            // A collector may have followed a fork on its own.
            foreach (ICollector other in Used)
            {
                if (other != collector && other != old.Collector)
                    other.Detach(process);
            }

            if (collector is not null)
                Used.Add(collector);
            Failures.Remove(identity);
            return new Entry(first, collector, program, sinceTicks);
        }
        catch (TargetException failure)
        {
            // A process that ends while it is looked at is no failure: there was nothing left to sample.
            if (failure.Error is not (TargetError.Exited or TargetError.NotFound or TargetError.Zombie))
                Failures[identity] = failure;
            return new Entry(null, null, program, sinceTicks);
        }
    }

    /// <summary>
    /// A collector may recognise a process and yet not be able to read it (a version of an interpreter that it does not know):
    /// then the next one takes it, and that is told.
    /// </summary>
    private ICollector AttachToFirstAble(ProcessId process, ICollector first)
    {
        try
        {
            first.Attach(process);
            return first;
        }
        catch (TargetException failure) when (failure.Error == TargetError.Unsupported)
        {
            ICollector? next = _collectors.SkipWhile(collector => collector != first).Skip(1)
                .FirstOrDefault(collector => collector.Recognises(process));
            if (next is null)
                throw;
            ICollector able = AttachToFirstAble(process, next);
            Substitutions[process] = $"{failure.Message}: sampled as {able.Name} code instead";
            return able;
        }
    }

    private void Forget(List<ProcessIdentity> alive)
    {
        _gone.Clear();
        foreach (ProcessIdentity identity in _entries.Keys)
        {
            if (!alive.Contains(identity))
                _gone.Add(identity);
        }

        foreach (ProcessIdentity identity in _gone)
            _entries.Remove(identity);
    }

    /// <summary>What changes with exec while ID and start time stay: the executable, and the stack where it is the same executable again.</summary>
    private (string Name, ulong Stack) Program(ProcessId process)
    {
        ulong stack = _proc.TryReadStat(process)?.StackStart ?? 0;
        try
        {
            return (_proc.TryReadExecutablePath(process) ?? "", stack);
        }
        catch (TargetException)
        {
            // Not permitted: the name changes with exec as well, and anyone may read it.
            return (_proc.TryReadName(process) ?? "", stack);
        }
    }

    /// <param name="Wanted">The collector that recognises it first.</param>
    /// <param name="Collector">The collector that samples it.</param>
    /// <param name="Program">What tells it from another program: see <see cref="CollectorAssignment.Program"/>.</param>
    /// <param name="SinceTicks">When it became this program, in ticks since boot.</param>
    private readonly record struct Entry(ICollector? Wanted, ICollector? Collector, (string, ulong) Program, ulong SinceTicks);
}
