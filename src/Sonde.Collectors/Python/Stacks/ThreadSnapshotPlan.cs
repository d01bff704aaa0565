using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Where a thread's frames were last seen: what to copy the next time, so that one system call is enough. A guess that is
/// wrong costs a second call, never a wrong stack.
/// </summary>
internal sealed class ThreadSnapshotPlan
{
    /// <summary>More frames outside of the data stack (generators, entries of the evaluation loop; up to 3.10 all) are not copied.</summary>
    public const int MaxOutsiders = StackReader.MaxFrames + 256;

    /// <summary>Outsiders that many samples have not met are dropped from the plan.</summary>
    private const int OutsiderLifetime = 64;

    private readonly List<(ulong Address, long LastUsed)> _outsiders = [];
    private readonly Predicate<(ulong Address, long LastUsed)> _isOld;
    private long _sample;

    public ThreadSnapshotPlan() => _isOld = outsider => _sample - outsider.LastUsed > OutsiderLifetime;

    /// <summary>The chunks of the data stack, the oldest first; the last is the one in use.</summary>
    public List<DataStackChunk> Chunks { get; } = [];

    /// <summary>Up to 3.12: address of the <c>_PyCFrame</c> of the innermost evaluation loop.</summary>
    public UserAddress CFrame { get; set; }

    /// <summary>Top of the chunk in use when it was last seen.</summary>
    public ulong LastTop { get; set; }

    /// <summary>The highest recent top: it falls slowly, because the stack is likely to come back.</summary>
    public ulong RecentTop { get; private set; }

    /// <summary>Frames outside of the data stack by rising address.</summary>
    public int OutsiderCount => _outsiders.Count;

    /// <summary>Address of an outsider.</summary>
    public ulong Outsider(int index) => _outsiders[index].Address;

    /// <summary>Marks an outsider as met.</summary>
    public void Touch(int index) => _outsiders[index] = (_outsiders[index].Address, _sample);

    /// <summary>Adds a frame outside of the data stack; false when there are too many.</summary>
    public bool AddOutsider(ulong address)
    {
        int index = IndexOf(address);
        if (index < 0)
        {
            if (_outsiders.Count >= MaxOutsiders)
                return false;
            _outsiders.Insert(~index, (address, _sample));
        }

        return true;
    }

    /// <summary>Position of an outsider, or the complement of where it belongs.</summary>
    public int IndexOf(ulong address)
    {
        int low = 0, high = _outsiders.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ulong found = _outsiders[middle].Address;
            if (found == address)
                return middle;
            if (found < address)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    /// <summary>Takes note of the top at an instant.</summary>
    public void SawTop(ulong top)
    {
        LastTop = top;
        RecentTop = top >= RecentTop || Chunks.Count == 0 || RecentTop > Chunks[^1].Limit
            ? top
            : RecentTop - ((RecentTop - top) / 8);
    }

    /// <summary>Begins a sample: what was not met for long is dropped.</summary>
    public void BeginSample()
    {
        _sample++;
        if (_sample % OutsiderLifetime != 0)
            return;
        _outsiders.RemoveAll(_isOld);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Chunks.Clear();
        _outsiders.Clear();
        CFrame = UserAddress.Null;
        LastTop = RecentTop = 0;
    }
}
