using Sonde.Kubernetes.Sessions;

namespace Sonde.Places.Debug;

/// <summary>A container in which a session can be had.</summary>
/// <param name="Container">The container.</param>
/// <param name="IsExec">A program is started in it; else the program that runs in it is joined.</param>
/// <param name="Files">Where in it the target's files are; empty when it has none.</param>
public sealed record DebugPlace(SessionTarget Container, bool IsExec, string Files)
{
    /// <summary>It goes with its first session: the name of the pod; null when it stays.</summary>
    public string? RemovesPod { get; init; }

    /// <summary>There is no session to be had: what was asked for runs by itself.</summary>
    public bool RunsAlone { get; init; }

    /// <summary>The programs of Sonde's image are elsewhere in it: the shell's path there; null when they are where they belong.</summary>
    public string? Shell { get; init; }
}
