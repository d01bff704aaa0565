using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Memory;

/// <summary>
/// Reads another process's memory with <c>process_vm_readv(2)</c>: the target is not stopped and not changed. Needs
/// PTRACE_MODE_ATTACH: the same user, or CAP_SYS_PTRACE. Nothing is allocated by a read.
/// </summary>
public sealed unsafe partial class ProcessMemory
{
    /// <summary>The kernel's limit of ranges in one call (UIO_MAXIOV, include/uapi/linux/uio.h).</summary>
    public const int MaxRanges = 1024;

    private const int Eperm = 1, Esrch = 3, Efault = 14;

    private readonly int _pid;

    /// <summary>Prepares to read a process; nothing is opened.</summary>
    public ProcessMemory(ProcessId process) => _pid = process.Value;

    /// <summary>
    /// Reads ranges, in order, into consecutive bytes of a buffer with one system call. The kernel copies range after range,
    /// so that a range listed later is read later: a reader that lists a range twice sees whether it changed in between.
    /// </summary>
    /// <param name="ranges">At most <see cref="MaxRanges"/> ranges.</param>
    /// <param name="buffer">Has room for all of them.</param>
    /// <returns>
    /// Bytes read. Fewer than asked for when a later range is not mapped; 0 when already the first is not.
    /// </returns>
    /// <exception cref="TargetException">The process has exited, or reading it is not permitted.</exception>
    public int Read(ReadOnlySpan<RemoteRange> ranges, Span<byte> buffer)
    {
        if (ranges.IsEmpty)
            return 0;
        fixed (byte* local = buffer)
        fixed (RemoteRange* remote = ranges)
        {
            var localRange = new RemoteRange(new UserAddress((ulong)local), (nuint)buffer.Length);
            nint read = process_vm_readv(_pid, &localRange, 1, remote, (nuint)ranges.Length, 0);
            return read >= 0 ? (int)read : HandleError(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Reads one range; false when not all of it is mapped.</summary>
    /// <exception cref="TargetException">The process has exited, or reading it is not permitted.</exception>
    public bool TryRead(UserAddress address, Span<byte> buffer)
    {
        var range = new RemoteRange(address, (nuint)buffer.Length);
        return Read(new ReadOnlySpan<RemoteRange>(in range), buffer) == buffer.Length;
    }

    /// <summary>Reads one plain value; false when it is not mapped.</summary>
    /// <exception cref="TargetException">The process has exited, or reading it is not permitted.</exception>
    public bool TryRead<T>(UserAddress address, out T value)
        where T : unmanaged
    {
        value = default;
        return TryRead(address, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    private int HandleError(int errno) => errno switch
    {
        Efault => 0,
        Esrch => throw new TargetException(TargetError.Exited, $"process {_pid} has exited"),
        Eperm => throw new TargetException(
            TargetError.PermissionDenied,
            $"reading the memory of process {_pid} is not permitted: run as its user or with CAP_SYS_PTRACE " +
            "(with Yama's kernel.yama.ptrace_scope=1 or higher CAP_SYS_PTRACE is needed even for the same user)"),
        _ => throw new TargetException(
            TargetError.Unsupported,
            $"reading the memory of process {_pid} failed: {Marshal.GetPInvokeErrorMessage(errno)}"),
    };

    [LibraryImport("libc", SetLastError = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static partial nint process_vm_readv(
        int pid, RemoteRange* local, nuint localCount, RemoteRange* remote, nuint remoteCount, nuint flags);
}
