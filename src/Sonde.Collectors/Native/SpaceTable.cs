namespace Sonde.Collectors.Native;

/// <summary>The address spaces that were seen, by ID; those that no sample refers to can be let go of.</summary>
internal sealed class SpaceTable : IDisposable
{
    // How far back an address space is looked for that is the same again.
    private const int MaxRemembered = 64;

    // Stands where one was let go of.
    private static readonly AddressSpace Nothing = new(-1, new ProcessImage(default, ""));

    private readonly List<AddressSpace> _all = [];
    private readonly Stack<int> _free = [];

    /// <summary>All address spaces, by ID.</summary>
    public IReadOnlyList<AddressSpace> All => _all;

    /// <summary>An empty one for a new program.</summary>
    public AddressSpace Add(ProcessImage image) => Keep(new AddressSpace(NextId(), image));

    /// <summary>A copy for a process that was just made.</summary>
    public AddressSpace Fork(AddressSpace space, ProcessImage image) => Keep(space.Fork(NextId(), image));

    /// <summary>A program that loads and unloads the same libraries again and again has but a few address spaces.</summary>
    public AddressSpace Replace(AddressSpace space, CodeRange range)
    {
        AddressSpace changed = space.CopyWithout(_all.Count, space.Image, range.Start, range.End);
        changed.Add(range);
        for (int id = _all.Count - 1; id >= Math.Max(0, _all.Count - MaxRemembered); id--)
        {
            if (_all[id].IsSameAs(changed))
                return _all[id];
        }

        return Keep(changed);
    }

    /// <summary>Lets go of the last one of a program, when no sample refers to it.</summary>
    public void Release(AddressSpace space)
    {
        if (space.IsUsed || _all[space.Id] != space)
            return;
        space.Forget();
        // Code that a child may have inherited keeps its place.
        if (space.Image.Jit.IsUsed)
            return;
        _all[space.Id] = Nothing;
        _free.Push(space.Id);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ProcessImage image in _all.Select(space => space.Image).Distinct())
            image.Jit.Dispose();
    }

    private int NextId() => _free.TryPop(out int id) ? id : _all.Count;

    private AddressSpace Keep(AddressSpace space)
    {
        if (space.Id < _all.Count)
            _all[space.Id] = space;
        else
            _all.Add(space);
        return space;
    }
}
