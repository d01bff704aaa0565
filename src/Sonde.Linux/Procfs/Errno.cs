namespace Sonde.Linux.Procfs;

/// <summary>Error numbers that mean something here (include/uapi/asm-generic/errno-base.h).</summary>
internal static class Errno
{
    public const int Eperm = 1;
    public const int Enoent = 2;
    public const int Esrch = 3;
    public const int Eintr = 4;
    public const int Eacces = 13;
    public const int Eexist = 17;
    public const int Enotdir = 20;
    public const int Einval = 22;

    /// <summary>True when a right is missing. A process that has gone gives ENOENT or ESRCH instead.</summary>
    public static bool IsPermission(int error) => error is Eperm or Eacces;
}
