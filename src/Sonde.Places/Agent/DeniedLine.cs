namespace Sonde.Places.Agent;

/// <summary>How a command in a pod tells its client that the kernel does not let it see its target: with more rights it might.</summary>
public static class DeniedLine
{
    /// <summary>What such a line of stderr begins with.</summary>
    public const string Mark = "sonde-denied: ";
}
