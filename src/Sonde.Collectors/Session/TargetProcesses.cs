using System.Runtime.InteropServices;
namespace Sonde.Collectors.Session;

/// <summary>The living processes of a target, looked up again and again while it is sampled. Used by one thread.</summary>
public abstract class TargetProcesses : IDisposable
{
    /// <summary>What is looked at, for titles and messages: <c>process 4711 (python3)</c>, <c>container bad-app</c>.</summary>
    public abstract string Title { get; }

    /// <summary>Facts that belong into the profile, by name, for example <c>container</c>.</summary>
    public virtual IReadOnlyDictionary<string, string> Facts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels for every sample, by name.</summary>
    public virtual IReadOnlyDictionary<string, string> Labels { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True for the whole machine, or a cgroup of it that the kernel follows itself: nobody looks for processes then.</summary>
    public virtual bool IsMachine => false;

    /// <summary>Of a <see cref="IsMachine">machine</see>: descriptor of the cgroup's directory; null for all of it.</summary>
    public virtual SafeHandle? Cgroup => null;

    /// <summary>Looks who lives now.</summary>
    /// <param name="alive">Emptied and filled. Empty afterwards: the target has ended.</param>
    public abstract void Refresh(List<ProcessIdentity> alive);

    /// <summary>How the target ended, when more is known than that it is gone; null otherwise.</summary>
    public virtual string? EndNote => null;

    /// <summary>Lets go of the target. A program that was started for sampling and still runs is asked to end (SIGTERM).</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}
