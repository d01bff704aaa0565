using Sonde.Places.Agent;

namespace Sonde.Places;

/// <summary>
/// Holds back what a command says about missing rights, until it is known whether more rights are to be had; and what it says about the
/// target's owner, which is for the client to choose by.
/// </summary>
/// <param name="said">Takes everything else.</param>
internal sealed class DeniedWords(Action<string> said)
{
    /// <summary>What the command was denied; null when nothing.</summary>
    public string? Last { get; private set; }

    /// <summary>User and group of the target, when they are not the command's own and it was to tell; null otherwise.</summary>
    public (long User, long Group)? Owner { get; private set; }

    /// <summary>Takes a line of a command's stderr.</summary>
    public void Hear(string line)
    {
        if (OwnerLine.Read(line) is { } owner)
            Owner = owner;
        else if (line.StartsWith(DeniedLine.Mark, StringComparison.Ordinal))
            Last = line[DeniedLine.Mark.Length..];
        else
            said(line);
    }

    /// <summary>Another command begins.</summary>
    public void Forget() => (Last, Owner) = (null, null);

    /// <summary>Says what was held back, and passes an exit code on.</summary>
    public int Give(int code)
    {
        if (Last is not null)
            said(Last);
        return code;
    }
}
