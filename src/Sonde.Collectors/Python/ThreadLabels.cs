using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>The labels of one thread's samples: who it is, what it did, and in which task. Made once for each combination.</summary>
internal sealed class ThreadLabels
{
    /// <summary>How long a thread may take to be named, in nanoseconds: until then its name is looked up for each sample.</summary>
    private const long Settling = 250_000_000;

    private const int ProcessAt = 0, ThreadAt = 1, StateAt = 4, TaskAt = 5;

    private readonly ProfileBuilder _profile;
    private readonly InterpreterThread _thread;
    private readonly string _processName;
    private readonly string _threadName;
    private readonly PythonNames _names;
    private readonly Label[] _labels;
    private readonly Dictionary<(long State, int Task), LabelSetId> _sets = [];
    private readonly long _since = MonotonicClock.Now;
    private bool _isSettled;

    /// <summary>Prepares.</summary>
    /// <param name="profile">Gets the labels.</param>
    /// <param name="process">The process.</param>
    /// <param name="processName">Its name as the kernel has it.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="threadName">Its name as the kernel has it.</param>
    /// <param name="names">What the program itself calls them.</param>
    public ThreadLabels(
        ProfileBuilder profile, ProcessId process, string processName, in InterpreterThread thread, string threadName, PythonNames names)
    {
        _profile = profile;
        _thread = thread;
        _processName = processName;
        _threadName = threadName;
        _names = names;
        _labels =
        [
            new Label(profile.Intern(LabelNames.Process), profile.Intern(processName)),
            new Label(profile.Intern(LabelNames.Thread), profile.Intern(threadName)),
            new Label(profile.Intern(LabelNames.ProcessId), StringId.Empty, process.Value),
            new Label(profile.Intern(LabelNames.ThreadId), StringId.Empty, thread.Thread.Value),
            default,
            default,
        ];
    }

    /// <summary>The labels of a sample.</summary>
    /// <param name="state">What the thread did.</param>
    /// <param name="task">Name of the task that it ran; empty for none.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public LabelSetId For(PythonThreadState state, StringId task)
    {
        if (!_isSettled)
            LookUpNames();
        if (_sets.TryGetValue((state.Key, task.Index), out LabelSetId set))
            return set;
        _labels[StateAt] = new Label(_profile.Intern(LabelNames.State), _profile.Intern(state.ToWords()));
        _labels[TaskAt] = new Label(_profile.Intern(LabelNames.Task), task);
        set = _profile.AddLabels(_labels.AsSpan(0, task == StringId.Empty ? TaskAt : _labels.Length));
        _sets.Add((state.Key, task.Index), set);
        return set;
    }

    private void LookUpNames()
    {
        _isSettled = MonotonicClock.Now >= _since + Settling;
        string process = _names.ProcessName(_thread.State) is { } worker ? $"{_processName} {worker}" : _processName;
        bool changed = Set(ProcessAt, process) | Set(ThreadAt, _names.ThreadName(_thread.State, _since) ?? _threadName);
        if (changed)
            _sets.Clear();
    }

    private bool Set(int index, string text)
    {
        StringId id = _profile.Intern(text);
        bool changes = id != _labels[index].Text;
        _labels[index] = _labels[index] with { Text = id };
        return changes;
    }
}
