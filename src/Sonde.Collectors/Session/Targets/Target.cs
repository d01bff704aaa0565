namespace Sonde.Collectors.Session.Targets;

/// <summary>What the user wants to see, as named on the command line. Nothing has been looked up yet.</summary>
public abstract record Target
{
    /// <summary>The words of the command line that name it, for titles.</summary>
    public abstract string Text { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
