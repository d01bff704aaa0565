namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>One node of a <c>.cpuprofile</c> as the file has it.</summary>
internal sealed class CpuProfileNode
{
    /// <summary>Where it stands in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Its ID, unique in the file.</summary>
    public int Id { get; set; }

    /// <summary>ID of its parent, in files that name it; 0 when not.</summary>
    public int Parent { get; set; }

    /// <summary>IDs of its children.</summary>
    public List<int> Children { get; } = [];

    /// <summary>Function name, empty for an anonymous function.</summary>
    public string Function { get; set; } = "";

    /// <summary>ID of the script.</summary>
    public string Script { get; set; } = "";

    /// <summary>The script's file or URL.</summary>
    public string Url { get; set; } = "";

    /// <summary>Line of the function's beginning from 0; -1 when unknown.</summary>
    public int Line { get; set; } = -1;

    /// <summary>Column of the function's beginning from 0; -1 when unknown.</summary>
    public int Column { get; set; } = -1;

    /// <summary>Samples in the node, for files that have no list of samples.</summary>
    public int HitCount { get; set; }

    /// <summary>Samples by line from 1.</summary>
    public List<(int Line, int Ticks)> Ticks { get; } = [];
}
