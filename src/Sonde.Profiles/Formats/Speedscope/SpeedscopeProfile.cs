namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>One profile of a speedscope file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit as the file has it.</param>
/// <param name="Length">From its start to its end, in nanoseconds when the unit is time.</param>
/// <param name="Stacks">Stacks as sequences of frame indexes, the root first.</param>
/// <param name="Samples">Stack, value (nanoseconds when the unit is time) and offset from the file's time 0.</param>
/// <param name="IsInOrder">The samples stand in order of time: they are events, or a stack comes back after another.</param>
internal sealed record SpeedscopeProfile(
    string Name, string Unit, long Length, PrefixTree<int> Stacks, IReadOnlyList<(int Stack, long Value, long At)> Samples, bool IsInOrder)
{
    /// <summary>The unit is one of time.</summary>
    public bool IsTime => Unit is not "none" and not "bytes";
}
