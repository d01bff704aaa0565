namespace Sonde.Collectors.Native;

/// <summary>A thread that was seen, while it ran one program.</summary>
internal sealed class TargetThread(int index, int id, TargetProcess process, string name)
{
    /// <summary>No event has sampled it yet.</summary>
    public const int NoOwner = -2;

    /// <summary>Its position among all of the collector's, from 0.</summary>
    public int Index { get; } = index;

    public int Id { get; } = id;

    public TargetProcess Process { get; } = process;

    public string Name { get; set; } = name;

    /// <summary>It has ended; what comes of it afterwards is only the switch away from it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A sample refers to it.</summary>
    public bool IsUsed { get; set; }

    /// <summary>
    /// The watched thread whose events sample this one, itself or an ancestor. A thread that was created while its process was
    /// being attached to can have inherited events besides its own: the others' samples would count twice.
    /// </summary>
    public int Owner { get; set; } = NoOwner;

    /// <summary>It has ended, or its number names another one.</summary>
    public void End()
    {
        if (HasEnded)
            return;
        HasEnded = true;
        Process.LiveThreads--;
    }
}
