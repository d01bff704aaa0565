namespace Sonde.Places.Ephemeral;

/// <summary>An ephemeral container to be added to a pod.</summary>
internal interface IEphemeralSpec
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>What it runs.</summary>
    AgentImage Image { get; }

    /// <summary>What it is, for messages: <c>agent</c>.</summary>
    string What { get; }

    /// <summary>It may have done its work and ended by the time one looks.</summary>
    bool MayEnd { get; }

    /// <summary>The patch of a pod that adds it.</summary>
    ReadOnlyMemory<byte> Patch();
}
