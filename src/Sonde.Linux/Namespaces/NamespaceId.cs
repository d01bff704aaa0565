namespace Sonde.Linux.Namespaces;

/// <summary>A namespace by its inode in the kernel's nsfs: two processes share it when these are equal.</summary>
public readonly record struct NamespaceId(ulong Inode);
