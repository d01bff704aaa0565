using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Memory;

/// <summary>
/// Reads another process's memory with <c>process_vm_readv(2)</c>: the target is not stopped and not changed. Needs
/// PTRACE_MODE_ATTACH: the same user, or CAP_SYS_PTRACE. Nothing is allocated by a read. Where seccomp forbids the call, as container
/// runtimes do by default, <c>/proc/PID/mem</c> gives the same bytes range by range.
/// </summary>
public sealed unsafe partial class ProcessMemory
{
    /// <summary>The kernel's limit of ranges in one call (UIO_MAXIOV, include/uapi/linux/uio.h).</summary>
    public const int MaxRanges = 1024;

    private const int Eperm = 1, Esrch = 3, Eio = 5, Efault = 14, Enosys = 38;

    private readonly int _pid;
    private SafeFileHandle? _file;

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
        if (_file is { } known)
            return Read(known, ranges, buffer);
        fixed (byte* local = buffer)
        fixed (RemoteRange* remote = ranges)
        {
            var localRange = new RemoteRange(new UserAddress((ulong)local), (nuint)buffer.Length);
            nint read = process_vm_readv(_pid, &localRange, 1, remote, (nuint)ranges.Length, 0);
            if (read >= 0)
                return (int)read;
            int error = Marshal.GetLastPInvokeError();
            return error is Eperm or Enosys && TryOpenFile() is { } file ? Read(file, ranges, buffer) : HandleError(error);
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

    /// <summary>Opens the process's memory as a file; null when that is not permitted either.</summary>
    private SafeFileHandle? TryOpenFile()
    {
        try
        {
            return _file = File.OpenHandle($"/proc/{_pid}/mem");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads range after range: as with the one call, what is listed later is read later.</summary>
    private int Read(SafeFileHandle file, ReadOnlySpan<RemoteRange> ranges, Span<byte> buffer)
    {
        int sum = 0;
        fixed (byte* local = buffer)
        {
            foreach (RemoteRange range in ranges)
            {
                nuint wanted = Math.Min(range.Length, (nuint)(buffer.Length - sum));
                nint read = pread(file, local + sum, wanted, (nint)range.Address.Value);
                if (read < 0 && Marshal.GetLastPInvokeError() is not Eio and { } error)
                    return sum > 0 ? sum : HandleError(error);
                // The file of a process that has ended is empty.
                if (read == 0 && wanted > 0 && !Directory.Exists($"/proc/{_pid}"))
                    return HandleError(Esrch);
                sum += (int)Math.Max(0, read);
                if (read < (nint)wanted)
                    break;
            }
        }

        return sum;
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
    private static partial nint pread(SafeFileHandle file, byte* local, nuint count, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static partial nint process_vm_readv(
        int pid, RemoteRange* local, nuint localCount, RemoteRange* remote, nuint remoteCount, nuint flags);
}
