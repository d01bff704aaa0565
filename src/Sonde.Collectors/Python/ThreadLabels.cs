using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>The labels of one thread's samples: who it is, what it did, and in which task. Made once for each combination.</summary>
internal sealed class ThreadLabels
{
    private readonly ProfileBuilder _profile;
    private readonly Label[] _labels;
    private readonly Dictionary<(PythonThreadState State, StringId Task), LabelSetId> _sets = [];

    /// <summary>Prepares.</summary>
    /// <param name="profile">Gets the labels.</param>
    /// <param name="process">The process.</param>
    /// <param name="processName">Its name.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="threadName">Its name.</param>
    public ThreadLabels(ProfileBuilder profile, ProcessId process, string processName, ThreadId thread, string threadName)
    {
        _profile = profile;
        _labels =
        [
            new Label(profile.Intern(LabelNames.ProcessId), StringId.Empty, process.Value),
            new Label(profile.Intern(LabelNames.Process), profile.Intern(processName)),
            new Label(profile.Intern(LabelNames.ThreadId), StringId.Empty, thread.Value),
            new Label(profile.Intern(LabelNames.Thread), profile.Intern(threadName)),
            default,
            default,
        ];
    }

    /// <summary>The labels of a sample.</summary>
    /// <param name="state">What the thread did.</param>
    /// <param name="task">Name of the task that it ran; empty for none.</param>
    public LabelSetId For(PythonThreadState state, StringId task)
    {
        if (_sets.TryGetValue((state, task), out LabelSetId set))
            return set;
        _labels[^2] = new Label(_profile.Intern(LabelNames.State), _profile.Intern(state.ToWords()));
        _labels[^1] = new Label(_profile.Intern(LabelNames.Task), task);
        set = _profile.AddLabels(_labels.AsSpan(0, task == StringId.Empty ? _labels.Length - 1 : _labels.Length));
        _sets.Add((state, task), set);
        return set;
    }
}
