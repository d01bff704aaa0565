using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Finds the kernel's ID of a thread by its <c>pthread_t</c>, which is all that CPython keeps up to 3.10, and all that is right in some
/// forked children. In glibc and musl that is
/// the address of the thread's descriptor, which holds the ID; where in it, differs between C libraries and machines. It is learnt
/// from all threads: the first position that holds a thread's ID in each of them, and another in each.
/// </summary>
internal sealed class ThreadIdentities
{
    /// <summary>Bytes of a descriptor that are looked at: in glibc for x86-64 the ID is at 720, for arm64 at 208, in musl below 64.</summary>
    private const int DescriptorLength = 1024;

    private const int PageLength = 4096;

    private readonly ProcessMemory _memory;
    private readonly List<int> _candidates = [];
    private readonly Dictionary<int, UserAddress> _taken = [];
    private readonly byte[] _descriptor = new byte[DescriptorLength];
    private readonly RemoteRange[] _ranges = new RemoteRange[2];

    public ThreadIdentities(ProcessMemory memory) => _memory = memory;

    /// <summary>Begins a walk over all threads.</summary>
    public void Begin() => _taken.Clear();

    /// <summary>The ID of a thread in the target's own PID namespace; -1 when its descriptor is gone.</summary>
    /// <param name="descriptor">Its <c>pthread_t</c>.</param>
    /// <param name="threads">The threads that there are, by that ID.</param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public int FindNativeId(UserAddress descriptor, Dictionary<long, ThreadId> threads)
    {
        if (descriptor.IsNull || !TryRead(descriptor))
            return -1;
        if (_candidates.Count == 0)
            Learn(threads);
        for (int i = 0; i < _candidates.Count; i++)
        {
            int id = At(_candidates[i]);
            if (!threads.ContainsKey(id) || (_taken.TryGetValue(id, out UserAddress other) && other != descriptor))
                continue;
            // A position that was wrong here is wrong everywhere.
            _candidates.RemoveRange(0, i);
            _taken[id] = descriptor; // which has a thread state in each interpreter that it entered
            return id;
        }

        return -1;
    }

    /// <summary>musl's descriptor is short and ends with the thread's mapping: what lies on the next page may not be there.</summary>
    private bool TryRead(UserAddress descriptor)
    {
        int onPage = Math.Min(DescriptorLength, PageLength - (int)(descriptor.Value % PageLength));
        _ranges[0] = new RemoteRange(descriptor, (nuint)onPage);
        _ranges[1] = new RemoteRange(descriptor + (ulong)onPage, (nuint)(DescriptorLength - onPage));
        int read = _memory.Read(_ranges.AsSpan(0, onPage == DescriptorLength ? 1 : 2), _descriptor);
        _descriptor.AsSpan(read).Clear();
        return read >= onPage;
    }

    private void Learn(Dictionary<long, ThreadId> threads)
    {
        for (int at = 0; at < DescriptorLength; at += sizeof(int))
        {
            int id = At(at);
            if (id > 0 && threads.ContainsKey(id))
                _candidates.Add(at);
        }
    }

    private int At(int offset) => MemoryMarshal.Read<int>(_descriptor.AsSpan(offset));
}
