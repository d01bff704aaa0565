using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>
/// Opens files below a folder that is a container's root: of a running one (<c>/proc/PID/root</c>), or an unpacked one. Links are
/// followed inside of it; nothing outside is ever opened (<c>openat2(2)</c>, Linux 5.6).
/// </summary>
/// <param name="root">The folder.</param>
public sealed class RootFolder(string root)
{
    /// <summary>Opens a file or folder for reading; null when there is none.</summary>
    /// <exception cref="TargetException">Not permitted, or the kernel cannot keep a path inside a folder.</exception>
    public SafeFileHandle? TryOpen(string path)
    {
        int file = RootedFile.Open(root, path);
        if (file == -RootedFile.Enosys)
            throw new TargetException(TargetError.Unsupported, $"files below {root} cannot be read safely: openat2 is missing (Linux before 5.6, or a seccomp profile)");
        if (Errno.IsPermission(-file))
            throw new TargetException(TargetError.PermissionDenied, $"reading {root}{path} is not permitted: run as its user or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH");
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }
}
