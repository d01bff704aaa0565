namespace Sonde.Linux.Cgroups;

/// <summary>What memory consists of, in bytes.</summary>
/// <param name="Anonymous">Heap, stacks and other memory without a file.</param>
/// <param name="File">Page cache without shared memory.</param>
/// <param name="Shared">tmpfs and shared memory.</param>
/// <param name="Kernel">The kernel's own: slabs, page tables, stacks, sockets.</param>
/// <param name="InactiveFile">Page cache that has not been used lately, part of <paramref name="File"/>: what the kernel takes first.</param>
public readonly record struct MemoryParts(long Anonymous, long File, long Shared, long Kernel, long InactiveFile)
{
    /// <summary>By how much each part has grown since.</summary>
    public MemoryParts Since(MemoryParts earlier) => new(
        Anonymous - earlier.Anonymous, File - earlier.File, Shared - earlier.Shared, Kernel - earlier.Kernel, InactiveFile - earlier.InactiveFile);
}
