using System.Runtime.InteropServices;

namespace Sonde.Linux.Memory;

/// <summary>A range of a target's memory: the kernel's <c>struct iovec</c> (include/uapi/linux/uio.h).</summary>
/// <param name="Address">First byte.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RemoteRange(UserAddress Address, nuint Length);
