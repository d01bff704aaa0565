namespace Sonde.Collectors.Session.Targets;

/// <summary>Finds the processes of one kind of target on this machine.</summary>
public interface ITargetLocator
{
    /// <summary>Finds a target's processes, or starts them; null when the target is of another kind.</summary>
    /// <exception cref="Linux.TargetException">It is of this kind and cannot be found or observed.</exception>
    TargetProcesses? TryLocate(Target target);
}
