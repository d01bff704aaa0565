using Sonde.Linux.Memory;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Names the task that a stack belongs to: the one whose coroutine is among its frames. The frames of what it awaits follow by themselves,
/// because a task that goes on passes through all of them. One thread at a time; a task that was met before costs one read.
/// </summary>
internal sealed class RunningTasks(ProfileBuilder profile, ObjectReader objects, TaskReader tasks)
{
    /// <summary>More are forgotten: tasks come and go.</summary>
    private const int MaxKnown = 4096;

    private readonly Dictionary<ulong, Known> _byCoroutine = [];

    /// <summary>The task of a stack; empty for none.</summary>
    /// <param name="state">The thread.</param>
    /// <param name="leafFirst">Its frames.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public StringId Find(UserAddress state, ReadOnlySpan<PythonFrame> leafFirst)
    {
        bool hasGenerator = false;
        foreach (ref readonly PythonFrame frame in leafFirst)
            hasGenerator |= frame.Owner == FrameOwner.Generator;
        if (!hasGenerator || !objects.Offsets.HasDataStack)
            return StringId.Empty;
        StringId name = FindKnown(leafFirst);
        if (name != StringId.Empty)
            return name;
        if (_byCoroutine.Count > MaxKnown)
            _byCoroutine.Clear();
        foreach (UserAddress task in tasks.Running(state))
        {
            string text = tasks.NameOf(task);
            _byCoroutine[tasks.CoroutineOf(task).Value] = new Known(task, tasks.NumberOf(task), text, profile.Intern(text));
        }

        return FindKnown(leafFirst);
    }

    // The outermost first: a task runs no other task inside of it, but it may run plain generators.
    private StringId FindKnown(ReadOnlySpan<PythonFrame> leafFirst)
    {
        for (int i = leafFirst.Length - 1; i >= 0; i--)
        {
            if (leafFirst[i].Owner != FrameOwner.Generator)
                continue;
            ulong coroutine = leafFirst[i].Address.Value - (ulong)objects.Offsets.GeneratorFrame;
            if (_byCoroutine.TryGetValue(coroutine, out Known known) && IsStill(known, coroutine))
                return known.Name;
        }

        return StringId.Empty;
    }

    // Another coroutine may have taken the place of one that has ended, and another task that of its task.
    private bool IsStill(in Known known, ulong coroutine) => tasks.CoroutineOf(known.Task).Value == coroutine
        && (known.Number is { } number ? tasks.NumberOf(known.Task) == number : tasks.HasName(known.Task, known.Text));

    private readonly record struct Known(UserAddress Task, long? Number, string Text, StringId Name);
}
