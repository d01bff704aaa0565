using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>Names raw stacks.</summary>
/// <param name="builder">The profile.</param>
/// <param name="locations">Names addresses.</param>
/// <param name="spaces">The address spaces by ID.</param>
internal sealed class StackResolver(ProfileBuilder builder, LocationTable locations, IReadOnlyList<AddressSpace> spaces)
{
    private readonly List<RawStack> _stacks = [default];

    /// <summary>
    /// Names every node of a tree that only grows, by its index. Parents come before their children, so that one pass in order does; what
    /// was named before keeps its name.
    /// </summary>
    /// <param name="raw">The tree.</param>
    /// <param name="isLast">Nothing is named after this: the modules' symbols need not stay in memory.</param>
    public IReadOnlyList<RawStack> Resolve(PrefixTree<ulong> raw, bool isLast)
    {
        if (isLast)
            locations.GetAll(UserAddresses(raw));
        for (int node = _stacks.Count; node < raw.Count; node++)
        {
            int parent = raw.Parent(node);
            ulong address = raw.Item(node);
            _stacks.Add(parent == 0 ? RootOf(address) : Extend(_stacks[parent], address));
        }

        return _stacks;
    }

    private IEnumerable<(AddressSpace Space, ulong Address)> UserAddresses(PrefixTree<ulong> raw)
    {
        var spaceOf = new int[raw.Count];
        for (int node = 1; node < raw.Count; node++)
        {
            int parent = raw.Parent(node);
            ulong address = raw.Item(node);
            spaceOf[node] = parent == 0 ? SampleTable.ReadRoot(address).Space : spaceOf[parent];
            if (parent != 0 && node >= _stacks.Count && !SampleTable.IsKernel(address))
                yield return (spaces[spaceOf[node]], address);
        }
    }

    private static RawStack RootOf(ulong root)
    {
        (int space, WalkEnd end) = SampleTable.ReadRoot(root);
        return new RawStack { Space = space, End = end };
    }

    private RawStack Extend(RawStack caller, ulong address)
    {
        if (SampleTable.IsKernel(address))
            return caller with { Frames = builder.AddStack(caller.Frames, locations.GetKernel(address)) };
        NamedLocation location = locations.Get(spaces[caller.Space], address);
        // What called an address that is no code, or the function where a thread begins, is noise: the frame pointer held
        // something else there.
        bool startsAnew = caller.UserFrames == 0
            || (caller.End.IsChain && (caller.IsUnmapped || (location.IsStart && !caller.IsInStart)));
        return caller with
        {
            Frames = builder.AddStack(startsAnew ? StackId.Empty : caller.Frames, location.Id),
            UserFrames = startsAnew ? 1 : caller.UserFrames + 1,
            IsInStart = location.IsStart,
            ReachesRoot = startsAnew ? location.IsRoot : caller.ReachesRoot,
            IsCut = caller.IsCut || caller.IsUnmapped,
            IsUnmapped = !location.IsMapped,
        };
    }
}
